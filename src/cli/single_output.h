// SPDX-License-Identifier: Apache-2.0
//
// The one output of a command that writes a single text: the file of its -o, or standard output.
//
//   SingleOutput output;
//   if (auto wrong = output.open(settings, inputs)) return refuse(*wrong);
//   output.out().write(text);
//   outcome.failed = !output.finish(interrupted);      // says what went wrong
//
// One thread at a time.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cli/fd_output.h"
#include "cli/output_file.h"
#include "cli/settings.h"

namespace wmiscope {

class SingleOutput {
 public:
  SingleOutput();

  // What is wrong with the -o of the settings, or nothing.
  std::optional<std::string> open(const Settings& settings, std::span<const std::string> inputs);

  FdOutput& out() { return file_ ? file_->output() : standard_; }

  // Every name that the run writes under: it must not read them.
  std::vector<std::string> names() const;

  // Whether standard output's reader went away; asked after finish().
  bool reader_closed() const { return standard_.reader_closed(); }

  // Gives a file its name or, where the run was interrupted, leaves it beside. True where all was
  // written, or nobody waits for it any more.
  bool finish(bool interrupted);

 private:
  FdOutput standard_;
  std::unique_ptr<OutputFile> file_;
};

}  // namespace wmiscope
