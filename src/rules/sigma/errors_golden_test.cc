// SPDX-License-Identifier: Apache-2.0
//
// Every rule error as a golden file: testdata/<name>.yml, and beside it what is said about it.
// WMISCOPE_UPDATE_GOLDENS=1 writes them anew.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include "content/field_tables.h"
#include "rules/loader.h"
#include "rules/rule_error.h"
#include "rules/sigma/document.h"

namespace wmiscope {
namespace {

namespace fs = std::filesystem;

const fs::path kFolder = fs::path(WMISCOPE_SOURCE_DIR) / "src/rules/sigma/testdata";

std::string content_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<fs::path> rule_files() {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(kFolder)) {
    if (entry.path().extension() == ".yml") files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

std::vector<RuleError> errors_of(const fs::path& path) {
  if (path.filename().string().starts_with("filter_")) {
    const std::string text = content_of(path);
    RuleErrors errors(path.string(), text);
    EXPECT_TRUE(sigma::parse_filters(text, errors).empty()) << path;
    return errors.take();
  }
  auto table = load_builtin_field_table();
  EXPECT_TRUE(table.has_value());
  return load_rule_files({path.string()}, *table).errors;
}

// As a user in that folder sees them.
std::string shown(std::vector<RuleError> errors) {
  std::string out;
  for (RuleError& error : errors) {
    error.file = fs::path(error.file).filename().string();
    const std::size_t folder = error.hint.find(kFolder.string());
    if (folder != std::string::npos) error.hint.erase(folder, kFolder.string().size() + 1);
    out += to_text(error) + "\n";
  }
  return out;
}

TEST(RuleErrorGoldens, AreAsTheyWere) {
  const bool update = std::getenv("WMISCOPE_UPDATE_GOLDENS") != nullptr;
  std::size_t seen = 0;
  for (const fs::path& file : rule_files()) {
    const std::string now = shown(errors_of(file));
    EXPECT_FALSE(now.empty()) << file << " has no mistake";
    const fs::path golden = fs::path(file).replace_extension(".err");
    if (update) std::ofstream(golden, std::ios::binary) << now;
    EXPECT_EQ(now, content_of(golden)) << file;
    ++seen;
  }
  EXPECT_GE(seen, 40U);
}

// --disable has no file: loader_test.cc shows it.
TEST(RuleErrorGoldens, ShowEveryCode) {
  std::set<std::string> shown_codes = {"rule-disable"};
  for (const fs::path& file : rule_files()) {
    for (const RuleError& error : errors_of(file)) shown_codes.insert(error.code);
  }
  for (const RuleErrorInfo& info : kRuleErrorCodes) {
    EXPECT_TRUE(shown_codes.contains(std::string(info.name))) << info.name << " has no golden file";
  }
}

TEST(RuleErrorGoldens, HoldNoControlsOfATerminal) {
  for (const fs::path& file : rule_files()) {
    for (const char c : shown(errors_of(file))) {
      ASSERT_TRUE(c == '\n' || static_cast<unsigned char>(c) >= 0x20) << file;
    }
  }
}

}  // namespace
}  // namespace wmiscope
