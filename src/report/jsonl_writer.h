// SPDX-License-Identifier: Apache-2.0
//
// The two JSON forms of a scan (contracts.md section 3).
//
//   JsonlWriter writer(out);            // one object a line, coverage last
//   JsonResultWriter writer(out);       // one object with everything, wmiscope.result/1
//   scan(options, writer);
//
// Both write as results arrive and keep nothing; whole lines go to the output at once, so that an
// interrupted run leaves whole lines. They rely on the order in which a scan delivers. Nothing is
// written before the first result: a scan that fails leaves the output empty. One thread at a time.
#pragma once

#include <string>
#include <string_view>

#include "report/output.h"
#include "wmiscope/scan.h"

namespace wmiscope {

class JsonlWriter : public Sink {
 public:
  explicit JsonlWriter(Output& out) : out_(out) {}

  void on_finding(const Finding& finding) override { line(finding); }
  void on_group(const Group& group) override { line(group); }
  void on_activity(const Activity& activity) override { line(activity); }
  void on_issue(const Issue& issue) override { line(issue); }
  void on_coverage(const Coverage& coverage) override { line(coverage); }

 private:
  template <typename Record>
  void line(const Record& record);

  Output& out_;
  std::string buffer_;
};

class JsonResultWriter : public Sink {
 public:
  explicit JsonResultWriter(Output& out) : out_(out) {}

  void on_finding(const Finding& finding) override { item(kFindings, finding); }
  void on_group(const Group& group) override { item(kGroups, group); }
  void on_activity(const Activity& activity) override { item(kActivities, activity); }
  void on_issue(const Issue& issue) override { item(kIssues, issue); }
  void on_coverage(const Coverage& coverage) override;

 private:
  // The lists of the object, in their order; kStart is before the first of them.
  enum List : int { kStart = -1, kFindings, kGroups, kActivities, kIssues };

  template <typename Record>
  void item(List list, const Record& record);
  void advance_to(List list, std::string& out);

  Output& out_;
  std::string buffer_;
  int list_ = kStart;
  bool first_ = true;
};

}  // namespace wmiscope
