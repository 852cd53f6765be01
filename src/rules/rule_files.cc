// SPDX-License-Identifier: Apache-2.0
#include "rules/rule_files.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <set>
#include <string_view>
#include <system_error>

#include "base/ascii.h"
#include "base/format.h"
#include "base/limits.h"
#include "rules/rule_error.h"

namespace wmiscope {
namespace {

namespace fs = std::filesystem;

void refuse(const std::string& path, std::string message, std::vector<RuleError>& errors) {
  RuleErrors one(path, {});
  one.add(RuleErrorCode::kFile, {}, std::move(message));
  errors.push_back(std::move(one.take().front()));
}

bool is_rule_name(const fs::path& path) {
  const std::string extension = to_ascii_lower(path.extension().string());
  return extension == ".yml" || extension == ".yaml";
}

// The rule files of a folder, in byte order.
std::vector<std::string> files_below(const std::string& folder, std::vector<RuleError>& errors) {
  std::vector<std::string> found;
  std::error_code error;
  fs::recursive_directory_iterator walk(folder, error);
  while (!error && walk != fs::recursive_directory_iterator()) {
    std::error_code unknown;
    if (walk->is_regular_file(unknown) && is_rule_name(walk->path())) {
      found.push_back(walk->path().string());
    }
    if (static_cast<std::size_t>(walk.depth()) >= limits::kMaxFolderDepth) {
      walk.disable_recursion_pending();
    }
    walk.increment(error);
  }
  if (error) refuse(folder, format("cannot be read: {}", error.message()), errors);
  std::ranges::sort(found);
  return found;
}

std::string without_trailing_slash(std::string path) {
  while (path.size() > 1 && path.ends_with('/')) path.pop_back();
  return path;
}

}  // namespace

std::vector<std::string> find_rule_files(const std::vector<std::string>& paths,
                                         std::vector<RuleError>& errors) {
  std::vector<std::string> files;
  std::set<fs::path> seen;
  const auto add = [&](const std::string& path) {
    std::error_code error;
    const fs::path real = fs::canonical(path, error);
    if (error || seen.insert(real).second) files.push_back(path);
  };
  for (const std::string& named : paths) {
    const std::string path = without_trailing_slash(named);
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (!fs::exists(status)) {
      refuse(path, "no such file or folder", errors);
    } else if (fs::is_directory(status)) {
      for (const std::string& file : files_below(path, errors)) add(file);
    } else {
      add(path);
    }
  }
  return files;
}

std::optional<std::string> read_rule_file(const std::string& path, std::vector<RuleError>& errors) {
  std::ifstream stream(path, std::ios::binary);
  std::string text;
  std::array<char, 16384> block;
  while (stream && text.size() <= limits::kMaxRuleFileSize) {
    stream.read(block.data(), block.size());
    text.append(block.data(), static_cast<std::size_t>(stream.gcount()));
  }
  if (!stream.is_open() || stream.bad()) {
    refuse(path, "cannot be read", errors);
    return std::nullopt;
  }
  if (text.size() <= limits::kMaxRuleFileSize) return text;
  refuse(path, format("larger than {} MB", limits::kMaxRuleFileSize >> 20), errors);
  return std::nullopt;
}

}  // namespace wmiscope
