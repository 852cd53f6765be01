// SPDX-License-Identifier: Apache-2.0
#include "input/text/data_xml.h"

#include <gtest/gtest.h>

#include <string>

namespace wmiscope {
namespace {

struct XmlCase {
  const char* xml;
  const char* data;  // name=text, joined by |
};
const XmlCase kCases[] = {
    {R"(<DataItem type="x"><EventData xmlns="y"><Data Name="A">1</Data><Data Name='B'/><Data Name="C">a&lt;b&#10;&#x41;&nope;&</Data></EventData></DataItem>)",
     "A=1|B=|C=a<b\nA&nope;&"},
    {"<Param>x</Param><Param>y z</Param>", "=x|=y z"},
    {"<Data>x</Data><Data />", "=x|="},
    {R"(<UserData xmlns="a"><Operation xmlns="b"><Namespace>n</Namespace><ESS>e</ESS></Operation></UserData>)",
     "Namespace=n|ESS=e"},
    {R"(<?xml version="1.0"?><!-- c --><Data Name="A&amp;B">x</Data>)", "A&B=x"},
    {"<Data Name=\"A\">x", ""},
    {"<Data Name=\"A", ""},
    {"<Data Name=", ""},
    {"no xml", ""},
    {"<", ""},
    {"", ""},
};

TEST(DataXml, Values) {
  Arena arena;
  for (const XmlCase& c : kCases) {
    std::string all;
    for (const XmlDatum& d : read_data_xml(c.xml, arena)) {
      if (!all.empty()) all += '|';
      all += std::string(d.name) + "=" + std::string(d.text);
    }
    EXPECT_EQ(all, c.data) << c.xml;
  }
}

}  // namespace
}  // namespace wmiscope
