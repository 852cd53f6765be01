// SPDX-License-Identifier: Apache-2.0
#include "wmiscope/rules.h"

#include <deque>
#include <filesystem>
#include <optional>

#include "content/embedded.h"
#include "content/field_tables.h"
#include "content/story.h"
#include "engine/evidence.h"
#include "rules/describe.h"
#include "rules/loader.h"
#include "rules/rule_error.h"
#include "rules/rule_files.h"

namespace wmiscope {
namespace {

constexpr std::string_view kBuiltIn = "built-in";
constexpr std::string_view kMatch = "match.jsonl";
constexpr std::string_view kNoMatch = "no_match.jsonl";

// What rules need to be loaded.
struct Tables {
  FieldTable fields;
  Story story;
};

std::expected<Tables, Failure> load_tables() {
  auto fields = load_builtin_field_table();
  if (!fields) return std::unexpected(Failure{Failure::Kind::kUsage, fields.error()});
  auto story = load_builtin_story();
  if (!story) return std::unexpected(Failure{Failure::Kind::kUsage, story.error()});
  return Tables{std::move(*fields), std::move(*story)};
}

Failure refused(const std::vector<RuleError>& errors) {
  std::string text;
  for (const RuleError& error : errors) text += (text.empty() ? "" : "\n") + to_text(error);
  return {Failure::Kind::kUsage, text};
}

// The folder of evidence beside a rule file: my_rule.yml has my_rule/.
std::string evidence_folder(const std::string& rule_file) {
  return std::filesystem::path(rule_file).replace_extension().string();
}

// Evidence of the built-in rules lies in the binary, that of others beside their files.
class EvidenceFinder {
 public:
  // Null where there is no such file.
  std::optional<Evidence> find(const Rule& rule, std::string_view name) {
    Evidence evidence;
    evidence.must_match = name == kMatch;
    if (rule.file == kBuiltIn) {
      evidence.file = evidence_folder(embedded_rule_path(rule)) + "/" + std::string(name);
      evidence.text = embedded_file(evidence.file);
      if (evidence.text.empty()) return std::nullopt;
      return evidence;
    }
    evidence.file = evidence_folder(rule.file) + "/" + std::string(name);
    if (!std::filesystem::exists(evidence.file)) return std::nullopt;
    std::vector<RuleError> errors;
    auto text = read_rule_file(evidence.file, errors);
    if (!text) return std::nullopt;
    evidence.text = texts_.emplace_back(std::move(*text));
    return evidence;
  }

 private:
  static std::string embedded_rule_path(const Rule& rule) {
    for (const EmbeddedFile& file : embedded_files()) {
      if (file.path.ends_with(".yml") &&
          file.text.find("\nid: " + rule.id) != std::string_view::npos &&
          file.path.starts_with("detections/")) {
        return std::string(file.path);
      }
    }
    return {};
  }

  std::deque<std::string> texts_;
};

}  // namespace

std::expected<std::vector<RuleInfo>, Failure> list_rules(const RuleOptions& options) {
  auto tables = load_tables();
  if (!tables) return std::unexpected(tables.error());
  const LoadedRules loaded = load_rules(options, tables->story, tables->fields);
  if (!loaded.errors.empty()) return std::unexpected(refused(loaded.errors));
  std::vector<RuleInfo> infos;
  for (const Rule& rule : loaded.rules) {
    infos.push_back(describe(rule, &tables->story, tables->fields));
  }
  for (const Rule& rule : loaded.off) {
    infos.push_back(describe(rule, &tables->story, tables->fields));
    infos.back().enabled = false;
  }
  return infos;
}

std::expected<std::vector<RuleError>, Failure> check_rules(const std::vector<std::string>& paths,
                                                           std::vector<RuleInfo>* loaded) {
  auto tables = load_tables();
  if (!tables) return std::unexpected(tables.error());
  LoadedRules rules = load_rule_files(paths, tables->fields);
  if (loaded) {
    for (const Rule& rule : rules.rules) {
      loaded->push_back(describe(rule, nullptr, tables->fields));
    }
  }
  return std::move(rules.errors);
}

std::expected<EvidenceReport, Failure> test_rules(const std::vector<std::string>& paths) {
  auto tables = load_tables();
  if (!tables) return std::unexpected(tables.error());
  RuleOptions options;
  options.rules = paths;
  LoadedRules loaded = load_rules(options, tables->story, tables->fields);
  if (!loaded.errors.empty()) return std::unexpected(refused(loaded.errors));
  const RuleSet set = RuleSet::build(std::move(loaded.rules), {}, tables->fields);

  EvidenceReport report;
  EvidenceFinder finder;
  for (std::size_t i = 0; i < set.rules().size(); ++i) {
    const Rule& rule = set.rules()[i];
    ++report.rules;
    for (const std::string_view name : {kMatch, kNoMatch}) {
      if (const auto evidence = finder.find(rule, name)) {
        run_evidence(set, tables->fields, i, *evidence, report);
      } else {
        report.failures.push_back({rule.title, rule.file, 0, "has no " + std::string(name)});
      }
    }
  }
  return report;
}

std::vector<FieldInfo> list_fields() {
  std::vector<FieldInfo> infos;
  const auto table = load_builtin_field_table();
  if (!table) return infos;
  for (const EventKind& kind : table->kinds) {
    for (const FieldRow& row : kind.rows) {
      infos.push_back({kind.name, row.name, to_string(row.expr, table->names), row.help});
    }
  }
  return infos;
}

}  // namespace wmiscope
