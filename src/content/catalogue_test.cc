// SPDX-License-Identifier: Apache-2.0
//
// The content held against itself and against what was published: story, detections and evidence
// belong together, nothing is missing, nothing is left over.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "base/ascii.h"
#include "base/format.h"
#include "content/embedded.h"
#include "content/field_tables.h"
#include "content/story.h"
#include "content/yaml.h"

namespace wmiscope {
namespace {

struct Published {
  const char* id;
  const char* title;
  int risk;
  const char* level;
  const char* by_fields;
  const char* mitre;
  const char* type = "TTP";
  bool later = false;
};

// contracts.md section 1 and the ids of wmi-knowledge.md section 7.
constexpr Published kPublished[] = {
    {"01d9a0c2-cece-11eb-ab46-acde48001122", "Detect WMI Event Subscription Persistence", 63,
     "high", "dest User Destination", "T1546.003 T1546"},
    {"24869767-8579-485d-9a4f-d9ddfd8f0cac", "Process Execution via WMI", 49, "medium",
     "dest user parent_process process_name process process_id parent_process_id", "T1047"},
    {"d25d2c3d-d9d8-40ec-8fdf-e86fe155a3da", "Remote Process Instantiation via WMI", 49, "medium",
     "dest user parent_process_name process_name process process_id parent_process_id", "T1047"},
    {"272df6de-61f1-4784-877c-1fbc3e2d0838", "Remote WMI Command Attempt", 36, "medium",
     "dest user parent_process process_name process process_id parent_process_id", "T1047"},
    {"aa73f80d-d728-4077-b226-81ea0c8be589", "Script Execution via WMI", 36, "medium",
     "dest user parent_process process_name process process_id parent_process_id", "T1047"},
    {"71bfdb13-f200-4c6c-b2c9-a2e07adf437d", "WMI Permanent Event Subscription", 25, "medium",
     "dest consumer Message", "T1047"},
    {"ad05aae6-3b2a-4f73-af97-57bd26cee3b9", "WMI Permanent Event Subscription - Sysmon", 30,
     "medium", "dest user Operation EventType Query Consumer Filter", "T1546.003 T1546"},
    {"38cbd42c-1098-41bb-99cf-9d6d2b296d83", "WMI Temporary Event Subscription", 25, "medium",
     "ComputerName query", "T1047"},
    {"787e9dd0-4328-11ec-a029-acde48001122", "WMIC XSL Execution via URL", 80, "critical",
     "parent_process_name original_file_name parent_process process_name process_id process dest "
     "user",
     "T1220"},
    {"004e32e2-146d-11ec-a83f-acde48001122", "XSL Script Execution With WMIC", 49, "medium",
     "parent_process_name parent_process process_name process_id process dest user", "T1220"},
    {"0661c2de-93de-11ec-9833-acde48001122", "Windows WMI Process Call Create", 25, "medium",
     "parent_process_name parent_process process_name process original_file_name process_id "
     "parent_process_path process_guid parent_process_id dest user process_path",
     "T1047", "Hunting", true},
    {"0734bd21-2769-4972-a5f1-78bb1e011224", "PowerShell Invoke WmiExec Usage", 100, "critical",
     "Computer EventCode ScriptBlockText", "T1047", "TTP", true},
};

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) out += out.empty() ? word : " " + word;
  return out;
}

// Splunk's macro name: every character that is no letter or digit becomes a "_".
std::string macro_name(std::string_view title) {
  std::string name = to_ascii_lower(title);
  for (char& c : name) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (!plain) c = '_';
  }
  return name + "_filter";
}

const Story& story() {
  static const Story loaded = [] {
    auto result = load_builtin_story();
    EXPECT_TRUE(result.has_value()) << result.error();
    return result ? std::move(*result) : Story();
  }();
  return loaded;
}

struct Rule {
  std::string path;
  YamlNode root;
};

// The Sigma files by id.
std::map<std::string, Rule, std::less<>> rules() {
  std::map<std::string, Rule, std::less<>> found;
  for (const EmbeddedFile& file : embedded_yaml("detections")) {
    const auto documents = parse_yaml(file);
    EXPECT_TRUE(documents.has_value() && documents->size() == 1) << file.path;
    const YamlNode& root = documents->front();
    const bool fresh = found.emplace(root.text_of("id"), Rule{std::string(file.path), root}).second;
    EXPECT_TRUE(fresh) << file.path << " has the id of another rule";
  }
  return found;
}

std::vector<std::string> texts(const YamlNode* list) {
  std::vector<std::string> out;
  if (list == nullptr) return out;
  for (const YamlNode& item : list->items) out.push_back(item.text);
  return out;
}

