// SPDX-License-Identifier: Apache-2.0
#include "report/activity_block.h"

#include <algorithm>
#include <array>

#include "base/format.h"
#include "report/activity_words.h"
#include "report/level.h"
#include "report/numbers.h"
#include "report/process_lines.h"
#include "report/secrets.h"
#include "report/telling.h"
#include "report/terminal_text.h"

namespace wmiscope {
namespace {

constexpr std::size_t kIndent = 2;
constexpr std::size_t kLabel = 13;                 // "subscription" and a blank
constexpr std::size_t kColumn = kIndent + kLabel;  // where the texts begin
constexpr std::size_t kMaxValueBytes = 16 * 1024;  // no terminal shows more
constexpr std::size_t kMaxIds = 4;
constexpr std::size_t kMaxEvidence = 3;
constexpr std::size_t kMaxDecoded = 2;
constexpr std::size_t kMaxFirings = 3;
constexpr std::size_t kMaxShownAddresses = 2;
constexpr std::size_t kMinText = 20;
constexpr std::size_t kMaxWord = 64;  // of the sentence

std::size_t usable_width(const TableStyle& style) { return std::max(style.width, kMinWidth); }

std::size_t text_width(const TableStyle& style) { return usable_width(style) - kColumn; }

void begin_line(std::string_view label, std::string& out) {
  out.append(kIndent, ' ');
  out += padded(label, kLabel);
}

// `text` at the left of the last line of `out` and `right` at the right edge: on the same line if
// there is room, else on its own.
void append_right(std::string_view right, std::size_t used, const TableStyle& style,
                  std::string& out) {
  const std::size_t width = usable_width(style);
  const std::size_t needed = display_width(right);
  const bool fits = used + 2 + needed <= width;
  if (!fits) {
    out += '\n';
    used = 0;
  }
  out.append(width - std::min(width, used + needed), ' ');
  out += right;
  out += '\n';
}

std::string origin_mark(OriginKind kind, const TableStyle& style) {
  const std::string_view word = origin_word(kind);
  if (!style.color || kind != OriginKind::kRemote) return std::string(word);
  return format("\033[1;35m{}\033[0m", word);
}

void head_line(const Activity& activity, std::size_t level_width, const TableStyle& style,
               std::string& out) {
  out += severity_mark(level_of_risk(activity.risk_score), level_width, style);
  out += format("  {}  {}  ", clock_text(activity.start, style),
                origin_mark(activity.origin.kind, style));
  std::size_t used = level_width + 16 + origin_word(activity.origin.kind).size();
  if (used + kMinText > usable_width(style)) {
    out += "\n  ";
    used = kIndent;
  }
  out += cut_middle(safe_text(who_and_whence(activity), style), usable_width(style) - used);
  out += '\n';
}

std::string vector_and_ids(const Activity& activity, const FoundBy& found_by) {
  std::string out = escape_text(activity.vector);
  const std::vector<std::string> ids = attack_ids(activity, found_by.mitre_attack);
  for (std::size_t i = 0; i < std::min(ids.size(), kMaxIds); ++i) {
    out += (i == 0 ? "  " : " ") + escape_text(ids[i]);
  }
  if (ids.size() > kMaxIds) out += format(" +{}", ids.size() - kMaxIds);
  return out;
}

// Base64 and the like cut down, so that the sentence can be read; the tree shows more of it.
std::string with_short_words(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    if (!out.empty()) out += ' ';
    out += cut_middle(text.substr(0, end), kMaxWord);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

void answer(const Activity& activity, const FoundBy& found_by, const TableStyle& style,
            std::string& out) {
  hanging("  ", kIndent, with_short_words(safe_text(activity.sentence, style)), style, out);
  if (!activity.benign.empty()) {
    hanging("  ", kIndent, "Known to be harmless: " + safe_text(activity.benign, style), style,
            out);
  }
  const std::string purposes = purposes_text(activity);
  const std::string text =
      purposes.empty() ? "Purpose not known." : format("Purpose: {}.", escape_text(purposes));
  hanging("  ", kIndent, text, style, out);
  out.pop_back();
  const std::size_t last = out.rfind('\n');
  const std::size_t used =
      display_width(std::string_view(out).substr(last == std::string::npos ? 0 : last + 1));
  append_right(vector_and_ids(activity, found_by), used, style, out);
}

void why_lines(const Activity& activity, const TableStyle& style, std::string& out) {
  constexpr std::array<std::string_view, 3> kLabels = {"why unknown", "why local", "why remote"};
  const std::string reasons = reasons_text(activity.origin);
  if (reasons.empty()) return;
  block_wrapped(kLabels[static_cast<std::size_t>(activity.origin.kind)], reasons, "", style, out);
}

void tree_lines(const Activity& activity, const TableStyle& style, std::string& out) {
  std::string_view label = "tree";
  for (const ProcessLine& line : process_lines(activity)) {
    begin_line(label, out);
    label = "";
    std::string text = line.branch + cut_middle(escape_text(line.name), text_width(style) / 2);
    const std::string note = line.note.empty() ? "" : "  " + line.note;
    const std::size_t used = display_width(text) + display_width(note) + 2;
    const std::size_t room = text_width(style) - std::min(text_width(style), used);
    const std::string command = safe_text(line.command, style);
    if (!command.empty() && room >= kMinText / 2) text += "  " + cut_middle(command, room);
    out += text.substr(0, text.find_last_not_of(' ') + 1);
    if (used > text_width(style) + 2 && !note.empty()) {
      out += '\n';
      begin_line("", out);
      out += line.note;
    } else {
      out += note;
    }
    out += '\n';
  }
}

std::string moment(const Time& time, const Time& beside, const TableStyle& style) {
  if (date_text(time, style) == date_text(beside, style)) return clock_text(time, style);
  return date_text(time, style) + ' ' + clock_text(time, style);
}

std::string filter_text(const Subscription& subscription) {
  const auto& filter = subscription.filter;
  if (filter.query.empty()) return filter.name + "   (its query is not in this data)";
  std::string out = filter.name.empty() ? "" : filter.name + "   ";
  if (!filter.kind.empty()) out += format("({}) ", filter.kind);
  return out + filter.query;
}

std::string consumer_text(const Subscription& subscription) {
  const auto& consumer = subscription.consumer;
  std::string out = format("{}   {}", consumer.name, consumer_class(consumer.class_name));
  constexpr std::size_t kShort = 300;
  if (consumer.payload.empty()) return out + " (what it does is not in this data)";
  if (consumer.payload.size() <= kShort) return out + ": " + consumer.payload;
  return out + format(", {}", counted(consumer.payload.size(), "character"));
}

std::string firings_text(const Activity& activity, const TableStyle& style) {
  const std::vector<Time>& fired = activity.subscription->fired;
  std::string out;
  for (std::size_t i = 0; i < std::min(fired.size(), kMaxFirings); ++i) {
    out += (i == 0 ? "" : ", ") + moment(fired[i], activity.start, style);
  }
  if (fired.size() > kMaxFirings) {
    out += format(" and {}", counted(fired.size() - kMaxFirings, "more time"));
  }
  return out;
}

void subscription_lines(const Activity& activity, const TableStyle& style, std::string& out) {
  if (!activity.subscription) return;
  const Subscription& subscription = *activity.subscription;
  std::string_view label = "subscription";
  const auto line = [&](std::string_view part, const std::string& text) {
    block_line(label, padded(part, 9) + text, style, out);
    label = "";
  };
  const auto& filter = subscription.filter;
  if (!filter.name.empty() || !filter.query.empty()) line("filter", filter_text(subscription));
  if (!subscription.consumer.name.empty()) line("consumer", consumer_text(subscription));
  if (subscription.bound == false) line("binding", "none seen: it cannot fire");
  if (!subscription.fired.empty()) line("fired", firings_text(activity, style));
  if (subscription.deleted.known()) {
    line("deleted", moment(subscription.deleted, activity.start, style));
  }
}

void decoded_lines(const Activity& activity, const TableStyle& style, std::string& out) {
  const std::size_t shown = std::min(activity.decoded.size(), kMaxDecoded);
  for (std::size_t i = 0; i < shown; ++i) {
    block_line(i == 0 ? "decoded" : "", activity.decoded[i].text, style, out);
  }
  if (shown < activity.decoded.size()) {
    block_line("", format("and {}", counted(activity.decoded.size() - shown, "more text")), style,
               out);
  }
}

void address_line(const Activity& activity, const TableStyle& style, std::string& out) {
  const std::vector<std::string> addresses = web_addresses(activity);
  if (addresses.empty()) return;
  std::string text;
  const std::size_t shown = std::min(addresses.size(), kMaxShownAddresses);
  for (std::size_t i = 0; i < shown; ++i) text += (i == 0 ? "" : ", ") + addresses[i];
  if (shown < addresses.size()) {
    text +=
        format("  ({} of {}; wmiscope explain {})", shown, addresses.size(), short_id(activity.id));
  }
  block_line("addresses", text, style, out);
}

// The first few records; the others are counted.
std::string evidence_text(const Activity& activity) {
  std::string out;
  std::string last;
  std::size_t told = 0;
  std::size_t shown = 0;
  while (told < activity.evidence.size() && shown < kMaxEvidence) {
    std::string words = record_words(activity.evidence[told++].event);
    if (words == last) continue;  // one record shows two things
    out += (shown++ == 0 ? "" : ", ") + words;
    last = std::move(words);
  }
  const std::uint64_t total =
      std::max<std::uint64_t>(activity.evidence_total, activity.evidence.size());
  if (total > told) out += format(" and {} more", with_thousands(total - told));
  return out;
}

std::string found_by_text(const Activity& activity, const FoundBy& found_by) {
  std::string out;
  std::uint64_t told = 0;
  for (const auto& [title, count] : found_by.detections) {
    if (!out.empty()) out += ", ";
    out += count == 1 ? title : format("{} ({})", title, with_thousands(count));
    told += count;
  }
  // Findings that -m hides keep their ids in the activity.
  if (activity.findings.size() > told) {
    out += format("{}{} not shown", out.empty() ? "" : " and ",
                  counted(activity.findings.size() - told, "finding"));
  }
  return out;
}

void proof_lines(const Activity& activity, const FoundBy& found_by, const TableStyle& style,
                 std::string& out) {
  const std::string id = format("id {}…", escape_text(short_id(activity.id)));
  const std::string found = found_by_text(activity, found_by);
  block_wrapped("evidence", evidence_text(activity), found.empty() ? id : "", style, out);
  if (!found.empty()) block_wrapped("found by", found, id, style, out);
}

}  // namespace

std::string safe_text(std::string_view hostile, const TableStyle& style) {
  // Masked before it is cut: behind a cut the rest of a secret has lost what tells it.
  std::string text = style.show_secrets ? std::string(hostile) : mask_secrets(hostile);
  if (text.size() > kMaxValueBytes) {
    text = text.substr(0, kMaxValueBytes) + text.substr(text.size() - kMaxValueBytes / 4);
  }
  return escape_text(text);
}

void block_line(std::string_view label, std::string_view text, const TableStyle& style,
                std::string& out) {
  begin_line(label, out);
  const std::string line = cut_middle(safe_text(text, style), text_width(style));
  out += line.substr(0, line.find_last_not_of(' ') + 1);
  out += '\n';
}

void block_wrapped(std::string_view label, std::string_view text, std::string_view right,
                   const TableStyle& style, std::string& out) {
  std::size_t used = 0;
  for (const std::string& line : wrap_words(safe_text(text, style), text_width(style))) {
    if (used > 0) out += '\n';
    begin_line(label, out);
    label = "";
    out += line;
    used = kColumn + display_width(line);
  }
  if (right.empty()) {
    out += '\n';
  } else {
    append_right(right, used, style, out);
  }
}

ActivityBlock make_activity_block(const Activity& activity, const FoundBy& found_by,
                                  std::size_t level_width, const TableStyle& style) {
  ActivityBlock block;
  head_line(activity, level_width, style, block.head);
  answer(activity, found_by, style, block.head);
  block.head += '\n';
  why_lines(activity, style, block.head);
  tree_lines(activity, style, block.head);
  subscription_lines(activity, style, block.head);
  decoded_lines(activity, style, block.head);
  address_line(activity, style, block.head);
  proof_lines(activity, found_by, style, block.tail);
  return block;
}

}  // namespace wmiscope
