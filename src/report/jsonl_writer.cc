// SPDX-License-Identifier: Apache-2.0
#include "report/jsonl_writer.h"

#include <array>

#include "report/json_records.h"

namespace wmiscope {

template <typename Record>
void JsonlWriter::line(const Record& record) {
  buffer_.clear();
  append_json(record, buffer_);
  buffer_ += '\n';
  out_.write(buffer_);
}

template void JsonlWriter::line(const Finding&);
template void JsonlWriter::line(const Group&);
template void JsonlWriter::line(const Activity&);
template void JsonlWriter::line(const Issue&);
template void JsonlWriter::line(const Coverage&);

// Ends the open list and opens the ones up to `list`, so that absent kinds stand as empty lists.
void JsonResultWriter::advance_to(List list, std::string& out) {
  static constexpr std::array<std::string_view, 4> kNames = {"findings", "groups", "activities",
                                                             "issues"};
  if (list_ == kStart) out += "{\"schema\":\"wmiscope.result/1\"";
  while (list_ < list) {
    if (list_ != kStart) out += ']';
    ++list_;
    out += ",\"";
    out += kNames[static_cast<std::size_t>(list_)];
    out += "\":[";
    first_ = true;
  }
}

template <typename Record>
void JsonResultWriter::item(List list, const Record& record) {
  buffer_.clear();
  advance_to(list, buffer_);
  buffer_ += first_ ? "\n" : ",\n";
  first_ = false;
  append_json(record, buffer_);
  out_.write(buffer_);
}

template void JsonResultWriter::item(List, const Finding&);
template void JsonResultWriter::item(List, const Group&);
template void JsonResultWriter::item(List, const Activity&);
template void JsonResultWriter::item(List, const Issue&);

void JsonResultWriter::on_coverage(const Coverage& coverage) {
  buffer_.clear();
  advance_to(kIssues, buffer_);
  buffer_ += "],\"coverage\":";
  append_json(coverage, buffer_);
  buffer_ += "}\n";
  out_.write(buffer_);
}

}  // namespace wmiscope
