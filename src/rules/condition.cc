// SPDX-License-Identifier: Apache-2.0
#include "rules/condition.h"

#include <algorithm>

namespace wmiscope {
namespace {

using Op = ConditionNode::Op;

// One child needs no node around it.
ConditionNode group(Op op, std::vector<ConditionNode> children) {
  if (children.size() == 1) return std::move(children.front());
  ConditionNode node;
  node.op = op;
  node.children = std::move(children);
  return node;
}

ConditionNode leaf(Op op, std::string field, std::vector<Pattern> patterns, bool all) {
  ConditionNode node;
  node.op = op;
  node.all = all;
  node.field = std::move(field);
  node.patterns = std::make_shared<const std::vector<Pattern>>(std::move(patterns));
  return node;
}

bool names_field(const ConditionNode& node) {
  return node.op == Op::kField || node.op == Op::kExists;
}

}  // namespace

ConditionNode all_of(std::vector<ConditionNode> children) {
  return group(Op::kAnd, std::move(children));
}

ConditionNode any_of(std::vector<ConditionNode> children) {
  return group(Op::kOr, std::move(children));
}

ConditionNode negation(ConditionNode child) {
  ConditionNode node;
  node.op = Op::kNot;
  node.children.push_back(std::move(child));
  return node;
}

ConditionNode field_leaf(std::string field, std::vector<Pattern> patterns, bool all) {
  return leaf(Op::kField, std::move(field), std::move(patterns), all);
}

ConditionNode exists_leaf(std::string field) {
  return leaf(Op::kExists, std::move(field), {}, false);
}

ConditionNode keyword_leaf(std::vector<Pattern> patterns, bool all) {
  return leaf(Op::kKeyword, {}, std::move(patterns), all);
}

void resolve(ConditionNode& node, const EventKind* kind, FieldTable& table) {
  if (names_field(node)) node.expr = table.resolve(kind, node.field);
  for (ConditionNode& child : node.children) resolve(child, kind, table);
}

void bind(ConditionNode& node, const DemandEntry& entry) {
  if (names_field(node)) bind(node.expr, entry);
  for (ConditionNode& child : node.children) bind(child, entry);
}

void collect_leaves(const ConditionNode& node, std::vector<const ConditionNode*>& out) {
  if (names_field(node) || node.op == Op::kKeyword) out.push_back(&node);
  for (const ConditionNode& child : node.children) collect_leaves(child, out);
}

void collect_fields(const ConditionNode& node, std::vector<FieldId>& out) {
  std::vector<const ConditionNode*> leaves;
  collect_leaves(node, leaves);
  for (const ConditionNode* each : leaves) {
    if (names_field(*each)) collect_fields(each->expr, out);
  }
}

std::vector<std::string> field_names(const ConditionNode& node) {
  std::vector<const ConditionNode*> leaves;
  collect_leaves(node, leaves);
  std::vector<std::string> names;
  for (const ConditionNode* each : leaves) {
    if (!names_field(*each)) continue;
    if (std::ranges::find(names, each->field) == names.end()) names.push_back(each->field);
  }
  return names;
}

bool has_keywords(const ConditionNode& node) {
  std::vector<const ConditionNode*> leaves;
  collect_leaves(node, leaves);
  return std::ranges::any_of(leaves, [](const auto* each) { return each->op == Op::kKeyword; });
}

}  // namespace wmiscope
