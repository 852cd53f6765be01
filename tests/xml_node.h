// SPDX-License-Identifier: Apache-2.0
//
// A tree of XML in the terms of binary XML: what the writer turns into a template and its
// substitution values, or into plain tokens.
//
//   XmlElement data{.name = "Data", .attributes = {{"Name", {Text{"Image"}}}},
//                   .children = {Slot{text("C:\\a.exe")}}};
//   XmlFragment fragment{.root = data};                    // a template instance
//   XmlFragment plain{.root = data, .templated = false};   // tokens straight in the record
//
// A Slot is a hole of the template together with the value that fills it. Slots are numbered in
// document order, attributes before children, except for those that say their number; two slots of
// one number show the same value. Without a template a Slot is written as the text of its value.
// Plain values, copied freely. Grammar: [MS-EVEN6] 2.2.12.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "tests/bin_value.h"

namespace wmiscope::testkit {

struct Text {
  std::string utf8;
};
struct CData {
  std::string utf8;
};
struct EntityRef {
  std::string name;  // "amp", "lt" …
};
struct CharRef {
  std::uint16_t unit = 0;
};
struct ProcessingInstruction {
  std::string target;
  std::string data;
};
struct Slot {
  BinValue value;
  bool optional = false;  // token 0x0E: the element goes away when the value is NULL
  std::optional<BinType> declared =
      {};  // the type that the template says, if it is not the value's
  std::optional<std::uint16_t> index = {};
};

struct XmlElement;
using XmlBox = std::vector<XmlElement>;  // exactly one: a box for a type that is not yet complete

struct XmlNode {
  // Not explicit: a tree is written out as a list of its parts.
  template <typename T>
  XmlNode(T node) : is(std::move(node)) {}
  XmlNode(XmlElement element);

  std::variant<Text, CData, EntityRef, CharRef, ProcessingInstruction, Slot, XmlBox> is;
};

struct XmlAttribute {
  std::string name;
  std::vector<XmlNode> value;
};

struct XmlElement {
  std::string name;
  std::vector<XmlAttribute> attributes = {};
  std::vector<XmlNode> children = {};
  // The substitution on which the element depends. Left out: that of its only child where this is
  // an optional slot, as Windows has it, else none.
  std::optional<std::uint16_t> dependency = {};
};

inline XmlNode::XmlNode(XmlElement element) : is(XmlBox{std::move(element)}) {}

struct XmlFragment {
  XmlElement root;
  bool templated = true;
  std::string guid = {};  // the template's; left out: made of its contents
};

}  // namespace wmiscope::testkit
