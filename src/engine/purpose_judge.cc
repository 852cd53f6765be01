// SPDX-License-Identifier: Apache-2.0
#include "engine/purpose_judge.h"

#include <utility>

#include "base/counted.h"
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

// The same few commands are given all day long: each is judged once, unless it is too long to be
// remembered.
std::vector<std::string> PurposeJudge::matching(const Payload& payload) {
  constexpr std::size_t kMaxJudged = 4096;
  constexpr std::size_t kMaxKey = 4096;
  std::vector<Value> slots;
  std::string key;
  for (std::string Payload::* const member : members_) {
    const std::string_view text = member == nullptr ? std::string_view() : payload.*member;
    slots.push_back(Value::utf8(text));
    append_counted(text, key);
  }
  if (key.size() > kMaxKey) return match(slots);
  if (judged_.size() == kMaxJudged) judged_.clear();
  const auto [at, is_new] = judged_.try_emplace(std::move(key));
  if (is_new) at->second = match(slots);
  return at->second;
}

std::vector<std::string> PurposeJudge::match(std::span<const Value> slots) {
  std::vector<std::string> ids;
  if (!entry_) return ids;
  Event event;
  event.entry = *entry_;
  event.event_id = 1;
  event.system[static_cast<std::size_t>(SystemField::kChannel)] = Value::utf8(kPayloadChannel);
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
