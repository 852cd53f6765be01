// SPDX-License-Identifier: Apache-2.0
#include "report/jsonl_writer.h"

#include <gtest/gtest.h>

#include "report/formats.h"
#include "report/json_records.h"

namespace wmiscope {
namespace {

template <typename Record>
std::string json(const Record& record) {
  std::string out;
  append_json(record, out);
  return out;
}

TEST(JsonlWriter, OneLineEachAsTheyCome) {
  StringOutput out;
  JsonlWriter writer(out);
  writer.on_finding({});
  writer.on_issue({});
  writer.on_coverage({});
  EXPECT_EQ(out.text(), json(Finding{}) + "\n" + json(Issue{}) + "\n" + json(Coverage{}) + "\n");
}

TEST(JsonlWriter, WritesNothingBeforeTheFirstResult) {
  StringOutput out;
  {
    JsonlWriter writer(out);
  }
  {
    JsonResultWriter writer(out);
  }
  EXPECT_EQ(out.text(), "");
}

TEST(JsonResultWriter, AbsentKindsAreEmptyLists) {
  StringOutput out;
  JsonResultWriter(out).on_coverage({});
  EXPECT_EQ(
      out.text(),
      R"({"schema":"wmiscope.result/1","findings":[],"groups":[],"activities":[],"issues":[],)"
      R"("coverage":)" +
          json(Coverage{}) + "}\n");
}

TEST(JsonResultWriter, ListsAreSeparated) {
  StringOutput out;
  JsonResultWriter writer(out);
  writer.on_finding({});
  writer.on_finding({});
  writer.on_issue({});
  writer.on_coverage({});
  EXPECT_EQ(out.text(), "{\"schema\":\"wmiscope.result/1\",\"findings\":[\n" + json(Finding{}) +
                            ",\n" + json(Finding{}) +
                            "],\"groups\":[],\"activities\":[],\"issues\":[\n" + json(Issue{}) +
                            "],\"coverage\":" + json(Coverage{}) + "}\n");
}

TEST(JsonResultWriter, GroupsStandInTheirOwnList) {
  StringOutput out;
  JsonResultWriter writer(out);
  writer.on_group({});
  writer.on_coverage({});
  EXPECT_NE(out.text().find("\"findings\":[],\"groups\":[\n" + json(Group{}) + "]"),
            std::string::npos);
}

TEST(Formats, AreFoundByNameAndSuffix) {
  EXPECT_EQ(format_by_name("JSONL"), format_by_suffix("a/B.JsonL"));
  EXPECT_EQ(format_by_suffix("x.json")->name, "json");
  EXPECT_EQ(format_by_suffix("x.csv")->name, "csv");
  EXPECT_EQ(format_by_suffix("x.txt"), nullptr);
  EXPECT_EQ(format_by_suffix("json"), nullptr);
  EXPECT_EQ(format_by_name("table"), nullptr);
}

TEST(Formats, EachMakesAWriterThatEndsInALineEnd) {
  for (const FormatInfo& format : output_formats()) {
    StringOutput out;
    format.make(out, {})->on_coverage({});
    EXPECT_TRUE(out.text().ends_with('\n')) << format.name;
  }
}

}  // namespace
}  // namespace wmiscope
