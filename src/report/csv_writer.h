// SPDX-License-Identifier: Apache-2.0
//
// Findings (or groups) as CSV for a spreadsheet: RFC 4180, CRLF line ends, one header line, one row
// each.
//
//   CsvWriter writer(out, CsvWriter::Rows::kFindings);
//   scan(options, writer);
//
// Cells are hostile text. A cell that begins with = + - @, a tab, CR or LF, which a spreadsheet
// could take for a formula, gets an apostrophe in front; control characters other than tab and line
// ends are written as \u001b; bytes that are no UTF-8 become U+FFFD. `fields` is a JSON object. The
// header comes with the first row, or with the coverage where nothing was found. Issues and
// coverage are not in it. Keeps nothing; one thread at a time.
#pragma once

#include <string>
#include <string_view>

#include "report/output.h"
#include "wmiscope/scan.h"

namespace wmiscope {

// Appends one cell, quoted where it must be, guarded against formulas.
void append_csv_cell(std::string_view text, std::string& out);

class CsvWriter : public Sink {
 public:
  enum class Rows : std::uint8_t { kFindings, kGroups };

  CsvWriter(Output& out, Rows rows) : out_(out), rows_(rows) {}

  void on_finding(const Finding& finding) override;
  void on_group(const Group& group) override;
  void on_coverage(const Coverage&) override;

 private:
  void begin();
  template <typename Columns, typename Record>
  void row(const Columns& columns, const Record& record);

  Output& out_;
  Rows rows_;
  bool begun_ = false;
  std::string buffer_;
};

}  // namespace wmiscope
