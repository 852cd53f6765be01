// SPDX-License-Identifier: Apache-2.0
#include "input/evtx/xml_tree.h"

#include <algorithm>
#include <utility>

#include "base/utf16.h"
#include "input/evtx/dump_text.h"

namespace wmiscope::evtx {
namespace {

std::string utf8(ByteView utf16) {
  std::string text;
  append_utf16(utf16, text);
  return text;
}

// The five entities of XML; another one stays as it is written.
std::string entity_text(const std::string& name) {
  if (name == "lt") return "<";
  if (name == "gt") return ">";
  if (name == "amp") return "&";
  if (name == "quot") return "\"";
  if (name == "apos") return "'";
  return "&" + name + ";";
}

XmlNode text_node(std::string text) {
  return {.kind = XmlNode::Kind::kText, .text = std::move(text)};
}

XmlNode element_node(std::shared_ptr<const XmlElement> element) {
  return {.kind = XmlNode::Kind::kElement, .element = std::move(element)};
}

XmlNode value_node(std::uint8_t type, ByteView bytes) {
  const auto wire = static_cast<WireType>(type);
  if (wire != WireType::kString && wire != WireType::kAnsiString) {
    return {.kind = XmlNode::Kind::kValue, .type = type, .bytes = bytes};
  }
  XmlNode node = text_node({});
  append_dump_text(type, bytes, node.text);
  return node;
}

// Builds the tree along the form with a stack of open elements.
class FormParser {
 public:
  FormParser(std::string_view form, XmlRoots& roots) : in_(form), roots_(roots) {}

  bool run() {
    while (!in_.done() && sound_) step();
    return sound_;
  }

 private:
  void step() {
    switch (in_.op()) {
      case Op::kOpen: {
        const std::uint16_t dependency = in_.dependency();
        open_.push_back({.name = utf8(in_.text()), .dependency = dependency});
        in_start_tag_ = true;
        break;
      }
      case Op::kAttribute:
        open_.back().attributes.push_back({utf8(in_.text()), {}});
        break;
      case Op::kClose:
        in_start_tag_ = false;
        break;
      case Op::kEnd:
        end();
        break;
      case Op::kText:
        add(text_node(utf8(drop_trailing_nuls_utf16(in_.text()))));
        break;
      case Op::kEntity:
        add(text_node(entity_text(utf8(in_.text()))));
        break;
      case Op::kSubstitution:
        add({.kind = XmlNode::Kind::kSubstitution, .substitution = in_.substitution()});
        break;
      case Op::kInstruction:
        in_.text();
        in_.text();
        // One around the elements shows nothing in JSON.
        if (!open_.empty()) add({.kind = XmlNode::Kind::kInstruction});
        break;
    }
  }

  void end() {
    auto element = std::make_shared<const XmlElement>(std::move(open_.back()));
    open_.pop_back();
    if (open_.empty()) {
      roots_.push_back(std::move(element));
    } else {
      open_.back().children.push_back(element_node(std::move(element)));
    }
  }

  void add(XmlNode node) {
    if (open_.empty()) {
      sound_ = false;
    } else if (!in_start_tag_) {
      open_.back().children.push_back(std::move(node));
    } else if (!open_.back().attributes.empty()) {
      open_.back().attributes.back().value.push_back(std::move(node));
    }
  }