TEST(Catalogue, StoryIsThePublishedOne) {
  EXPECT_EQ(story().id, "c8ddc5be-69bc-4202-b3ab-4010b27d7ad5");
  EXPECT_EQ(story().name, "Suspicious WMI Use");
  EXPECT_FALSE(story().description.empty());
  EXPECT_EQ(story().detections.size(), std::size(kPublished));
  for (const Published& p : kPublished) {
    const StoryDetection* d = story().find(p.id);
    ASSERT_NE(d, nullptr) << p.title;
    EXPECT_EQ(d->title, p.title);
    EXPECT_EQ(d->type, p.type) << p.title;
    EXPECT_EQ(d->risk_score, p.risk) << p.title;
    EXPECT_EQ(joined(d->by_fields), p.by_fields) << p.title;
    EXPECT_EQ(joined(d->mitre_attack), p.mitre) << p.title;
    EXPECT_EQ(d->filter, macro_name(p.title));
    EXPECT_EQ(d->later, p.later) << p.title;
    EXPECT_EQ(d->dest_field, "dest") << p.title;
  }
}

TEST(Catalogue, MessagesNameOnlyByFields) {
  for (const StoryDetection& d : story().detections) {
    std::size_t named = 0;
    for (std::size_t at = d.message.find('{'); at != std::string::npos;
         at = d.message.find('{', at + 1)) {
      const std::string field = d.message.substr(at + 1, d.message.find('}', at) - at - 1);
      EXPECT_NE(std::ranges::find(d.by_fields, field), d.by_fields.end()) << d.title << field;
      ++named;
    }
    EXPECT_GT(named, 0u) << d.title;
  }
}

TEST(Catalogue, EveryDetectionHasItsRule) {
  const auto by_id = rules();
  EXPECT_EQ(by_id.size(), std::size(kPublished)) << "a rule belongs to no story";
  for (const Published& p : kPublished) {
    const auto rule = by_id.find(std::string_view(p.id));
    ASSERT_NE(rule, by_id.end()) << p.title;
    const YamlNode& root = rule->second.root;
    EXPECT_EQ(root.text_of("title"), p.title);
    EXPECT_EQ(root.text_of("level"), p.level) << p.title;
    EXPECT_FALSE(root.text_of("description").empty()) << p.title;
    EXPECT_EQ(joined(texts(root.find("fields"))), p.by_fields) << p.title;
    const auto references = texts(root.find("references"));
    ASSERT_FALSE(references.empty()) << p.title;
    EXPECT_NE(references.front().find(p.id), std::string::npos) << p.title;
    EXPECT_FALSE(texts(root.find("falsepositives")).empty()) << p.title;
  }
}

TEST(Catalogue, TagsNameTheTechniques) {
  const auto by_id = rules();
  for (const StoryDetection& d : story().detections) {
    const auto tags = texts(by_id.at(d.id).root.find("tags"));
    for (const std::string& technique : d.mitre_attack) {
      const std::string tag = "attack." + to_ascii_lower(technique);
      EXPECT_NE(std::ranges::find(tags, tag), tags.end()) << d.title << tag;
    }
  }
}

TEST(Catalogue, LogSourcesAreInTheFieldTable) {
  const auto table = load_builtin_field_table();
  ASSERT_TRUE(table.has_value()) << table.error();
  for (const auto& [id, rule] : rules()) {
    const YamlNode* source = rule.root.find("logsource");
    ASSERT_NE(source, nullptr) << rule.path;
    EXPECT_EQ(source->text_of("product"), "windows") << rule.path;
    const auto category = source->text_of("category");
    const auto service = source->text_of("service");
    if (category.empty()) {
      EXPECT_NE(table->service(service), nullptr) << rule.path;
    } else {
      EXPECT_FALSE(table->category(category).empty()) << rule.path;
    }
  }
}

TEST(Catalogue, EveryRuleHasEvidence) {
  for (const auto& [id, rule] : rules()) {
    const std::string folder = rule.path.substr(0, rule.path.size() - 4);
    for (const auto& [name, least] : {std::pair("match", 2), std::pair("no_match", 3)}) {
      const std::string_view text = embedded_file(format("{}/{}.jsonl", folder, name));
      EXPECT_GE(std::ranges::count(text, '\n'), least) << folder << " " << name;
      EXPECT_TRUE(text.ends_with("}\n")) << folder << " " << name;
    }
  }
}

TEST(Catalogue, EveryEvidenceHasARule) {
  std::set<std::string, std::less<>> folders;
  for (const auto& [id, rule] : rules()) folders.insert(rule.path.substr(0, rule.path.size() - 4));
  for (const EmbeddedFile& file : embedded_files()) {
    if (!file.path.starts_with("detections/") || !file.path.ends_with(".jsonl")) continue;
    const std::string_view folder = file.path.substr(0, file.path.rfind('/'));
    EXPECT_TRUE(folders.contains(folder)) << file.path;
  }
}

}  // namespace
}  // namespace wmiscope
