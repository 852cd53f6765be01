// SPDX-License-Identifier: Apache-2.0
#include "input/event_xml/tree_builder.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <optional>
#include <utility>

#include "base/guid.h"
#include "base/limits.h"
#include "input/evtx/value.h"

namespace wmiscope::event_xml {
namespace {

using evtx::XmlElement;
using evtx::XmlNode;

constexpr std::string_view kBlanks = " \t\r\n";

// Elements and attributes below System that hold integers, and those that hold GUIDs.
constexpr std::string_view kIntegers[] = {
    "EventID",    "Qualifiers",    "Version",     "Level",        "Task",
    "Opcode",     "EventRecordID", "ProcessID",   "ThreadID",     "SessionID",
    "KernelTime", "UserTime",      "ProcessorID", "ProcessorTime"};
constexpr std::string_view kGuids[] = {"Guid", "ActivityID", "RelatedActivityID"};

bool is_one_of(std::string_view name, auto& names) {
  return std::ranges::find(names, name) != std::end(names);
}

// Only as a number is written: "007" is none.
std::optional<std::uint64_t> integer(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  if (!whole || (text.size() > 1 && text[0] == '0')) return std::nullopt;
  return number;
}

std::string resolved(std::string_view content) {
  std::string text;
  append_content(content, text);
  return text;
}

}  // namespace

std::shared_ptr<const XmlElement> TreeBuilder::build() {
  XmlTag tag;
  while (!root_ && !wrong_) {
    if (!scanner_.next(tag)) {
      wrong_ = scanner_.wrong() ? scanner_.wrong() : "the XML of an event";
    } else if (tag.kind != XmlTag::Kind::kEnd) {
      open(tag);
    } else if (open_.empty() || open_.back().element.name != tag.local_name()) {
      wrong_ = "the end tag of another element";
    } else {
      close(tag.begin);
    }
  }
  return wrong_ ? nullptr : root_;
}

void TreeBuilder::open(const XmlTag& tag) {
  if (open_.size() == limits::kMaxElementDepth) wrong_ = "XML that is nested too deep";
  if (++elements_ > limits::kMaxRecordNodes) wrong_ = "an event with too many elements";
  if (wrong_) return;
  if (!open_.empty()) open_.back().leaf = false;
  open_.push_back({{.name = std::string(tag.local_name())}, tag.end, true});
  read_attributes(tag, open_.back().element);
  if (tag.kind == XmlTag::Kind::kEmpty) close(tag.end);
}

void TreeBuilder::close(std::size_t content_end) {
  Open& top = open_.back();
  const std::size_t size = content_end - std::min(top.content, content_end);
  if (top.leaf) top.element.children = content_of(top, text_.substr(top.content, size));
  auto element = std::make_shared<const XmlElement>(std::move(top.element));
  open_.pop_back();
  if (open_.empty()) {
    root_ = std::move(element);
  } else {
    open_.back().element.children.push_back(
        {.kind = XmlNode::Kind::kElement, .element = std::move(element)});
  }
}

void TreeBuilder::read_attributes(const XmlTag& tag, XmlElement& element) {
  std::string_view rest = tag.attributes;
  std::string_view name;
  std::string_view value;
  const std::size_t colon = tag.name.rfind(':');
  const std::string_view prefix =
      colon == std::string_view::npos ? std::string_view() : tag.name.substr(0, colon);
  while (next_attribute(rest, name, value)) {
    // Names go without prefixes: the namespace of the element's own becomes the default one.
    const bool declares = name.starts_with("xmlns:");
    if (declares && name.substr(6) == prefix) name = "xmlns";
    if (!declares) name.remove_prefix(name.rfind(':') + 1);
    std::vector<XmlNode> nodes;
    if (in_system()) {
      nodes.push_back(system_node(name, resolved(value)));
    } else {
      nodes.push_back({.kind = XmlNode::Kind::kText, .text = resolved(value)});
    }
    element.attributes.push_back({std::string(name), std::move(nodes)});
  }
  if (rest.find_first_not_of(kBlanks) != std::string_view::npos) {
    wrong_ = "the attributes of an element";
  }
}

// Without content there is no node.
std::vector<XmlNode> TreeBuilder::content_of(const Open& top, std::string_view content) {
  std::vector<XmlNode> nodes;
  const bool blank = content.find_first_not_of(kBlanks) == std::string_view::npos;
  if (content.empty() || (blank && (open_.size() <= 2 || in_system()))) return nodes;
  if (in_system()) {
    nodes.push_back(system_node(top.element.name, resolved(content)));
  } else {
    nodes.push_back({.kind = XmlNode::Kind::kText, .text = resolved(content)});
  }
  return nodes;
}

XmlNode TreeBuilder::system_node(std::string_view name, std::string_view text) {
  const std::size_t begin = std::min(text.find_first_not_of(kBlanks), text.size());
  const std::size_t end = text.find_last_not_of(kBlanks) + 1;
  std::string trimmed(text.substr(begin, end - std::min(begin, end)));
  const auto value_node = [this](evtx::WireType type, const void* value, std::size_t size) {
    std::memcpy(values_.emplace_back().data(), value, size);
    return XmlNode{.kind = XmlNode::Kind::kValue,
                   .type = static_cast<std::uint8_t>(type),
                   .bytes = {values_.back().data(), size}};
  };
  if (is_one_of(name, kIntegers)) {
    if (const auto number = integer(trimmed)) {
      return value_node(evtx::WireType::kUint64, &*number, sizeof *number);
    }
  }
  if (is_one_of(name, kGuids)) {
    if (const auto guid = parse_guid(trimmed)) {
      return value_node(evtx::WireType::kGuid, guid->data(), guid->size());
    }
  }
  return {.kind = XmlNode::Kind::kText, .text = std::move(trimmed)};
}

}  // namespace wmiscope::event_xml
