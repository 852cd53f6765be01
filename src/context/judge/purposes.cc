// SPDX-License-Identifier: Apache-2.0
#include "context/judge/purposes.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <tuple>
#include <utility>

#include "base/ascii.h"
#include "base/format.h"
#include "base/utf16.h"
#include "content/content_error.h"
#include "content/embedded.h"
#include "context/language/command_text.h"

namespace wmiscope {
namespace {

constexpr std::array<std::string_view, 16> kWords = {"host-recon",
                                                     "process-recon",
                                                     "account-recon",
                                                     "network-recon",
                                                     "antivirus-detection",
                                                     "vm-detection",
                                                     "code-execution",
                                                     "lateral-movement",
                                                     "persistence",
                                                     "recovery-inhibition",
                                                     "defense-evasion",
                                                     "credential-access",
                                                     "collection-exfiltration",
                                                     "command-and-control",
                                                     "account-change",
                                                     "system-control"};

constexpr std::size_t kMaxWhyValue = 120;  // bytes of a payload's text within a reason

// "attack.t1546.003" → "T1546.003".
std::string technique(std::string_view tag) {
  constexpr std::string_view kPrefix = "attack.t";
  return starts_with_nocase(tag, kPrefix) ? format("T{}", tag.substr(kPrefix.size()))
                                          : std::string();
}

std::expected<PurposeRule, std::string> parse_rule(std::string_view path, const YamlNode& root) {
  PurposeRule rule;
  rule.id = root.text_of("id");
  rule.purpose = root.text_of("purpose");
  rule.why = root.text_of("why");
  rule.file = path;
  if (rule.id.empty() || rule.why.empty()) {
    return content_error(path, root.place, "a purpose needs `id` and `why`");
  }
  if (std::ranges::find(kWords, rule.purpose) == kWords.end()) {
    return content_error(path, root.place, format("there is no purpose \"{}\"", rule.purpose));
  }
  const std::string_view rank = root.text_of("rank");
  const char* const end = rank.data() + rank.size();
  const auto [at, error] = std::from_chars(rank.data(), end, rule.rank);
  if (error != std::errc() || at != end) {
    return content_error(path, root.place, "`rank` is a number");
  }
  for (const std::string& tag : text_list(root, "tags")) {
    if (std::string id = technique(tag); !id.empty()) rule.mitre_attack.push_back(std::move(id));
  }
  return rule;
}

// At most `size` bytes, whole characters, on one line.
std::string cut(std::string_view text, std::size_t size) {
  std::string out;
  text = trimmed(text);
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = std::max<std::size_t>(utf8_sequence(text.substr(at)), 1);
    if (at + length > size) return out + "…";
    const bool line_end = text[at] == '\r' || text[at] == '\n' || text[at] == '\t';
    out += line_end ? " " : std::string(text.substr(at, length));
    at += length;
  }
  return out;
}

std::string field_text(const Payload& payload, std::string_view name) {
  for (const PayloadField& field : payload_fields()) {
    if (field.name == name) return cut(payload.*field.member, kMaxWhyValue);
  }
  return {};
}

// {Field} replaced by the payload's text; no colon is left where there is none.
std::string filled(std::string_view why, const Payload& payload) {
  std::string out;
  while (!why.empty()) {
    const std::size_t open = std::min(why.find('{'), why.size());
    out += why.substr(0, open);
    why.remove_prefix(open);
    const std::size_t close = why.find('}');
    if (close == std::string_view::npos) return out.append(why);
    out += field_text(payload, why.substr(1, close - 1));
    why.remove_prefix(close + 1);
  }
  std::string_view text = trimmed(out);
  if (text.ends_with(':')) text.remove_suffix(1);
  return std::string(text);
}

}  // namespace

std::span<const std::string_view> purpose_words() { return kWords; }

std::expected<PurposeBook, std::string> PurposeBook::load() {
  PurposeBook book;
  for (const EmbeddedFile& file : embedded_yaml("purposes")) {
    const auto documents = parse_yaml(file);
    if (!documents) {
      return content_error(file.path, documents.error().place, documents.error().message);
    }
    for (const YamlNode& root : *documents) {
      auto rule = parse_rule(file.path, root);
      if (!rule) return std::unexpected(std::move(rule.error()));
      book.rules_.push_back(std::move(*rule));
    }
  }
  return book;
}

const PurposeRule* PurposeBook::find(std::string_view rule_id) const {
  const auto at = std::ranges::find(rules_, rule_id, &PurposeRule::id);
  return at == rules_.end() ? nullptr : &*at;
}

void PurposeVerdicts::add(std::string_view rule_id, const Payload& payload) {
  const PurposeRule* rule = book_->find(rule_id);
  if (rule == nullptr) return;
  auto at = std::ranges::find(entries_, rule->purpose,
                              [](const Entry& each) { return each.purpose.purpose; });
  if (at == entries_.end()) {
    entries_.push_back({rule->rank, {rule->purpose, {}, filled(rule->why, payload)}});
    at = entries_.end() - 1;
  }
  at->rank = std::min(at->rank, rule->rank);
  for (const std::string& id : rule->mitre_attack) {
    auto& ids = at->purpose.mitre_attack;
    if (std::ranges::find(ids, id) == ids.end()) ids.push_back(id);
  }
}

std::vector<Purpose> PurposeVerdicts::take() {
  std::ranges::sort(entries_, [](const Entry& a, const Entry& b) {
    return std::tie(a.rank, a.purpose.purpose) < std::tie(b.rank, b.purpose.purpose);
  });
  std::vector<Purpose> purposes;
  for (Entry& entry : entries_) purposes.push_back(std::move(entry.purpose));
  entries_.clear();
  return purposes;
}

}  // namespace wmiscope
