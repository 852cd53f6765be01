// SPDX-License-Identifier: Apache-2.0
#include "engine/purpose_judge.h"

#include <utility>

#include "content/yaml.h"
#include "rules/rule_error.h"
#include "rules/sigma/document.h"

namespace wmiscope {

std::expected<std::unique_ptr<PurposeJudge>, std::string> PurposeJudge::load() {
  auto book = PurposeBook::load();
  if (!book) return std::unexpected(std::move(book.error()));
  std::unique_ptr<PurposeJudge> judge(new PurposeJudge(std::move(*book)));
  std::vector<Rule> rules;
  std::string mistakes;
  for (const EmbeddedFile& file : embedded_yaml("purposes")) {
    if (!judge->add_file(file, rules, mistakes)) return std::unexpected(std::move(mistakes));
  }
  judge->set_ = RuleSet::build(std::move(rules), {}, judge->table_);
  judge->bind_fields();
  return judge;
}

bool PurposeJudge::add_file(const EmbeddedFile& file, std::vector<Rule>& rules,
                            std::string& mistakes) {
  const auto documents = parse_yaml(file);
  if (!documents) {
    mistakes = documents.error().message;
    return false;
  }
  RuleErrors errors(std::string(file.path), file.text);
  errors.trust();
  for (Rule& rule : sigma::parse_rules(*documents, file.text, table_, errors)) {
    rules.push_back(std::move(rule));
  }
  for (const RuleError& error : errors.take()) mistakes += to_text(error) + "\n";
  return mistakes.empty();
}

// Which member of a payload stands in which slot of an event.
void PurposeJudge::bind_fields() {
  entry_ = set_.demand().find(Value::utf8(kPayloadChannel), Value(), 1);
  if (!entry_) return;
  for (const FieldId id : set_.demand()[*entry_].fields) {
    members_.push_back(nullptr);
    for (const PayloadField& field : payload_fields()) {
      if (field.name == table_.names.name(id)) members_.back() = field.member;
    }
  }
}

std::vector<std::string> PurposeJudge::matching(const Payload& payload) {
  std::vector<std::string> ids;
  const Value channel = Value::utf8(kPayloadChannel);
  if (!entry_) return ids;
  std::vector<Value> slots;
  for (std::string Payload::* const member : members_) {
    slots.push_back(member == nullptr ? Value() : Value::utf8(payload.*member));
  }
  Event event;
  event.entry = *entry_;
  event.event_id = 1;
  event.system[static_cast<std::size_t>(SystemField::kChannel)] = channel;
  event.fields = slots;
  arena_.reset();
  std::vector<RuleMatch> matches;
  set_.match(event, arena_, matches);
  for (const RuleMatch& match : matches) ids.push_back(set_.rules()[match.bound->rule].id);
  return ids;
}

std::vector<Purpose> PurposeJudge::purposes(std::span<const Payload> payloads) {
  PurposeVerdicts verdicts(book_);
  for (const Payload& payload : payloads) {
    for (const std::string& id : matching(payload)) verdicts.add(id, payload);
  }
  return verdicts.take();
}

}  // namespace wmiscope
