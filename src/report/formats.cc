// SPDX-License-Identifier: Apache-2.0
#include "report/formats.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "report/csv_writer.h"
#include "report/jsonl_writer.h"

namespace wmiscope {
namespace {

std::unique_ptr<Sink> make_csv(Output& out, const WriterOptions& options) {
  return std::make_unique<CsvWriter>(
      out, options.groups ? CsvWriter::Rows::kGroups : CsvWriter::Rows::kFindings);
}

std::unique_ptr<Sink> make_json(Output& out, const WriterOptions&) {
  return std::make_unique<JsonResultWriter>(out);
}

std::unique_ptr<Sink> make_jsonl(Output& out, const WriterOptions&) {
  return std::make_unique<JsonlWriter>(out);
}

constexpr std::array kFormats = {
    FormatInfo{"jsonl", ".jsonl", make_jsonl},
    FormatInfo{"json", ".json", make_json},
    FormatInfo{"csv", ".csv", make_csv},
};

const FormatInfo* find(auto matches) {
  const auto at = std::find_if(kFormats.begin(), kFormats.end(), matches);
  return at == kFormats.end() ? nullptr : &*at;
}

}  // namespace

std::span<const FormatInfo> output_formats() { return kFormats; }

const FormatInfo* format_by_name(std::string_view name) {
  return find([&](const FormatInfo& format) { return equals_nocase(format.name, name); });
}

const FormatInfo* format_by_suffix(std::string_view path) {
  return find([&](const FormatInfo& format) { return ends_with_nocase(path, format.suffix); });
}

}  // namespace wmiscope
