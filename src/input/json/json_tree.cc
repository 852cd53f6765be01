// SPDX-License-Identifier: Apache-2.0
#include "input/json/json_tree.h"

#include <charconv>

#include "base/json.h"
#include "input/text/code_point.h"

namespace wmiscope::json {
namespace {

// The four hex digits at the start of `text`.
std::optional<std::uint32_t> hex4(std::string_view text) {
  std::uint32_t unit = 0;
  if (text.size() < 4) return std::nullopt;
  const auto [end, error] = std::from_chars(text.data(), text.data() + 4, unit, 16);
  if (error != std::errc() || end != text.data() + 4) return std::nullopt;
  return unit;
}

bool is_high(std::uint32_t unit) { return (unit & 0xFC00) == 0xD800; }
bool is_low(std::uint32_t unit) { return (unit & 0xFC00) == 0xDC00; }

// Reads the escape \uXXXX, or a pair of them, whose first digits lie at `at`; returns where it
// ends.
std::size_t append_unit(std::string_view raw, std::size_t at, std::string& out) {
  const auto unit = hex4(raw.substr(at));
  if (!unit) {
    out += "\\u";
    return at;
  }
  at += 4;
  if (is_high(*unit) && raw.substr(at).starts_with("\\u")) {
    const auto low = hex4(raw.substr(at + 2));
    if (low && is_low(*low)) {
      append_code_point(0x10000 + ((*unit & 0x3FF) << 10 | (*low & 0x3FF)), out);
      return at + 6;
    }
  }
  append_code_point(*unit, out);
  return at;
}

// The character that a one-letter escape stands for; 0 where it is none.
char plain_escape(char letter) {
  constexpr std::string_view kLetters = "\"\\/bfnrt";
  constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
  const std::size_t at = kLetters.find(letter);
  return at == std::string_view::npos ? '\0' : kMeanings[at];
}

std::string_view scalar_name(NodeKind kind) { return kind == NodeKind::kNull ? "null" : ""; }

}  // namespace

JsonTree::Index JsonTree::add(Node node) {
  const auto at = static_cast<Index>(nodes_.size());
  node.end = at + 1;
  nodes_.push_back(node);
  return at;
}

std::optional<JsonTree::Index> JsonTree::child(Index object, std::string_view key) const {
  std::optional<Index> found;
  if (!is_object(object)) return found;
  for (Index i = first(object); i != end(object); i = next(i)) {
    if (nodes_[i].key == key) found = i;
  }
  return found;
}

JsonTree::Index JsonTree::sole(Index i) const {
  while (is_array(i) && first(i) != end(i) && next(first(i)) == end(i)) i = first(i);
  return i;
}

Value JsonTree::value(Index i, Arena& arena) const {
  const Node& node = nodes_[i];
  if (node.kind == NodeKind::kNull) return {};
  if (!is_container(i) && !node.escaped) return Value::utf8(node.text);
  return Value::utf8(text(i, arena));
}

std::string_view JsonTree::text(Index i, Arena& arena) const {
  const Node& node = nodes_[i];
  if (!is_container(i) && !node.escaped) {
    return node.kind == NodeKind::kNull ? std::string_view() : node.text;
  }
  std::string out;
  if (node.kind == NodeKind::kString) {
    append_unescaped(node.text, out);
  } else if (node.kind == NodeKind::kObject) {
    write(i, out);
  } else {
    for (Index item = first(i); item != end(i); item = next(item)) {
      if (item != first(i)) out += ", ";
      out += text(item, arena);
    }
  }
  return arena.copy(out);
}

void JsonTree::write(Index i, std::string& out) const {
  const Node& node = nodes_[i];
  if (node.kind == NodeKind::kString) {
    std::string unescaped;
    append_unescaped(node.text, unescaped);
    return append_json_string(unescaped, out);
  }
  if (!is_container(i)) {
    out += node.text.empty() ? scalar_name(node.kind) : node.text;
    return;
  }
  out += is_object(i) ? '{' : '[';
  for (Index member = first(i); member != end(i); member = next(member)) {
    if (member != first(i)) out += ',';
    if (is_object(i)) {
      append_json_string(nodes_[member].key, out);
      out += ':';
    }
    write(member, out);
  }
  out += is_object(i) ? '}' : ']';
}

void append_unescaped(std::string_view raw, std::string& out) {
  while (true) {
    const std::size_t backslash = raw.find('\\');
    out += raw.substr(0, backslash);
    if (backslash == std::string_view::npos) return;
    raw.remove_prefix(backslash + 1);
    if (raw.starts_with('u')) {
      raw.remove_prefix(append_unit(raw, 1, out));
      continue;
    }
    const char meant = raw.empty() ? '\0' : plain_escape(raw[0]);
    if (meant == '\0') {
      out += '\\';
    } else {
      out += meant;
      raw.remove_prefix(1);
    }
  }
}

}  // namespace wmiscope::json
