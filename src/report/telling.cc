// SPDX-License-Identifier: Apache-2.0
#include "report/telling.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "base/format.h"
#include "report/numbers.h"

namespace wmiscope {
namespace {

struct KnownField {
  std::string_view name;
  std::string_view label;
  bool is_path = false;
};

// By rank. The built-in detections' by-fields (contracts.md section 1), then Sysmon's own names,
// which other people's rules list. Of several with one label the first that is there is shown.
constexpr std::array kKnownFields = {
    KnownField{"process", "command"},
    KnownField{"CommandLine", "command"},
    KnownField{"Destination", "payload"},
    KnownField{"query", "query"},
    KnownField{"Query", "query"},
    KnownField{"ScriptBlockText", "script"},
    KnownField{"consumer", "consumer"},
    KnownField{"Consumer", "consumer"},
    KnownField{"Filter", "filter"},
    KnownField{"process_name", "command"},
    KnownField{"Image", "command", true},
    KnownField{"parent_process", "parent"},
    KnownField{"ParentCommandLine", "parent"},
    KnownField{"parent_process_name", "parent"},
    KnownField{"ParentImage", "parent", true},
    KnownField{"TargetObject", "target", true},
    KnownField{"TargetFilename", "target", true},
    KnownField{"ImageLoaded", "module", true},
    KnownField{"Message", "message"},
};

constexpr std::array<std::string_view, 5> kInHeading = {"dest", "user", "User", "Computer",
                                                        "ComputerName"};

bool tells(std::string_view text) { return !text.empty() && text != "null" && text != "unknown"; }

const std::string* find_field(const Fields& fields, std::string_view name) {
  const auto at = std::find_if(fields.begin(), fields.end(),
                               [&](const auto& field) { return field.first == name; });
  return at == fields.end() ? nullptr : &at->second;
}

bool has_label(const std::vector<Telling>& tellings, std::string_view label) {
  return std::any_of(tellings.begin(), tellings.end(),
                     [&](const Telling& t) { return t.label == label; });
}

bool is_in_heading(std::string_view name) {
  return std::find(kInHeading.begin(), kInHeading.end(), name) != kInHeading.end();
}

// A message repeats what its consumer or query says.
bool is_repetition(const KnownField& known, const std::vector<Telling>& tellings) {
  return known.label == "message" && !tellings.empty();
}

std::vector<Telling> first_fields(const Fields& fields) {
  std::vector<Telling> tellings;
  for (const auto& [name, text] : fields) {
    if (tellings.size() == kMaxTelling) break;
    if (tells(text) && !is_in_heading(name)) tellings.push_back({name, text});
  }
  return tellings;
}

// "Microsoft-Windows-Security-Auditing" is "Security" to everyone.
std::string_view short_log(const EventRef& event) {
  std::string_view name =
      event.provider.empty() ? std::string_view(event.channel) : std::string_view(event.provider);
  constexpr std::string_view kPrefix = "Microsoft-Windows-";
  if (starts_with_nocase(name, kPrefix)) name.remove_prefix(kPrefix.size());
  for (const std::string_view suffix : {"/Operational", "-Auditing"}) {
    if (ends_with_nocase(name, suffix)) name.remove_suffix(suffix.size());
  }
  return name;
}

}  // namespace

std::vector<Telling> telling_fields(const Fields& fields) {
  std::vector<Telling> tellings;
  for (const KnownField& known : kKnownFields) {
    if (tellings.size() == kMaxTelling) break;
    const std::string* text = find_field(fields, known.name);
    if (text == nullptr || !tells(*text) || has_label(tellings, known.label)) continue;
    if (!is_repetition(known, tellings)) tellings.push_back({known.label, *text, known.is_path});
  }
  return tellings.empty() ? first_fields(fields) : tellings;
}

std::string other_fields(const Fields& fields) {
  const std::vector<Telling> tellings = telling_fields(fields);
  const auto shown = [&](const std::string& text) {
    return std::any_of(tellings.begin(), tellings.end(),
                       [&](const Telling& t) { return t.text.data() == text.data(); });
  };
  std::string out;
  for (const auto& [name, text] : fields) {
    if (!tells(text) || is_in_heading(name) || name == "Message" || shown(text)) continue;
    out += format("{}{} {}", out.empty() ? "" : ", ", name, text);
  }
  return out;
}

std::string record_words(const EventRef& event) {
  std::string words(short_log(event));
  if (event.event_id) words += format(" {}", *event.event_id);
  if (event.record_id) words += format(" #{}", *event.record_id);
  return words;
}

std::string source_words(const SourceRef& source) {
  std::string words = source.path == "-" ? "standard input" : source.path;
  if (!source.member.empty()) words += "!/" + source.member;
  if (source.line) words += format(" line {}", with_thousands(*source.line));
  if (source.bad_checksum) words += " (its chunk's checksum is bad)";
  if (source.recovered) words += " (recovered)";
  return words;
}

}  // namespace wmiscope
