// SPDX-License-Identifier: Apache-2.0
#include "input/json/id_scan.h"

#include <gtest/gtest.h>

namespace wmiscope::json {
namespace {

Demand wants(const std::vector<std::uint32_t>& ids) {
  std::vector<Want> all;
  for (const std::uint32_t id : ids) all.emplace_back().event_id = id;
  return Demand::build(all);
}

struct ScanCase {
  const char* text;
  bool kept;
};
const ScanCase kCases[] = {
    {R"({"EventID":4688,"x":1})", true},
    {R"({"EventID":4689,"x":1})", false},
    {R"({"EventID" : 4688 })", true},
    {R"({"EventID" : 4689 })", false},
    {R"({"EventID":"4688"})", true},
    {R"({"EventID":"4689"})", false},
    {R"({"EventID":46881})", false},
    {R"({"EventID":468})", false},
    {R"({"EventID":{"Value":1}})", true},
    {R"({"EventID":["1"]})", true},
    {R"({"EventID":4688.0})", true},
    {R"({"EventID":-1})", true},
    {R"({"EventID":99999999999})", true},
    {R"({"EventID":)", true},
    {R"({"EventID")", true},
    {R"({"event_id":4689})", false},
    {R"({"winlog.event_id":4689})", false},
    {R"({"event":{"code":"4689"},"winlog":{"event_id":"4689"}})", false},
    {R"({"event.code":"4689"})", false},
    {R"({"EventCode":4689})", false},
    {R"({"EventId":4689})", false},
    {R"({"eventID":4689})", false},
    {R"({"MyEventID":1})", true},
    {R"({"EventIDs":1})", true},
    {R"({"a":"EventID","b":1})", true},
    {R"({"a":"\"EventID\":1","b":1})", true},
    {R"({"EventID":4689,"x":{"EventID":4688}})", true},
    {R"({"EventID":4689,"x":{"event_id":4688}})", true},
    {R"({"\u0045ventID":4688})", true},
    {R"({"Id":1})", true},
    {R"({"EventReceivedTime":"2020","EventType":"INFO","EventTime":"x","EventID":10})", false},
    {"", true},
};

TEST(IdScan, KeepsWhatMayBeDemanded) {
  const Demand demand = wants({4688});
  const IdScan scan(builtin_json_shapes(), demand);
  for (const ScanCase& c : kCases) {
    EXPECT_EQ(scan.may_hold(c.text), c.kept) << c.text;
  }
}

// The same lines one after another, each pushed to another place by what stands in front of it.
TEST(IdScan, LinesWhereverTheyLie) {
  const Demand demand = wants({4688});
  const IdScan scan(builtin_json_shapes(), demand);
  std::vector<std::pair<std::string, bool>> expected;
  std::string text;
  for (std::size_t i = 0; i < 4000; ++i) {
    const ScanCase& c = kCases[i * 7 % std::size(kCases)];
    const std::string line = c.text + std::string(i % 67, ' ');
    text += line + "\n";
    expected.emplace_back(line, c.kept);
  }
  text.pop_back();
  std::vector<std::pair<std::string, bool>> got;
  scan.lines(
      text, [&](std::string_view line) { got.emplace_back(line, true); },
      [&](std::string_view line) { got.emplace_back(line, false); });
  EXPECT_EQ(got, expected);
}

TEST(IdScan, EverythingIsWantedByADemandForEverything) {
  Want all;
  const Demand demand = Demand::build({all});
  const IdScan scan(builtin_json_shapes(), demand);
  EXPECT_TRUE(scan.may_hold(R"({"EventID":7})"));
}

}  // namespace
}  // namespace wmiscope::json
