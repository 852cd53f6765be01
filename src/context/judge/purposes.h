// SPDX-License-Identifier: Apache-2.0
//
// What the purpose rules (content/purposes/*.yml) say beside their condition: purpose, rank,
// ATT&CK, and a sentence of why.
//
//   auto book = PurposeBook::load();
//   PurposeVerdicts verdicts(*book);
//   for (rule that matched payload) verdicts.add(rule.id, payload);
//   activity.purposes = verdicts.take();              // each purpose once, ranked
//
// A file is Sigma (logsource wmi_payload, see payload.h) with, instead of a level,
//
//   purpose: credential-access         # a word of contracts.md section 3
//   rank: 1                            # P12, P10, P9, P8, P14, P13, P11 before the rest
//   why: starts {CommandLine}          # {Field} of the payload, cut
//   tags: [attack.t1003.001]
//
// engine/purpose_judge.h runs them. Immutable once loaded, any thread.
#pragma once

#include <expected>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "context/judge/payload.h"
#include "wmiscope/activity.h"

namespace wmiscope {

struct PurposeRule {
  std::string id;
  std::string purpose;
  int rank = 0;
  std::vector<std::string> mitre_attack;
  std::string why;
  std::string file;  // "purposes/credential_access.yml"
};

// Words that `purpose` may be, in the order of contracts.md.
std::span<const std::string_view> purpose_words();

class PurposeBook {
 public:
  // The built-in ones; the error is a mistake in this project's own content.
  static std::expected<PurposeBook, std::string> load();

  const PurposeRule* find(std::string_view rule_id) const;
  std::span<const PurposeRule> rules() const { return rules_; }

 private:
  std::vector<PurposeRule> rules_;
};

// Gathers the verdicts of one activity. The book has to outlive it.
class PurposeVerdicts {
 public:
  explicit PurposeVerdicts(const PurposeBook& book) : book_(&book) {}

  void add(std::string_view rule_id, const Payload& payload);
  // Each purpose once, by rank and then by word, with the techniques of all its rules and the first
  // reason.
  std::vector<Purpose> take();

 private:
  struct Entry {
    int rank = 0;
    Purpose purpose;
  };

  const PurposeBook* book_;
  std::vector<Entry> entries_;
};

}  // namespace wmiscope
