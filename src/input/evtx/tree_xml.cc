// SPDX-License-Identifier: Apache-2.0
#include "input/evtx/tree_xml.h"

#include "base/limits.h"
#include "base/utf16.h"
#include "input/evtx/value.h"

namespace wmiscope::evtx {
namespace {

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-' || c == '.' || c == ':' || static_cast<unsigned char>(c) >= 0x80;
}

void append_name(std::string_view name, std::string& out) {
  std::string valid;
  append_valid_utf8(name, valid);
  const bool begins =
      !valid.empty() && valid[0] != '-' && valid[0] != '.' && (valid[0] < '0' || valid[0] > '9');
  if (!begins) out += '_';
  for (const char c : valid) out += is_name_character(c) ? c : '_';
}

// What stands for a byte of valid UTF-8; null where it stands for itself.
const char* escape(char c) {
  switch (c) {
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '&':
      return "&amp;";
    case '"':
      return "&quot;";
    case '\t':
      return "&#9;";
    case '\n':
      return "&#10;";
    case '\r':
      return "&#13;";
    default:
      return static_cast<unsigned char>(c) < 0x20 ? "\xEF\xBF\xBD" : nullptr;
  }
}

// In text a quote and a tab need no escape.
bool stands_for_itself(char c, bool attribute) {
  return escape(c) == nullptr || (!attribute && (c == '"' || c == '\t'));
}

// `text` is valid UTF-8. U+FFFE and U+FFFF, which XML cannot hold either, become U+FFFD.
void append_escaped(std::string_view text, bool attribute, std::string& out) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\xEF' &&
        (text.substr(i, 3) == "\xEF\xBF\xBE" || text.substr(i, 3) == "\xEF\xBF\xBF")) {
      out += "\xEF\xBF\xBD";
      i += 2;
    } else if (stands_for_itself(text[i], attribute)) {
      out += text[i];
    } else {
      out += escape(text[i]);
    }
  }
}

}  // namespace

void TreeXml::append(const XmlElement& element, std::string& out) {
  if (out.size() > limits::kMaxRecordJson) sound_ = false;
  if (!sound_) return;
  out += '<';
  append_name(element.name, out);
  for (const XmlAttribute& attribute : element.attributes) {
    if (attribute.value.empty()) continue;  // optional, and not there
    out += ' ';
    append_name(attribute.name, out);
    out += "=\"";
    append_nodes(attribute.value, true, out);
    out += '"';
  }
  if (element.children.empty()) {
    out += "/>";
    return;
  }
  out += '>';
  append_nodes(element.children, false, out);
  out += "</";
  append_name(element.name, out);
  out += '>';
}

void TreeXml::append_nodes(const std::vector<XmlNode>& nodes, bool attribute, std::string& out) {
  for (const XmlNode& node : nodes) {
    if (node.kind == XmlNode::Kind::kElement) {
      if (attribute) {
        sound_ = false;
      } else {
        append(*node.element, out);
      }
      continue;
    }
    scratch_.clear();
    if (node.kind == XmlNode::Kind::kText) {
      append_valid_utf8(node.text, scratch_);
    } else if (node.kind == XmlNode::Kind::kValue) {
      std::string text;
      append_value(to_value(node.type, node.bytes).value_or(Value()), text);
      append_valid_utf8(text, scratch_);
    }
    append_escaped(scratch_, attribute, out);
    if (out.size() > limits::kMaxRecordJson) sound_ = false;
  }
}

}  // namespace wmiscope::evtx
