// SPDX-License-Identifier: Apache-2.0
#include "report/summary.h"

#include <algorithm>

#include "base/format.h"
#include "report/issue_text.h"
#include "report/numbers.h"
#include "report/terminal_text.h"

namespace wmiscope {
namespace {

constexpr std::size_t kLabelWidth = 11;      // "Not seen" and its gap
constexpr std::size_t kMaxDamaged = 5;       // sentences without -v
constexpr std::size_t kMaxNotSeen = 6;       // lines
constexpr std::size_t kMaxNamesPerLine = 2;  // detections with the same need

// Detections that could not run for the same reason.
struct Blind {
  std::string reason;
  std::string remedy;  // what to switch on at the source
  std::vector<std::string> names;
};

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : ", ") + escape_text(word);
  return out;
}

std::string blind_reason(const DetectionCoverage& detection) {
  const std::string needs = escape_text(detection.needs);
  if (detection.state == DetectionState::kNoEvents) {
    return needs.empty() ? "no such events in this data" : format("no {} in this data", needs);
  }
  return format("{} without {}", needs.empty() ? "its events are there" : needs,
                joined(detection.missing_fields));
}

bool is_blind(const DetectionCoverage& detection) {
  return detection.state == DetectionState::kNoEvents ||
         detection.state == DetectionState::kFieldsMissing;
}

// The first of its remedies, unless a line before says it; `wmiscope rules coverage` lists all.
std::string new_remedy(const DetectionCoverage& detection, const std::vector<Blind>& before) {
  if (detection.remedies.empty()) return {};
  std::string remedy = escape_text(detection.remedies.front());
  const bool said = std::any_of(before.begin(), before.end(),
                                [&](const Blind& blind) { return blind.remedy == remedy; });
  return said ? std::string() : remedy;
}

std::vector<Blind> blind_by_reason(const Coverage& coverage) {
  std::vector<Blind> blinds;
  for (const DetectionCoverage& detection : coverage.detections) {
    if (!is_blind(detection)) continue;
    const std::string reason = blind_reason(detection);
    auto at = std::find_if(blinds.begin(), blinds.end(),
                           [&](const Blind& blind) { return blind.reason == reason; });
    if (at == blinds.end()) at = blinds.insert(at, {reason, new_remedy(detection, blinds), {}});
    at->names.push_back(escape_text(detection.detection));
  }
  return blinds;
}

std::string blind_words(const Blind& blind, std::size_t max_names) {
  std::string words;
  const std::size_t shown = std::min(blind.names.size(), max_names);
  for (std::size_t i = 0; i < shown; ++i) words += (i == 0 ? "" : ", ") + blind.names[i];
  if (shown < blind.names.size()) words += format(" and {} more", blind.names.size() - shown);
  words += format(": {}", blind.reason);
  return blind.remedy.empty() ? words : format("{}; {}", words, blind.remedy);
}

}  // namespace

void Summary::add(const Issue& issue) {
  if (issue.severity == Severity::kNote) {
    if (options_.verbose) notes_.push_back(issue_sentence(issue));
    return;
  }
  const bool same_file = !damaged_.empty() && damaged_.back().path == issue.path &&
                         damaged_.back().member == issue.member;
  if (options_.verbose || !same_file) {
    damaged_.push_back({issue.path, issue.member, issue_sentence(issue), 0});
  }
  ++damaged_.back().issues;
}

void Summary::add(const Skipped& skipped) {
  if (options_.verbose) skipped_.push_back(skipped_sentence(skipped));
}

std::string Summary::nothing_found_sentence(const Coverage& coverage) {
  if (!coverage.complete) return "Stopped early: nothing suspicious in the part that was read.";
  if (coverage.files.read == 0) return "No events were read, so nothing can be said.";
  return "No suspicious use of WMI in what could be seen.";
}

void Summary::line(std::string_view label, std::string_view text, std::string& out) const {
  hanging(padded(label, kLabelWidth), kLabelWidth, text, style_, out);
}

