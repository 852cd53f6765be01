// SPDX-License-Identifier: Apache-2.0
#include "input/evtx/tree_xml.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "base/limits.h"
#include "input/evtx/value.h"

namespace wmiscope::evtx {
namespace {

XmlNode text(std::string utf8) { return {.kind = XmlNode::Kind::kText, .text = std::move(utf8)}; }

XmlNode boxed(XmlElement element) {
  return {.kind = XmlNode::Kind::kElement,
          .element = std::make_shared<const XmlElement>(std::move(element))};
}

std::string written(const XmlElement& element) {
  std::string out;
  TreeXml xml;
  xml.append(element, out);
  EXPECT_TRUE(xml.sound());
  return out;
}

TEST(TreeXml, WritesElementsAttributesAndValues) {
  const std::uint8_t number[] = {0xe7, 0x03, 0, 0};
  XmlNode value{.kind = XmlNode::Kind::kValue,
                .type = static_cast<std::uint8_t>(WireType::kHexInt32),
                .bytes = {number, sizeof number}};
  XmlElement data{.name = "Data", .attributes = {{"Name", {text("LogonId")}}, {"Gone", {}}}};
  data.children.push_back(value);
  XmlElement root{.name = "Event"};
  root.children.push_back(boxed(data));
  root.children.push_back(boxed({.name = "Empty"}));
  EXPECT_EQ(written(root), "<Event><Data Name=\"LogonId\">0x3e7</Data><Empty/></Event>");
}

TEST(TreeXml, EscapesWhatXmlCannotHold) {
  const std::pair<std::string, std::string> cases[] = {
      {"a<b>&\"'", "a&lt;b&gt;&amp;\"'"},
      {"]]>\r\n\t", "]]&gt;&#13;&#10;\t"},
      {std::string("\0\x1b[31m", 6), "\uFFFD\uFFFD[31m"},
      {"\xff\xEF\xBF\xBE\xEF\xBF\xBF", "\uFFFD\uFFFD\uFFFD"},
      {"\u00e9\U0001F600", "\u00e9\U0001F600"},
  };
  for (const auto& [raw, shown] : cases) {
    XmlElement element{.name = "a"};
    element.children.push_back(text(raw));
    EXPECT_EQ(written(element), "<a>" + shown + "</a>");
  }
  EXPECT_EQ(written({.name = "a", .attributes = {{"b", {text("\"\t\n<")}}}}),
            "<a b=\"&quot;&#9;&#10;&lt;\"/>");
}

TEST(TreeXml, NamesCannotBreakOut) {
  EXPECT_EQ(written({.name = "a><b c='", .attributes = {{"1 x=\"", {text("v")}}}}),
            "<a__b_c__ _1_x__=\"v\"/>");
  EXPECT_EQ(written({.name = ""}), "<_/>");
}

TEST(TreeXml, ARecordThatIsTooLongIsNotSound) {
  XmlElement element{.name = "a"};
  element.children.push_back(text(std::string(limits::kMaxRecordJson + 1, 'x')));
  std::string out;
  TreeXml xml;
  xml.append(element, out);
  EXPECT_FALSE(xml.sound());
}

}  // namespace
}  // namespace wmiscope::evtx
