// SPDX-License-Identifier: Apache-2.0
//
// Framing: where events begin and end in every form that JSON text has, whole and broken.
#include "input/json/source.h"

#include <gtest/gtest.h>

#include "base/limits.h"
#include "base/utf16.h"
#include "input/json/test_decode.h"

namespace wmiscope::json {
namespace {

// An event with this id and record id.
std::string event(std::uint32_t id, int record, const char* nl = "") {
  const std::string n = nl;
  return "{" + n + "\"EventID\": " + std::to_string(id) + "," + n + "\"Channel\":\"Security\"," +
         n + "\"RecordNumber\":" + std::to_string(record) + "," + n +
         "\"x\":{\"y\":[{},{\"z\":\"}{\\\"\"}]}" + n + "}";
}

// "record@line#index" of every event of id 1.
std::string places(const Decoded& d) {
  std::string out;
  for (const DecodedEvent& e : d.events) {
    if (!out.empty()) out += ' ';
    out += e.record_id + "@" + std::to_string(e.line) + "#" + std::to_string(e.index);
  }
  return out;
}

struct FrameCase {
  const char* name;
  std::string text;
  const char* places;
  std::uint64_t seen;
  std::uint64_t damaged = 0;
};

std::vector<FrameCase> cases() {
  const std::string a = event(1, 11), b = event(1, 12), c = event(2, 13), d = event(1, 14);
  const std::string p = event(1, 21, "\n"), q = event(2, 22, "\n"), r = event(1, 23, "\n");
  return {
      {"lines", a + "\n" + c + "\n" + b + "\n", "11@1#1 12@3#3", 3},
      {"lines, CRLF, blanks, no last end", a + "\r\n\r\n  \n" + c + " \r\n" + b, "11@1#1 12@5#3",
       3},
      {"mark", "\xEF\xBB\xBF" + a + "\n" + b, "11@1#1 12@2#2", 2},
      {"leading blank lines", "\n\n" + a + "\n" + b, "11@3#1 12@4#2", 2},
      {"pretty", p + "\n" + q + "\n" + r + "\n", "21@1#1 23@13#3", 3},
      {"pretty, concatenated", p + q + r, "21@1#1 23@11#3", 3},
      {"lines, concatenated", a + c + b, "11@1#1 12@1#3", 3},
      {"list on one line", "[" + a + "," + c + "," + b + "]", "11@1#1 12@1#3", 3},
      {"list, an item a line", "[\n" + a + ",\n" + c + ",\n" + b + "\n]\n", "11@2#1 12@4#3", 3},
      {"list, pretty", "[\n" + p + ",\n" + q + "\n,\n" + r + "]", "21@2#1 23@15#3", 3},
      {"two lists", "[" + a + "]\n[" + b + "]", "11@1#1 12@2#2", 2},
      {"list of nothing", "[]", "", 0},
      {"lines, then pretty, then lines", a + "\n" + b + "\n" + p + "\n" + a + "\n" + b,
       "11@1#1 12@2#2 21@3#3 11@9#4 12@10#5", 5},
      {"wrapper", R"({"preview":false,"results":[)" + a + "," + c + "," + b + R"(],"n":{"m":[1]}})",
       "11@1#1 12@1#3", 3},
      {"wrapper in a wrapper",
       R"({"took":1,"hits":{"total":3,"hits":[)" + a + "," + b + "]}}\n" + d,
       "11@1#1 12@1#2 14@2#3", 3},
      {"wrapper of PowerShell 5.1", "{\n \"value\": [\n" + p + ",\n" + r + "],\n \"Count\": 2\n}",
       "21@3#1 23@9#2", 2},
      {"an event with such a member is no wrapper",
       R"({"EventID":1,"Channel":"Security","RecordNumber":9,"results":[{"EventID":2}]})", "9@1#1",
       1},
      {"broken line: string", a + "\n{\"EventID\":1,\"x\":\"y\n" + b + "\n", "11@1#1 12@3#3", 3, 1},
      {"broken line: cut behind a comma", a + "\n{\"EventID\":1,\n" + b + "\n", "11@1#1 12@3#3", 3,
       1},
      {"broken line: cut in an object", a + "\n{\"EventID\":1,\"x\":{\"y\":1\n" + b,
       "11@1#1 12@3#3", 3, 1},
      {"broken line: words", a + "\nwords of someone\n" + b, "11@1#1 12@3#3", 3, 1},
      {"broken line first", "ID\":1}\n" + a + "\n" + b, "11@2#2 12@3#3", 3, 1},
      {"broken line last", a + "\n{\"EventID\":1,\"x\":", "11@1#1", 2, 1},
      {"broken within its braces", a + "\n{\"EventID\":1,\"x\":}\n" + b, "11@1#1 12@3#3", 3, 1},
      {"broken but not demanded", a + "\n{\"EventID\":2,\"x\":}\n" + b, "11@1#1 12@3#3", 3, 0},
      {"pretty, one broken", p + "\n{\n\"EventID\":1,\n\"x\":\"y\n},\n" + r + "\n",
       "21@1#1 23@11#3", 3, 1},
      {"pretty, the last cut", p + "\n{\n\"EventID\":1,\n\"x\":", "21@1#1", 2, 1},
  };
}

TEST(JsonSource, FindsTheEvents) {
  for (const FrameCase& c : cases()) {
    const Decoded d = decode_text(c.text, {});
    EXPECT_EQ(places(d), c.places) << c.name;
    EXPECT_EQ(d.counts.records_seen, c.seen) << c.name;
    EXPECT_EQ(d.counts.records_damaged, c.damaged) << c.name;
    EXPECT_EQ(d.issues.size(), c.damaged) << c.name;
  }
}

TEST(JsonSource, FindsThemInUtf16) {
  for (const FrameCase& c : cases()) {
    std::string wide = utf8_to_utf16(c.text);
    std::string swapped = wide;
    for (std::size_t i = 0; i + 1 < swapped.size(); i += 2) std::swap(swapped[i], swapped[i + 1]);
    for (const std::string& text : {wide, "\xFF\xFE" + wide, swapped, "\xFE\xFF" + swapped}) {
      if (c.text.starts_with("\xEF") || c.text.starts_with("\n")) continue;
      const Decoded d = decode_text(text, {});
      EXPECT_EQ(places(d), c.places) << c.name;
      EXPECT_EQ(d.counts.records_damaged, c.damaged) << c.name;
    }
  }
}

// Blocks end anywhere: each case behind so many bytes that the seam goes through it.
TEST(JsonSource, FindsThemAcrossBlocks) {
  const std::size_t block = 1 << 18;
  for (const FrameCase& c : cases()) {
    const std::string plain = c.text.starts_with("\xEF") ? c.text.substr(3) : c.text;
    const std::string expected = places(decode_text(plain, {}));
    for (std::size_t back = 0; back < plain.size() + 8; back += 7) {
      const Decoded d = decode_text(std::string(block - back, ' ') + plain, {});
      EXPECT_EQ(places(d), expected) << c.name << " " << back;
    }
  }
}

TEST(JsonSource, OffsetsAreThoseOfTheFile) {
  const std::string text =
      "\xEF\xBB\xBF" + event(2, 1) + "\n" + event(1, 2) + "\n[" + event(1, 3) + "]";
  const Decoded d = decode_text(text, {});
  ASSERT_EQ(d.events.size(), 2U);
  for (const DecodedEvent& e : d.events) EXPECT_EQ(text[e.offset], '{');
  EXPECT_EQ(d.events[1].offset, text.size() - 1 - event(1, 3).size());
}

TEST(JsonSource, ManyBlocksOfLines) {
  std::string text;
  std::size_t wanted = 0;
  for (int i = 0; text.size() < (3 << 18); ++i) {
    const std::uint32_t id = i % 100 == 0 ? 1 : 2;
    wanted += id == 1 ? 1 : 0;
    text += event(id, i) + "\n";
  }
  const Decoded d = decode_text(text, {});
  ASSERT_EQ(d.events.size(), wanted);
  EXPECT_GT(d.blocks, 2U);
  for (const DecodedEvent& e : d.events) {
    EXPECT_EQ(std::to_string(e.line - 1), e.record_id);
    EXPECT_EQ(e.index, e.line);
  }
}

TEST(JsonSource, LongLineIsAnIssueAndTheRestIsRead) {
  const std::string huge(limits::kMaxJsonValue + (5 << 20), 'x');
  for (const std::string& middle : {"{\"EventID\":1,\"x\":\"" + huge + "\"}", huge}) {
    const Decoded d = decode_text(event(1, 1) + "\n" + middle + "\n" + event(1, 2) + "\n", {});
    EXPECT_EQ(places(d), "1@1#1 2@3#3");
    ASSERT_EQ(d.issues.size(), 1U);
    EXPECT_EQ(d.issues[0].line, 2U);
    EXPECT_EQ(d.counts.records_damaged, 1U);
  }
}

TEST(JsonSource, DeepNestingIsPassedOver) {
  const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
  const Decoded d = decode_text(
      R"({"EventID":1,"Channel":"Security","RecordNumber":1,"x":)" + deep + "}\n" + event(1, 2),
      {});
  EXPECT_FALSE(d.events.empty());
  EXPECT_EQ(d.events.back().record_id, "2");
}

struct ProbeCase {
  const char* head;
  bool mine;
};
const ProbeCase kProbes[] = {
    {"{\"a\":1}", true},
    {" \r\n[ {", true},
    {"[]", true},
    {"[1,2]", true},
    {"\xEF\xBB\xBF{\"a\"", true},
    {"{", true},
    {"cut\"}\n{\"EventID\":1}", true},
    {"[section]\nkey=1", false},
    {"{\\rtf1 text", false},
    {"<Event>", false},
    {"a,b,c\n1,2,3", false},
    {"", false},
};

TEST(JsonSource, Probe) {
  for (const ProbeCase& c : kProbes) {
    EXPECT_EQ(probe_json(ByteView(std::string_view(c.head))) > 0, c.mine) << c.head;
  }
  const std::string wide = "\xFF\xFE" + utf8_to_utf16("[\r\n    {\r\n  \"Id\": 1");
  EXPECT_GT(probe_json(ByteView(wide)), 0);
}

}  // namespace
}  // namespace wmiscope::json
