// SPDX-License-Identifier: Apache-2.0
#include "input/evtx/tree_json.h"

#include <algorithm>

#include "base/json.h"
#include "base/limits.h"
#include "input/evtx/dump_text.h"

namespace wmiscope::evtx {
namespace {

bool is_element(const XmlNode& node) { return node.kind == XmlNode::Kind::kElement; }

bool has_content(const std::vector<XmlNode>& nodes) {
  return std::any_of(nodes.begin(), nodes.end(), [](const XmlNode& n) { return n.has_content(); });
}

bool has_elements(const XmlElement& element) {
  return std::any_of(element.children.begin(), element.children.end(), is_element);
}

bool has_attributes(const XmlElement& element) {
  return std::any_of(element.attributes.begin(), element.attributes.end(),
                     [](const XmlAttribute& a) { return has_content(a.value); });
}

void append_text(const std::vector<XmlNode>& nodes, std::string& out) {
  for (const XmlNode& node : nodes) {
    if (node.kind == XmlNode::Kind::kText) out += node.text;
    if (node.kind == XmlNode::Kind::kValue) append_dump_text(node.type, node.bytes, out);
  }
}

// The value that is shown as a number: the only node, or, beside elements, the only one with
// content.
const XmlNode* sole_number(const std::vector<XmlNode>& nodes, bool beside_elements) {
  const XmlNode* sole = nullptr;
  for (const XmlNode& node : nodes) {
    if (beside_elements && !node.has_content()) continue;
    if (sole) return nullptr;
    sole = &node;
  }
  const bool number = sole && sole->kind == XmlNode::Kind::kValue && is_json_number(sole->type);
  return number ? sole : nullptr;
}

// Text and values as one number or string.
void append_content(const std::vector<XmlNode>& nodes, bool beside_elements, std::string& out) {
  if (const XmlNode* number = sole_number(nodes, beside_elements)) {
    return append_dump_text(number->type, number->bytes, out);
  }
  std::string text;
  append_text(nodes, text);
  append_json_string(text, out);
}

void append_comma(std::string& out) {
  if (out.back() != '{') out += ',';
}

bool is_unnamed_data(const XmlElement& element) {
  return element.name == "Data" && data_name(element).empty();
}

}  // namespace

std::uint32_t NameCounts::next(std::string_view name) { return counts_[std::string(name)]++; }

void append_json_key(std::string_view name, std::uint32_t repeat, std::string& out) {
  append_json_string(name, out);
  if (repeat > 0) {
    out.pop_back();
    out += '_';
    out += std::to_string(repeat);
    out += '"';
  }
  out += ':';
}

std::string data_name(const XmlElement& data) {
  std::string name;
  if (const XmlAttribute* attribute = data.attribute("Name")) append_text(attribute->value, name);
  return name;
}

// What is known of the object being written.
struct TreeJson::Container {
  bool data = false;       // an EventData or UserData
  bool data_list = false;  // its unnamed Data were written
  NameCounts names = {};
  NameCounts data_names = {};
};

void TreeJson::append_value(const XmlElement& element, bool container, std::string& out) {
  if (!within_limits(out)) return;
  const bool attributes = has_attributes(element);
  if (attributes || has_elements(element)) {
    append_object(element, container, attributes, out);
  } else if (has_content(element.children)) {
    append_content(element.children, false, out);
  } else {
    out += "null";
  }
}

void TreeJson::append_data_value(const XmlElement& data, std::string& out) {
  if (!within_limits(out)) return;
  if (has_elements(data)) {
    append_object(data, false, false, out);
  } else if (has_content(data.children)) {
    append_content(data.children, false, out);
  } else {
    out += "\"\"";
  }
}

void TreeJson::append_attributes(const XmlElement& element, std::string& out) {
  if (!has_attributes(element)) return;
  out += "\"#attributes\":{";
  for (const XmlAttribute& attribute : element.attributes) {
    if (std::any_of(attribute.value.begin(), attribute.value.end(), is_element)) sound_ = false;
    if (!has_content(attribute.value)) continue;
    append_comma(out);
    append_json_key(attribute.name, 0, out);
    append_content(attribute.value, false, out);
  }
  out += '}';
}

void TreeJson::append_object(const XmlElement& element, bool container, bool attributes,
                             std::string& out) {
  out += '{';
  if (attributes) append_attributes(element, out);
  if (has_content(element.children)) {
    append_comma(out);
    out += "\"#text\":";
    append_content(element.children, true, out);
  }
  Container state{.data = container};
  for (std::size_t at = 0; at < element.children.size() && sound_; ++at) {
    if (!is_element(element.children[at])) continue;
    const XmlElement& child = *element.children[at].element;
    if (!container || child.name != "Data") {
      append_member(child, state, out);
    } else if (!data_name(child).empty()) {
      append_named_data(element, at, state, out);
    } else if (!state.data_list) {
      append_unnamed_data(element, state, out);
    }
  }
  out += '}';
}

void TreeJson::append_member(const XmlElement& child, Container& container, std::string& out) {
  append_comma(out);
  append_json_key(child.name, container.names.next(child.name), out);
  append_value(child, is_data_container(child.name), out);
}

// The named Data at child `at`, with those behind it that have the same name, as Windows writes an
// array: they become a list. `at` is moved to the last of them.
void TreeJson::append_named_data(const XmlElement& parent, std::size_t& at, Container& container,
                                 std::string& out) {
  const std::string name = data_name(*parent.children[at].element);
  append_comma(out);
  append_json_key(name, container.data_names.next(name), out);
  const std::size_t begin = out.size();
  append_data_value(*parent.children[at].element, out);
  bool list = false;
  for (std::size_t next = at + 1; next < parent.children.size(); ++next) {
    if (!is_element(parent.children[next])) continue;
    const XmlElement& other = *parent.children[next].element;
    if (other.name != "Data" || data_name(other) != name || !sound_) break;
    out += ',';
    append_data_value(other, out);
    at = next;
    list = true;
  }
  if (list) out.insert(begin, 1, '[') += ']';
}

// All unnamed Data of the element. evtx_dump drops them where others have a name; they are
// evidence.
void TreeJson::append_unnamed_data(const XmlElement& parent, Container& container,
                                   std::string& out) {
  container.data_list = true;
  append_comma(out);
  append_json_key("Data", container.data_names.next("Data"), out);
  out += "{\"#text\":";
  const std::size_t begin = out.size();
  std::size_t count = 0;
  for (const XmlNode& node : parent.children) {
    if (!is_element(node) || !is_unnamed_data(*node.element) || !sound_) continue;
    if (count++ > 0) out += ',';
    append_data_value(*node.element, out);
  }
  if (count > 1) out.insert(begin, 1, '[') += ']';
  out += '}';
}

bool TreeJson::within_limits(const std::string& out) {
  if (++visited_ > limits::kMaxRecordNodes || out.size() > limits::kMaxRecordJson) sound_ = false;
  return sound_;
}

}  // namespace wmiscope::evtx
