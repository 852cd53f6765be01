// SPDX-License-Identifier: Apache-2.0
#include "rules/loader.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "base/format.h"
#include "content/embedded.h"
#include "content/field_tables.h"
#include "content/yaml.h"
#include "rules/describe.h"
#include "rules/rule_error.h"
#include "rules/rule_files.h"
#include "rules/sigma/document.h"
#include "rules/test_rules.h"

namespace wmiscope {
namespace {

namespace fs = std::filesystem;

// A folder of rule files that is gone after the test.
class RuleFolder {
 public:
  RuleFolder() {
    std::string pattern = (fs::temp_directory_path() / "wmiscope-rules-XXXXXX").string();
    path_ = mkdtemp(pattern.data());
  }
  RuleFolder(const RuleFolder&) = delete;
  RuleFolder& operator=(const RuleFolder&) = delete;
  ~RuleFolder() { fs::remove_all(path_); }

  std::string write(const std::string& name, std::string_view text) const {
    const fs::path file = path_ / name;
    fs::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
    return file.string();
  }
  std::string path() const { return path_.string(); }

 private:
  fs::path path_;
};

std::string rule_text(std::string_view title, std::string_view id = {}) {
  return format(
      "title: {}\n{}logsource: {{service: wmi}}\ndetection: {{s: {{A: x}}, condition: s}}\n", title,
      id.empty() ? "" : format("id: {}\n", id));
}

struct Loaded {
  explicit Loaded(const RuleOptions& options)
      : story(load_builtin_story().value()),
        table(load_builtin_field_table().value()),
        result(load_rules(options, story, table)) {}

  bool has(std::string_view title) const {
    return std::ranges::find(result.rules, title, &Rule::title) != result.rules.end();
  }
  std::string codes() const {
    std::string out;
    for (const RuleError& error : result.errors) out += error.code + " ";
    return out;
  }

