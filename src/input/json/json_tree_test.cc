// SPDX-License-Identifier: Apache-2.0
#include "input/json/json_tree.h"

#include <gtest/gtest.h>

#include "base/limits.h"
#include "input/json/simdjson_reader.h"

namespace wmiscope::json {
namespace {

class JsonTreeTest : public testing::Test {
 protected:
  // What is wrong with the text, else its tree written again.
  std::string read(std::string_view text) {
    if (const char* wrong = reader_.read_unpadded(text, arena_, tree_)) return wrong;
    std::string out;
    tree_.write(JsonTree::root(), out);
    return out;
  }
  std::string text_of(JsonTree::Index i) {
    std::string out;
    append_value(tree_.value(i, arena_), out);
    return out;
  }

  Arena arena_;
  SimdjsonReader reader_;
  JsonTree tree_;
};

struct RoundTrip {
  const char* text;
  const char* again;
};
const RoundTrip kRoundTrips[] = {
    {R"({ "a" : 1 , "b" : [ true, null, "x", { } , [ ] ], "c":{"d":-1.5e3}})",
     R"({"a":1,"b":[true,null,"x",{},[]],"c":{"d":-1.5e3}})"},
    {R"("text")", R"("text")"},
    {R"( 12 )", "12"},
    {R"([123456789012345678901234567890])", "[123456789012345678901234567890]"},
    {R"({"a\u0041":"\u00e9\/\\"})", "{\"aA\":\"\xC3\xA9/\\\\\"}"},
    {R"({"":1})", R"({"":1})"},
    {"", "no JSON value"},
    {"{", "an object or list that does not end"},
    {"[1,2", "an object or list that does not end"},
    {R"({"a":1)", "an object or list that does not end"},
    {R"({"a})", "a string that does not end"},
    {R"({"a":1}})", "text behind the JSON value"},
    {"{\"a\":\"x\ty\"}", "a control character in a string"},
    {R"({"a":tru})", "a JSON value"},
    {R"({"a":1,})", "a JSON value"},
    {R"({1:2})", "a JSON value"},
};

TEST_F(JsonTreeTest, RoundTrips) {
  for (const RoundTrip& c : kRoundTrips) EXPECT_EQ(read(c.text), c.again) << c.text;
}

TEST_F(JsonTreeTest, ChildrenAndValues) {
  ASSERT_EQ(read(R"({"a":1,"b":{"a":2},"a":"last","l":[["x"]],"m":["x","y"]})").substr(0, 1), "{");
  const auto root = JsonTree::root();
  EXPECT_EQ(text_of(*tree_.child(root, "a")), "last");
  EXPECT_EQ(text_of(*tree_.child(*tree_.child(root, "b"), "a")), "2");
  EXPECT_FALSE(tree_.child(root, "z").has_value());
  EXPECT_FALSE(tree_.child(*tree_.child(root, "a"), "a").has_value());
  EXPECT_EQ(text_of(tree_.sole(*tree_.child(root, "l"))), "x");
  EXPECT_EQ(tree_.sole(*tree_.child(root, "m")), *tree_.child(root, "m"));
  EXPECT_EQ(text_of(*tree_.child(root, "m")), "x, y");
}

TEST_F(JsonTreeTest, WhatIsTooDeepIsLeftOut) {
  const std::size_t depth = limits::kMaxJsonDepth + 5;
  read("{\"a\":" + std::string(depth, '[') + "1" + std::string(depth, ']') + ",\"b\":2}");
  EXPECT_EQ(text_of(*tree_.child(JsonTree::root(), "b")), "2");
  EXPECT_LT(tree_.size(), depth);
}

TEST_F(JsonTreeTest, TooManyPartsAreRefused) {
  std::string text = "[1";
  for (std::size_t i = 0; i < limits::kMaxJsonNodes; ++i) text += ",1";
  EXPECT_EQ(read(text + "]"), "a JSON value of too many parts");
}

TEST_F(JsonTreeTest, BytesThatAreNoUtf8AreReplaced) {
  const std::string text = std::string("{\"a\":\"x\xC3\",\"b\xFF\":1}") + std::string(64, ' ');
  const std::string_view json = std::string_view(text).substr(0, text.size() - 64);
  ASSERT_EQ(reader_.read(json, arena_, tree_), nullptr);
  EXPECT_EQ(text_of(*tree_.child(JsonTree::root(), "a")), "x\xEF\xBF\xBD");
  EXPECT_TRUE(tree_.child(JsonTree::root(), "b\xEF\xBF\xBD").has_value());
}

struct EscapeCase {
  const char* raw;
  const char* text;
};
const EscapeCase kEscapes[] = {
    {"plain", "plain"},
    {R"(\"\\\/\b\f\n\r\t)", "\"\\/\b\f\n\r\t"},
    {R"(\u0041\u00e9\u20AC)", "A\xC3\xA9\xE2\x82\xAC"},
    {R"(\ud83d\ude00)", "\xF0\x9F\x98\x80"},
    {R"(\ud83d\ud83d\ude00)", "\xEF\xBF\xBD\xF0\x9F\x98\x80"},
    {R"(\ude00\u0041)",
     "\xEF\xBF\xBD"
     "A"},
    {R"(\ud83d)", "\xEF\xBF\xBD"},
    {R"(\ud83dx)", "\xEF\xBF\xBDx"},
    {R"(\u12)", "\\u12"},
    {R"(\x\)", "\\x\\"},
};

TEST(JsonUnescape, Escapes) {
  for (const EscapeCase& c : kEscapes) {
    std::string out;
    append_unescaped(c.raw, out);
    EXPECT_EQ(out, c.text) << c.raw;
  }
}

}  // namespace
}  // namespace wmiscope::json
