// SPDX-License-Identifier: Apache-2.0
#include "rules/blind_spots.h"

#include <algorithm>
#include <optional>

namespace wmiscope {
namespace {

// The first field of an expression: what it is mainly about. Nothing where that is of the envelope.
std::optional<std::size_t> main_slot(const FieldExpr& expr) {
  if (expr.op == FieldExpr::Op::kField) return expr.slot;
  for (const FieldExpr& argument : expr.arguments) {
    if (argument.op == FieldExpr::Op::kLiteral) continue;
    return main_slot(argument);
  }
  return std::nullopt;
}

bool never_seen(std::size_t slot, std::uint64_t seen) { return slot < 64 && !(seen >> slot & 1); }

// Adds the slots for want of which the node cannot hold; false where it can.
bool impossible(const ConditionNode& node, std::uint64_t seen, std::vector<std::size_t>& missing) {
  using Op = ConditionNode::Op;
  if (node.op == Op::kField || node.op == Op::kExists) {
    const auto slot = main_slot(node.expr);
    if (!slot || !never_seen(*slot, seen)) return false;
    missing.push_back(*slot);
    return true;
  }
  if (node.op == Op::kAnd) {
    return std::any_of(node.children.begin(), node.children.end(),
                       [&](const ConditionNode& c) { return impossible(c, seen, missing); });
  }
  if (node.op == Op::kOr && !node.children.empty()) {
    std::vector<std::size_t> all;
    for (const ConditionNode& child : node.children) {
      if (!impossible(child, seen, all)) return false;
    }
    missing.insert(missing.end(), all.begin(), all.end());
    return true;
  }
  return false;
}

}  // namespace

std::vector<std::size_t> blind_spots(const ConditionNode& condition, std::uint64_t seen) {
  std::vector<std::size_t> missing;
  if (!impossible(condition, seen, missing)) return {};
  std::sort(missing.begin(), missing.end());
  missing.erase(std::unique(missing.begin(), missing.end()), missing.end());
  return missing;
}

}  // namespace wmiscope