  NormalFormReader in_;
  XmlRoots& roots_;
  std::vector<XmlElement> open_;
  bool in_start_tag_ = false;
  bool sound_ = true;
};

// The items of a node that holds an array of more than one.
bool spread(const XmlNode& node, std::vector<ByteView>& items) {
  return node.kind == XmlNode::Kind::kValue && is_array(node.type) &&
         split_array(node.type, node.bytes, items) && items.size() > 1;
}

// The list of nodes that holds the element's first array: its children, then its attributes.
std::vector<XmlNode>* find_array(XmlElement& element, std::size_t& at,
                                 std::vector<ByteView>& items) {
  const auto search = [&](std::vector<XmlNode>& nodes) {
    for (at = 0; at < nodes.size(); ++at) {
      if (spread(nodes[at], items)) return true;
    }
    return false;
  };
  if (search(element.children)) return &element.children;
  for (XmlAttribute& attribute : element.attributes) {
    if (search(attribute.value)) return &attribute.value;
  }
  return nullptr;
}

std::size_t node_count(const XmlElement& element) {
  std::size_t n = 1 + element.children.size();
  for (const XmlAttribute& attribute : element.attributes) n += 1 + attribute.value.size();
  return n;
}

}  // namespace

bool XmlNode::has_content() const {
  switch (kind) {
    case Kind::kText:
      return !text.empty();
    case Kind::kValue:
      return !is_empty(type, bytes);
    default:
      return false;
  }
}

const XmlAttribute* XmlElement::attribute(std::string_view attribute_name) const {
  const auto found = std::find_if(attributes.begin(), attributes.end(),
                                  [&](const XmlAttribute& a) { return a.name == attribute_name; });
  return found == attributes.end() ? nullptr : &*found;
}

bool parse_normal_form(std::string_view form, XmlRoots& roots) {
  return FormParser(form, roots).run();
}

std::shared_ptr<const XmlElement> XmlInstance::resolve(const XmlElement& element) {
  XmlElement filled = fill(element);
  return broke_ ? nullptr : std::make_shared<const XmlElement>(std::move(filled));
}

XmlElement XmlInstance::fill(const XmlElement& element) {
  XmlElement resolved{.name = element.name};
  for (const XmlAttribute& attribute : element.attributes) {
    XmlAttribute& to = resolved.attributes.emplace_back(XmlAttribute{attribute.name, {}});
    for (const XmlNode& node : attribute.value) resolve_node(node, to.value);
  }
  for (const XmlNode& node : element.children) resolve_node(node, resolved.children);
  pay(node_count(resolved));
  return resolved;
}

bool XmlInstance::left_out(const XmlElement& element) const {
  if (element.dependency >= values_.size()) return false;
  const XmlValue& value = values_[element.dependency];
  return is_null(value.type, value.bytes.size());
}

void XmlInstance::resolve_node(const XmlNode& node, std::vector<XmlNode>& out) {
  if (broke_) return;
  if (node.kind == XmlNode::Kind::kSubstitution) return substitute(node.substitution, out);
  if (node.kind != XmlNode::Kind::kElement) {
    out.push_back(node);
    return;
  }
  if (!left_out(*node.element)) repeat(fill(*node.element), out);
}

void XmlInstance::substitute(const Substitution& substitution, std::vector<XmlNode>& out) {
  if (substitution.index >= values_.size()) return;
  const XmlValue& value = values_[substitution.index];
  if (!size_fits(value.type, value.bytes.size())) {
    misfit_ = substitution.index;
    broke_ = true;
  } else if (static_cast<WireType>(value.type) == WireType::kBinXml) {
    if (!pay(value.roots.size())) return;
    for (const auto& root : value.roots) out.push_back(element_node(root));
  } else if (!substitution.optional || !is_empty(value.type, value.bytes)) {
    out.push_back(value_node(value.type, value.bytes));
  }
}

// Puts the element into `out`, once for each item of its arrays.
void XmlInstance::repeat(XmlElement element, std::vector<XmlNode>& out) {
  std::size_t at = 0;
  std::vector<ByteView> items;
  std::vector<XmlNode>* nodes = find_array(element, at, items);
  if (!nodes) {
    out.push_back(element_node(std::make_shared<const XmlElement>(std::move(element))));
    return;
  }
  const auto item_type = static_cast<std::uint8_t>((*nodes)[at].type & 0x7F);
  for (const ByteView item : items) {
    if (!pay(node_count(element))) return;
    (*nodes)[at] = value_node(item_type, item);
    repeat(element, out);
  }
}

bool XmlInstance::pay(std::size_t nodes) {
  if (nodes > budget_) broke_ = true;
  budget_ -= std::min(nodes, budget_);
  return !broke_;
}

}  // namespace wmiscope::evtx
