// SPDX-License-Identifier: Apache-2.0
#include "cli/output_set.h"

#include <algorithm>
#include <span>

#include "base/format.h"
#include "cli/terminal.h"
#include "report/formats.h"

namespace wmiscope {
namespace {

std::string known_suffixes() {
  std::string out;
  for (const FormatInfo& format : output_formats()) {
    out += out.empty() ? "" : ", ";
    out += format.suffix;
  }
  return out;
}

std::optional<std::string> wrong_name(const std::string& name, std::span<const std::string> earlier,
                                      const std::vector<std::string>& inputs) {
  if (std::find(earlier.begin(), earlier.end(), name) != earlier.end()) {
    return format("{} is named twice", name);
  }
  if (format_by_suffix(name) == nullptr && !is_special_file(name)) {
    return format("{} has a suffix that names no format; known are {}", name, known_suffixes());
  }
  if (is_input(name, inputs)) return format("{} is an input and cannot be the output", name);
  return std::nullopt;
}

}  // namespace

std::optional<std::string> OutputSet::open(const std::vector<std::string>& names, bool clobber,
                                           const std::vector<std::string>& inputs) {
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == "-") {
      has_stdout_ = true;
      continue;
    }
    const std::span<const std::string> earlier(names.data(), i);
    if (auto wrong = wrong_name(names[i], earlier, inputs)) return wrong;
    auto file = OutputFile::open(names[i], clobber);
    if (!file) return file.error();
    files_.push_back(std::move(*file));
  }
  return std::nullopt;
}

std::vector<std::string> OutputSet::names() const {
  std::vector<std::string> names = standard_output_files();
  for (const auto& file : files_) file->append_names(names);
  return names;
}

bool OutputSet::finish(bool interrupted) {
  bool all_well = true;
  for (const auto& file : files_) {
    if (interrupted) {
      say_left(file->keep_partial());
      continue;
    }
    if (const auto wrong = file->commit()) {
      say(*wrong);
      all_well = false;
    }
  }
  return all_well;
}

}  // namespace wmiscope
