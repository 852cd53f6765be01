// SPDX-License-Identifier: Apache-2.0
#include "report/csv_writer.h"

#include <array>
#include <optional>

#include "base/format.h"
#include "base/utf16.h"
#include "report/json_records.h"
#include "report/level.h"

namespace wmiscope {
namespace {

template <typename Record>
struct Column {
  std::string_view name;
  std::string (*cell)(const Record&);
};

template <typename Number>
std::string number_or_empty(const std::optional<Number>& number) {
  return number ? format("{}", *number) : std::string();
}

std::string joined(const std::vector<std::string>& texts) {
  std::string out;
  for (const std::string& text : texts) {
    if (!out.empty()) out += ' ';
    out += text;
  }
  return out;
}

std::string fields_text(const Fields& fields) {
  std::string out;
  append_fields_json(fields, out);
  return out;
}

using FindingColumn = Column<Finding>;
constexpr std::array kFindingColumns = {
    FindingColumn{"time", [](const Finding& f) { return f.time.text; }},
    FindingColumn{"level", [](const Finding& f) { return std::string(level_name(f.level)); }},
    FindingColumn{"risk_score", [](const Finding& f) { return number_or_empty(f.risk_score); }},
    FindingColumn{"detection_id", [](const Finding& f) { return f.detection_id; }},
    FindingColumn{"detection", [](const Finding& f) { return f.detection; }},
    FindingColumn{"story", [](const Finding& f) { return f.story; }},
    FindingColumn{"type", [](const Finding& f) { return f.type; }},
    FindingColumn{"mitre_attack", [](const Finding& f) { return joined(f.mitre_attack); }},
    FindingColumn{"dest", [](const Finding& f) { return f.dest; }},
    FindingColumn{"user", [](const Finding& f) { return f.user; }},
    FindingColumn{"message", [](const Finding& f) { return f.message; }},
    FindingColumn{"computer", [](const Finding& f) { return f.event.computer; }},
    FindingColumn{"channel", [](const Finding& f) { return f.event.channel; }},
    FindingColumn{"provider", [](const Finding& f) { return f.event.provider; }},
    FindingColumn{"event_id", [](const Finding& f) { return number_or_empty(f.event.event_id); }},
    FindingColumn{"record_id", [](const Finding& f) { return number_or_empty(f.event.record_id); }},
    FindingColumn{"path", [](const Finding& f) { return f.source.path; }},
    FindingColumn{"member", [](const Finding& f) { return f.source.member; }},
    FindingColumn{"offset", [](const Finding& f) { return number_or_empty(f.source.offset); }},
    FindingColumn{"line", [](const Finding& f) { return number_or_empty(f.source.line); }},
    FindingColumn{"index", [](const Finding& f) { return format("{}", f.source.index); }},
    FindingColumn{"id", [](const Finding& f) { return f.id; }},
    FindingColumn{"fields", [](const Finding& f) { return fields_text(f.fields); }},
    FindingColumn{"excluded", [](const Finding& f) { return f.excluded; }},
};

using GroupColumn = Column<Group>;
constexpr std::array kGroupColumns = {
    GroupColumn{"detection_id", [](const Group& g) { return g.detection_id; }},
    GroupColumn{"detection", [](const Group& g) { return g.detection; }},
    GroupColumn{"count", [](const Group& g) { return format("{}", g.count); }},
    GroupColumn{"firstTime", [](const Group& g) { return g.first_time.text; }},
    GroupColumn{"lastTime", [](const Group& g) { return g.last_time.text; }},
    GroupColumn{"fields", [](const Group& g) { return fields_text(g.fields); }},
};

template <typename Columns>
void append_header(const Columns& columns, std::string& out) {
  for (const auto& column : columns) {
    if (column.name != columns.front().name) out += ',';
    out += column.name;
  }
  out += "\r\n";
}

bool starts_formula(std::string_view text) {
  return !text.empty() && std::string_view("=+-@\t\r\n").contains(text.front());
}

// Valid UTF-8 without control characters other than tab, CR and LF.
std::string printable(std::string_view text) {
  std::string valid;
  append_valid_utf8(text, valid);
  std::string out;
  for (std::size_t i = 0; i < valid.size(); ++i) {
    const auto byte = static_cast<unsigned char>(valid[i]);
    const bool c1 = byte == 0xC2 && static_cast<unsigned char>(valid[i + 1]) < 0xA0;
    if (c1) {
      out += format("\\u{:04x}", static_cast<unsigned char>(valid[++i]));
    } else if ((byte < 0x20 && byte != '\t' && byte != '\r' && byte != '\n') || byte == 0x7F) {
      out += format("\\u{:04x}", byte);
    } else {
      out += valid[i];
    }
  }
  return out;
}

}  // namespace

void append_csv_cell(std::string_view text, std::string& out) {
  std::string cell = printable(text);
  if (starts_formula(cell)) cell.insert(cell.begin(), '\'');
  if (cell.find_first_of("\",\r\n") == std::string::npos) {
    out += cell;
    return;
  }
  out += '"';
  for (const char c : cell) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

void CsvWriter::begin() {
  if (begun_) return;
  begun_ = true;
  buffer_.clear();
  if (rows_ == Rows::kFindings) {
    append_header(kFindingColumns, buffer_);
  } else {
    append_header(kGroupColumns, buffer_);
  }
  out_.write(buffer_);
}

template <typename Columns, typename Record>
void CsvWriter::row(const Columns& columns, const Record& record) {
  begin();
  buffer_.clear();
  for (const auto& column : columns) {
    if (column.name != columns.front().name) buffer_ += ',';
    append_csv_cell(column.cell(record), buffer_);
  }
  buffer_ += "\r\n";
  out_.write(buffer_);
}

void CsvWriter::on_finding(const Finding& finding) { row(kFindingColumns, finding); }

void CsvWriter::on_group(const Group& group) { row(kGroupColumns, group); }

void CsvWriter::on_coverage(const Coverage&) { begin(); }

}  // namespace wmiscope
