// SPDX-License-Identifier: Apache-2.0
#include "cli/output_set.h"

#include <algorithm>
#include <span>

#include "base/format.h"
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
  const bool is_input = std::any_of(inputs.begin(), inputs.end(), [&](const std::string& input) {
    return same_file(input, name) && !is_special_file(name);
  });
  if (is_input) return format("{} is an input and cannot be the output", name);
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
  std::vector<std::string> names;
  for (const auto& file : files_) {
    names.push_back(file->path());
    if (!file->partial_path().empty()) names.push_back(file->partial_path());
  }
  return names;
}

bool OutputSet::finish(bool interrupted, const std::function<void(std::string_view)>& say) {
  bool all_well = true;
  for (const auto& file : files_) {
    if (interrupted) {
      const std::string left = file->partial_path();
      file->keep_partial();
      if (!left.empty()) say(format("interrupted; what was found until then is in {}", left));
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