  Story story;
  FieldTable table;
  LoadedRules result;
};

RuleOptions with_rules(std::vector<std::string> paths) {
  RuleOptions options;
  options.rules = std::move(paths);
  return options;
}

RuleOptions without(std::vector<std::string> names) {
  RuleOptions options;
  options.disabled = std::move(names);
  return options;
}

constexpr std::string_view kBuiltinId = "24869767-8579-485d-9a4f-d9ddfd8f0cac";
constexpr std::string_view kBuiltinTitle = "Process Execution via WMI";

TEST(Loader, LoadsTheStory) {
  const Loaded loaded({});
  EXPECT_EQ(loaded.codes(), "");
  EXPECT_EQ(loaded.result.rules.size(), 12U);
  for (const Rule& rule : loaded.result.rules) {
    ASSERT_NE(rule.story, nullptr) << rule.title;
    EXPECT_EQ(rule.title, rule.story->title);
    EXPECT_EQ(rule.mitre_attack, rule.story->mitre_attack) << rule.title;
    EXPECT_EQ(rule.output_fields, rule.story->by_fields) << rule.title;
    EXPECT_EQ(rule.file, "built-in");
    EXPECT_FALSE(rule.targets.empty()) << rule.title;
    const int risk = rule.story->risk_score;
    const Level level = risk >= 80   ? Level::kCritical
                        : risk >= 50 ? Level::kHigh
                        : risk >= 25 ? Level::kMedium
                                     : Level::kLow;
    EXPECT_EQ(rule.level, level) << rule.title;
  }
}

TEST(Loader, AddsFilesAndFoldersOnce) {
  const RuleFolder folder;
  folder.write("b/two.yml", rule_text("two"));
  const std::string one = folder.write("a.yaml", rule_text("one"));
  folder.write("notes.txt", "no rule");
  RuleOptions options = with_rules({folder.path() + "/", one});
  options.builtin = false;
  const Loaded loaded(options);
  EXPECT_EQ(loaded.codes(), "");
  ASSERT_EQ(loaded.result.rules.size(), 2U);
  EXPECT_EQ(loaded.result.rules[0].title, "one");
  EXPECT_EQ(loaded.result.rules[0].file, one);
  EXPECT_EQ(loaded.result.rules[1].title, "two");
  EXPECT_EQ(loaded.result.off.size(), 12U);
}

TEST(Loader, CollectsAllMistakes) {
  const RuleFolder folder;
  folder.write("bad.yml", "title: x\n");
  folder.write("worse.yml", ": [");
  const Loaded loaded(with_rules({folder.path(), folder.path() + "/missing.yml"}));
  EXPECT_EQ(loaded.codes(), "rule-file sigma-logsource sigma-detection rule-yaml ")
      << "the paths first, then what is in them";
}

TEST(Loader, ARuleWithTheIdOfABuiltInOneReplacesItOnlyWhereAsked) {
  const RuleFolder folder;
  RuleOptions options = with_rules({folder.write("own.yml", rule_text("mine", kBuiltinId))});
  const Loaded refused(options);
  EXPECT_EQ(refused.codes(), "rule-id ");
  EXPECT_TRUE(refused.has(kBuiltinTitle));
  options.replace = true;
  const Loaded replaced(options);
  EXPECT_EQ(replaced.codes(), "");
  EXPECT_TRUE(replaced.has("mine"));
  EXPECT_FALSE(replaced.has(kBuiltinTitle));
  EXPECT_EQ(replaced.result.rules.size(), 12U);
  EXPECT_EQ(replaced.result.rules.back().story, nullptr) << "it is no part of the story";
  options.replace = false;
  options.builtin = false;
  EXPECT_EQ(Loaded(options).codes(), "");
}

TEST(Loader, TwoRulesOfTheUserWithOneIdAreAMistakeAlways) {
  const RuleFolder folder;
  folder.write("a.yml", rule_text("same title"));
  folder.write("b.yml", rule_text("same title"));
  RuleOptions options = with_rules({folder.path()});
  options.replace = true;
  EXPECT_EQ(Loaded(options).codes(), "rule-id ");
}

TEST(Loader, SwitchesOffByIdShortIdAndTitle) {
  const Loaded loaded(
      without({"24869767", "D25D2C3D-d9d8-40ec-8fdf-e86fe155a3da", "script execution via wmi"}));
  EXPECT_EQ(loaded.codes(), "");
  EXPECT_EQ(loaded.result.rules.size(), 9U);
  EXPECT_EQ(loaded.result.off.size(), 3U);
  const Loaded unknown(without({"Script Execution via WM"}));
  ASSERT_EQ(unknown.codes(), "rule-disable ");
  EXPECT_EQ(unknown.result.errors[0].hint, "did you mean Script Execution via WMI?");
}

TEST(Loader, WarnsOfFiltersThatApplyToNothing) {
  const RuleFolder folder;
  constexpr std::string_view kTail = "filter: {s: {User: x}, condition: not s}\n";
  folder.write("good.yml", format("title: Process_Execution_via_WMI_filter\n{}", kTail));
  folder.write("idle.yml", format("title: proces_execution_filter\n{}", kTail));
  RuleOptions options;
  options.filters = {folder.path()};
  const Loaded loaded(options);
  EXPECT_EQ(loaded.codes(), "");
  EXPECT_EQ(loaded.result.filters.size(), 2U);
  ASSERT_EQ(loaded.result.warnings.size(), 1U);
  EXPECT_EQ(loaded.result.warnings[0].file, folder.path() + "/idle.yml");
}

TEST(RuleFiles, RefuseWhatIsTooLargeOrMissing) {
  const RuleFolder folder;
  const std::string large = folder.write("large.yml", std::string((4 << 20) + 1, '#'));
  std::vector<RuleError> errors;
  EXPECT_FALSE(read_rule_file(large, errors).has_value());
  EXPECT_FALSE(read_rule_file(folder.path() + "/none.yml", errors).has_value());
  ASSERT_EQ(errors.size(), 2U);
  EXPECT_EQ(errors[0].message, "larger than 4 MB");
  EXPECT_EQ(errors[1].message, "cannot be read");
}

// The built-in rules on events as they are told in the knowledge of the domain.
struct StoryRules : TestRules {
  explicit StoryRules(Loaded& loaded)
      : TestRules(std::move(loaded.result.rules), {}, std::move(loaded.table)) {}
};

// The loader trusts the project's own rules; here each is looked at as a stranger's would be.
TEST(BuiltinRules, HoldAgainstEveryCheck) {
  std::size_t rules = 0;
  for (const EmbeddedFile& file : embedded_yaml("detections")) {
    auto table = load_builtin_field_table();
    ASSERT_TRUE(table.has_value());
    RuleErrors errors(std::string(file.path), file.text);
    const auto documents = parse_yaml(file);
    ASSERT_TRUE(documents.has_value()) << file.path;
    rules += sigma::parse_rules(*documents, file.text, *table, errors).size();
    for (const RuleError& error : errors.take()) ADD_FAILURE() << to_text(error);
  }
  EXPECT_EQ(rules, 12U);
}

TEST(BuiltinRules, MatchWhatTheyAreAbout) {
  Loaded loaded({});
  StoryRules rules(loaded);
  using Titles = std::vector<std::string>;
  const auto process = [&](std::string_view image, std::string_view command,
                           std::string_view parent) {
    TestEvent event;
    event.id(1).set("Image", image).set("CommandLine", command).set("ParentImage", parent);
    Titles titles = rules.matched(kSysmon, event);
    std::ranges::sort(titles);
    return titles;
  };
  constexpr std::string_view kHost = "C:\\Windows\\System32\\wbem\\WmiPrvSE.exe";
  EXPECT_EQ(process("C:\\x\\cmd.exe", "cmd", kHost), Titles{"Process Execution via WMI"});
  EXPECT_EQ(process("C:\\x\\dismhost.exe", "C:\\x\\dismhost.exe {1}", kHost), Titles());
  EXPECT_EQ(process("C:\\x\\cmd.exe", "cmd", "C:\\x\\explorer.exe"), Titles());
  EXPECT_EQ(process("C:\\x\\scrcons.exe", "scrcons", ""), Titles{"Script Execution via WMI"});
  EXPECT_EQ(process("C:\\wmic.exe", "wmic /node:h process call create x", ""),
            (Titles{"Remote Process Instantiation via WMI", "Remote WMI Command Attempt",
                    "Windows WMI Process Call Create"}));
  EXPECT_EQ(process("", "wmic.exe /node:h os", ""), Titles{"Remote WMI Command Attempt"});
  EXPECT_EQ(process("C:\\wmic.exe", "wmic os get /format:\"http://h/a.xsl\"", ""),
            (Titles{"WMIC XSL Execution via URL", "XSL Script Execution With WMIC"}));
}

TEST(BuiltinRules, AskOnlyForTheirEvents) {
  Loaded loaded({});
  const StoryRules rules(loaded);
  const Demand& demand = rules.set.demand();
  std::vector<std::uint32_t> ids;
  for (std::size_t i = 0; i < demand.size(); ++i) {
    ASSERT_TRUE(demand[i].event_id.has_value());
    ids.push_back(*demand[i].event_id);
  }
  EXPECT_EQ(ids, (std::vector<std::uint32_t>{1, 20, 21, 4104, 4688, 5860, 5861}));
}

TEST(BuiltinRules, SayWhatTheyCost) {
  Loaded loaded({});
  std::vector<std::string> costs;
  for (const Rule& rule : loaded.result.rules) costs.push_back(cost_of(rule, loaded.table));
  EXPECT_EQ(std::ranges::count(costs, "every Sysmon 20"), 1);
  EXPECT_EQ(std::ranges::count(costs, "every Sysmon 21"), 1);
  const Rule& child = *std::ranges::find(loaded.result.rules, kBuiltinTitle, &Rule::title);
  EXPECT_EQ(cost_of(child, loaded.table),
            "Security 4688 where ParentProcessName ends with 'wmiprvse.exe'; "
            "Sysmon 1 where ParentImage ends with 'wmiprvse.exe'");
  const RuleInfo info = describe(child, &loaded.story, loaded.table);
  EXPECT_EQ(info.needs, (std::vector<std::string>{"Security 4688", "Sysmon 1"}));
  EXPECT_EQ(info.story, "Suspicious WMI Use");
  EXPECT_EQ(info.risk_score, 49);
  EXPECT_EQ(info.by_fields[0], "dest");
}

TEST(Describe, SaysWhatARuleCosts) {
  struct Case {
    const char* rest;
    const char* cost;
    std::vector<std::string> needs;
  };
  const Case cases[] = {
      {"logsource: {product: windows}\ndetection: {s: [word], condition: s}\n",
       "every event of every log",
       {"every log"}},
      {"logsource: {product: windows}\ndetection: {s: {EventID: 42}, condition: s}\n",
       "every event 42 of every log",
       {"event 42 of every log"}},
      {"logsource: {service: system}\ndetection: {s: {EventID: 7045}, condition: s}\n",
       "every System 7045",
       {"System 7045"}},
      {"logsource: {service: system}\ndetection: {s: {A: x}, condition: s}\n",
       "System where A is 'x'",
       {"System"}},
      {"logsource: {service: system}\ndetection: {s: {A: x}, condition: not s}\n",
       "every event of System",
       {"System"}},
  };
  for (const Case& c : cases) {
    const std::string text = format("title: t\n{}", c.rest);
    const TestRules rules(text);
    EXPECT_EQ(cost_of(rules.set.rules()[0], rules.table), c.cost);
    EXPECT_EQ(describe(rules.set.rules()[0], nullptr, rules.table).needs, c.needs);
  }
}

}  // namespace
}  // namespace wmiscope
