// SPDX-License-Identifier: Apache-2.0
//
// The forms for machines by name and by a file's suffix: adding a writer is its files and one row
// of the table in formats.cc.
//
//   const FormatInfo* format = format_by_suffix("case/out.jsonl");
//   std::unique_ptr<Sink> writer = format->make(out, {.groups = options.group});
//
// The terminal table is made by itself (report/table_writer.h): it needs a width and colours. The
// output must outlive the writer.
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "report/output.h"
#include "wmiscope/scan.h"

namespace wmiscope {

struct WriterOptions {
  bool groups = false;  // groups come instead of findings
};

struct FormatInfo {
  std::string_view name;    // "jsonl", as -t takes it
  std::string_view suffix;  // ".jsonl", as -o takes it
  std::unique_ptr<Sink> (*make)(Output& out, const WriterOptions& options);
};

std::span<const FormatInfo> output_formats();

// Null where there is none. Names and suffixes are compared without case.
const FormatInfo* format_by_name(std::string_view name);
const FormatInfo* format_by_suffix(std::string_view path);

}  // namespace wmiscope