void Summary::render(const Coverage& coverage, bool nothing_found, std::string& out) const {
  render_read(coverage, out);
  if (!coverage.complete) line("Stopped", "before the end of the input: there may be more", out);
  render_damaged(coverage, out);
  render_list("Skipped", skipped_, out);
  render_list("Note", notes_, out);
  render_hashes(coverage, out);
  if (options_.quiet || coverage.files.read == 0) return;
  if (coverage.duplicates_dropped > 0) {
    line("Repeated",
         format("{} that had been seen already {} left out (--keep-duplicates)",
                counted(coverage.duplicates_dropped, "finding"),
                coverage.duplicates_dropped == 1 ? "is" : "are"),
         out);
  }
  render_not_seen(coverage, out);
  if (nothing_found) render_seen(coverage, out);
}

// A hash for itself in its line, so that it can be copied.
void Summary::render_hashes(const Coverage& coverage, std::string& out) const {
  std::string_view label = "SHA-256";
  for (const FileHash& hash : coverage.hashes) {
    line(label, escape_text(hash.path), out);
    line("", hash.sha256, out);
    label = "";
  }
}

void Summary::render_read(const Coverage& coverage, std::string& out) const {
  std::string text =
      format("{}, {}, {} in {}", counted(coverage.files.read, "file"), size_words(coverage.bytes),
             counted(coverage.records.read, "record"), duration_words(coverage.seconds));
  std::string_view separator = "; ";
  if (coverage.files.with_issues > 0) {
    text += format("{}{} damaged", separator, counted(coverage.files.with_issues, "file"));
    separator = ", ";
  }
  if (coverage.files.skipped > 0) {
    text += format("{}{} skipped", separator, with_thousands(coverage.files.skipped));
    if (!options_.verbose) text += " (-v lists them)";
  }
  line("Read", text, out);
}

void Summary::render_list(std::string_view label, const std::vector<std::string>& sentences,
                          std::string& out) const {
  for (const std::string& sentence : sentences) {
    line(label, sentence, out);
    label = "";
  }
}

void Summary::render_damaged(const Coverage& coverage, std::string& out) const {
  const std::size_t shown =
      options_.verbose ? damaged_.size() : std::min(damaged_.size(), kMaxDamaged);
  std::vector<std::string> sentences;
  for (std::size_t i = 0; i < shown; ++i) {
    sentences.push_back(damaged_[i].sentence);
    const std::uint64_t more = damaged_[i].issues - 1;
    if (more > 0)
      sentences.back() += format("; and {}", counted(more, "more place", "more places"));
  }
  if (shown < damaged_.size()) {
    sentences.push_back(format("and {} (-v lists all)",
                               counted(damaged_.size() - shown, "more file", "more files")));
  }
  if (coverage.issues_total > coverage.issues_shown) {
    sentences.push_back(format(
        "{}, too many to be told",
        counted(coverage.issues_total - coverage.issues_shown, "further place", "further places")));
  }
  render_list("Damaged", sentences, out);
}

void Summary::render_not_seen(const Coverage& coverage, std::string& out) const {
  const std::vector<Blind> blinds = blind_by_reason(coverage);
  std::string_view label = "Not seen";
  std::size_t hidden = 0;
  for (std::size_t i = 0; i < blinds.size(); ++i) {
    if (!options_.verbose && i >= kMaxNotSeen) {
      hidden += blinds[i].names.size();
      continue;
    }
    line(label,
         blind_words(blinds[i], options_.verbose ? blinds[i].names.size() : kMaxNamesPerLine), out);
    label = "";
  }
  if (hidden > 0)
    line("", format("and {} more (-v lists them)", counted(hidden, "detection")), out);
}

void Summary::render_seen(const Coverage& coverage, std::string& out) const {
  std::uint64_t ran = 0;
  std::uint64_t on = 0;
  for (const DetectionCoverage& detection : coverage.detections) {
    if (detection.state == DetectionState::kRan) ++ran;
    if (detection.state != DetectionState::kOff) ++on;
  }
  line("Seen",
       format("{} of {} had the events that {}", with_thousands(ran), counted(on, "detection"),
              on == 1 ? "it needs" : "they need"),
       out);
}

}  // namespace wmiscope
