// SPDX-License-Identifier: Apache-2.0
#include "input/event_xml/xml_scanner.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace wmiscope::event_xml {
namespace {

// The tags as "+name(attributes) =name -name", then "!" with what is wrong.
std::string tags_of(std::string_view text) {
  std::string out;
  XmlScanner scanner(text);
  XmlTag tag;
  while (scanner.next(tag)) {
    static constexpr char kSigns[] = {'+', '=', '-'};
    out += kSigns[static_cast<std::size_t>(tag.kind)];
    out += tag.name;
    if (!tag.attributes.empty()) out += '(' + std::string(tag.attributes) + ')';
    out += ' ';
  }
  if (scanner.wrong()) out += '!' + std::string(scanner.wrong());
  return out;
}

TEST(XmlScanner, TagsInOrder) {
  EXPECT_EQ(tags_of("<a><b c='d'/>text</a>"), "+a =b( c='d') -a ");
  EXPECT_EQ(tags_of("<?xml version='1.0'?><!DOCTYPE x><!-- <a> --><![CDATA[<b>]]><n:c >"),
            "+n:c( ) ");
  EXPECT_EQ(tags_of("1 < 2 <a b=\"x>y\" c='\"'>< /a></a >"), "+a( b=\"x>y\" c='\"') -a ");
  EXPECT_EQ(tags_of(""), "");
}

TEST(XmlScanner, SaysWhatIsBroken) {
  EXPECT_EQ(tags_of("<a><b"), "+a !a start tag");
  EXPECT_EQ(tags_of("<a b='>"), "!a start tag");
  EXPECT_EQ(tags_of("<a <b>"), "!a start tag");
  EXPECT_EQ(tags_of("<a></a"), "+a !an end tag");
  EXPECT_EQ(tags_of("<a></a b>"), "+a !an end tag");
  EXPECT_EQ(tags_of("<a><![CDATA[</a>"), "+a !a comment or section without an end");
}

TEST(XmlScanner, Attributes) {
  using Pairs = std::vector<std::pair<std::string, std::string>>;
  const auto read = [](std::string_view rest, std::string& left) {
    Pairs pairs;
    std::string_view name;
    std::string_view value;
    while (next_attribute(rest, name, value)) pairs.emplace_back(name, value);
    left = rest;
    return pairs;
  };
  std::string left;
  EXPECT_EQ(read(" Name=\"a'b\"\n x:y = '' ", left), (Pairs{{"Name", "a'b"}, {"x:y", ""}}));
  EXPECT_EQ(left, "");
  for (const char* broken : {"a=b", "a", "='b'", "a='b"}) {
    EXPECT_EQ(read(broken, left), Pairs{}) << broken;
    EXPECT_EQ(left, broken);
  }
}

TEST(XmlScanner, ContentIsResolved) {
  const std::pair<const char*, const char*> cases[] = {
      {"&lt;&gt;&amp;&quot;&apos;", "<>&\"'"},
      {"&#65;&#x42;&#xe9;&#x1F600;", "AB\u00e9\U0001F600"},
      {"a<![CDATA[<b>&amp;]]>c", "a<b>&amp;c"},
      {"a<!-- x -->b<?pi?>c", "abc"},
      {"&nbsp; &; & &#; &#xZZ; &#99999999;", "&nbsp; &; & &#; &#xZZ; \uFFFD"},
      {"&amp;lt;", "&lt;"},
      {"a < b", "a < b"},
      {"<![CDATA[open", "open"},
  };
  for (const auto& [content, text] : cases) {
    std::string out;
    append_content(content, out);
    EXPECT_EQ(out, text) << content;
  }
}

TEST(XmlScanner, ResolvingIsLinear) {
  const std::string content(4 << 20, '&');
  std::string out;
  append_content(content, out);
  EXPECT_EQ(out, content);
}

}  // namespace
}  // namespace wmiscope::event_xml
