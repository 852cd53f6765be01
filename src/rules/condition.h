// SPDX-License-Identifier: Apache-2.0
//
// The condition of a rule as a tree: and, or, not over comparisons of fields. One type in three
// stages, whichever front end made it:
//
//   named     leaves name fields in the rule's words (Image)                  the parser makes it
//   resolved  leaves hold expressions over one kind of event's own fields     resolve(node, kind,
//   table)
//             (NewProcessName in Security 4688)
//   bound     those fields have their slots in one entry of the demand        bind(node, entry)
//
//   ConditionNode c = all_of({field_leaf("Image", {pattern}), negation(field_leaf("User", {p2}))});
//
// A bound tree is matched by rules/matcher.h. Copies share their patterns. Depth is bounded by
// whoever parses (limits::kMaxConditionDepth). Immutable once bound; any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "event/demand.h"
#include "event/field_expr.h"
#include "event/field_table.h"
#include "rules/pattern.h"

namespace wmiscope {

struct ConditionNode {
  enum class Op : std::uint8_t {
    kAnd,      // every child; true without children
    kOr,       // some child; false without children
    kNot,      // not its only child
    kField,    // the field's value fits the patterns
    kExists,   // the field is there, be it empty
    kKeyword,  // some value of the event fits the patterns
  };

  Op op = Op::kAnd;
  bool all = false;  // kField, kKeyword: every pattern must fit, not just one
  std::vector<ConditionNode> children;
  std::string field;                                     // kField, kExists: as the rule names it
  FieldExpr expr;                                        // once resolved
  std::shared_ptr<const std::vector<Pattern>> patterns;  // kField, kKeyword; never null there
};

ConditionNode all_of(std::vector<ConditionNode> children);
ConditionNode any_of(std::vector<ConditionNode> children);
ConditionNode negation(ConditionNode child);
ConditionNode field_leaf(std::string field, std::vector<Pattern> patterns, bool all = false);
ConditionNode exists_leaf(std::string field);
ConditionNode keyword_leaf(std::vector<Pattern> patterns, bool all = false);

// Gives every leaf its expression over the fields of a kind of event (null: any event).
void resolve(ConditionNode& node, const EventKind* kind, FieldTable& table);

// Sets the slots; the entry has to have all fields of collect_fields().
void bind(ConditionNode& node, const DemandEntry& entry);

// The event fields that a resolved condition reads.
void collect_fields(const ConditionNode& node, std::vector<FieldId>& out);

// The leaves in the order of the tree; pointers into `node`.
void collect_leaves(const ConditionNode& node, std::vector<const ConditionNode*>& out);

// The names of its fields in the rule's words, in order of first mention.
std::vector<std::string> field_names(const ConditionNode& node);

// Whether it searches all values of an event.
bool has_keywords(const ConditionNode& node);

}  // namespace wmiscope
