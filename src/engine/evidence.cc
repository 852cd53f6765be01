// SPDX-License-Identifier: Apache-2.0
#include "engine/evidence.h"

#include <algorithm>
#include <set>

#include "engine/finding_builder.h"
#include "input/registry.h"

namespace wmiscope {
namespace {

// The lines of the evidence that hold an event.
std::vector<std::size_t> event_lines(std::string_view text) {
  std::vector<std::size_t> lines;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    if (line.find_first_not_of(" \t\r") != std::string_view::npos) lines.push_back(number);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

class EvidenceRun {
 public:
  EvidenceRun(const RuleSet& set, std::size_t rule, const Evidence& evidence,
              EvidenceReport& report)
      : set_(set), builder_(set, ""), rule_(rule), evidence_(evidence), report_(report) {}

  void run(const FieldTable& table) {
    const ByteView bytes(evidence_.text);
    const Format* format = sniff(bytes.first(std::min(bytes.size(), kSniffSize))).format;
    if (!format) return fail(0, "holds no events");
    MemorySource source(bytes);
    const auto reader = format->open(source, {});
    const auto decoder = format->decoder(set_.demand(), table.names, {});
    Block block;
    while (reader->next(block)) {
      decoder->decode(block, batch_);
      report_problems();
      for (const Event& event : batch_.events) match(event);
    }
    judge();
  }

 private:
  void match(const Event& event) {
    std::vector<RuleMatch> matches;
    set_.match(event, batch_.arena, matches);
    for (const RuleMatch& m : matches) {
      if (m.bound->rule != rule_ || !builder_.build(m, event, batch_.arena)) continue;
      matched_.insert(event.position.line.value_or(0));
    }
  }

  void report_problems() {
    for (const ReadIssue& issue : batch_.issues) {
      fail(issue.line.value_or(0), std::string("cannot be read: ") + issue.what);
    }
  }

  void judge() {
    for (const std::size_t line : event_lines(evidence_.text)) {
      ++report_.events;
      if (matched_.contains(line) == evidence_.must_match) continue;
      fail(line, evidence_.must_match ? "must match, but does not" : "must not match, but does");
    }
  }

  void fail(std::size_t line, std::string message) {
    report_.failures.push_back(
        {set_.rules()[rule_].title, evidence_.file, line, std::move(message)});
  }

  const RuleSet& set_;
  FindingBuilder builder_;  // the published search may drop what the rule matches
  std::size_t rule_;
  const Evidence& evidence_;
  EvidenceReport& report_;
  EventBatch batch_;
  std::set<std::size_t> matched_;
};

}  // namespace

void run_evidence(const RuleSet& set, const FieldTable& table, std::size_t rule,
                  const Evidence& evidence, EvidenceReport& report) {
  EvidenceRun(set, rule, evidence, report).run(table);
}

}  // namespace wmiscope
