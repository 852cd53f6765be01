// SPDX-License-Identifier: Apache-2.0
//
// What was skipped or could not be read, as lines for standard error, beside a form for machines on
// standard output.
//
//   fanout.add(std::make_unique<MessageWriter>(err, settings.verbose));
//   // note: System.evtx: the log was not closed [not-closed]
//
// Verbose: a line each. Otherwise one line at the end, only where something could not be read.
#pragma once

#include <cstdint>

#include "cli/settings.h"
#include "report/output.h"
#include "wmiscope/scan.h"

namespace wmiscope {

class MessageWriter : public Sink {
 public:
  MessageWriter(Output& out, bool verbose) : out_(out), verbose_(verbose) {}

  void on_issue(const Issue& issue) override;
  void on_skipped(const Skipped& skipped) override;
  void on_coverage(const Coverage& coverage) override;

 private:
  Output& out_;
  bool verbose_;
  std::uint64_t issues_ = 0;
};

// The messages of a command that tells nothing else of its issues: silent with -q, and knows whether
// there were any.
class CheckedMessages : public MessageWriter {
 public:
  CheckedMessages(Output& out, const Settings& settings)
      : MessageWriter(out, settings.verbose), quiet_(settings.quiet) {}

  void on_issue(const Issue& issue) override;
  void on_skipped(const Skipped& skipped) override;
  void on_coverage(const Coverage& coverage) override;

  bool has_issues() const { return has_issues_; }

 private:
  bool quiet_;
  bool has_issues_ = false;
};

}  // namespace wmiscope
