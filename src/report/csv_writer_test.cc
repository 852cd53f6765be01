// SPDX-License-Identifier: Apache-2.0
#include "report/csv_writer.h"

#include <gtest/gtest.h>

namespace wmiscope {
namespace {

struct CellCase {
  std::string_view name;
  std::string_view text;
  std::string_view cell;
};

TEST(CsvWriter, Cells) {
  const CellCase kCases[] = {
      {"plain", "cmd.exe /c dir", "cmd.exe /c dir"},
      {"empty", "", ""},
      {"comma", "a,b", "\"a,b\""},
      {"quote", "say \"x\"", "\"say \"\"x\"\"\""},
      {"line end", "a\r\nb", "\"a\r\nb\""},
      {"formula", "=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"},
      {"plus", "+1", "'+1"},
      {"minus", "-enc AA", "'-enc AA"},
      {"at", "@SUM(A1,B1)", "\"'@SUM(A1,B1)\""},
      {"tab", "\t=1", "'\t=1"},
      {"carriage return", "\r=1", "\"'\r=1\""},
      {"escape sequence", "a\x1b[2J", "a\\u001b[2J"},
      {"C1 control", "a\xC2\x9Bz", "a\\u009bz"},
      {"no UTF-8", "a\xFFz", "a\xEF\xBF\xBDz"},
      {"other letters", "Grüße 中", "Grüße 中"},
  };
  for (const CellCase& c : kCases) {
    std::string cell;
    append_csv_cell(c.text, cell);
    EXPECT_EQ(cell, c.cell) << c.name;
  }
}

TEST(CsvWriter, AFindingIsARow) {
  StringOutput out;
  CsvWriter writer(out, CsvWriter::Rows::kFindings);
  Finding f;
  f.id = "1f";
  f.time.text = "2020-08-06T07:56:41.1Z";
  f.detection_id = "24869767";
  f.detection = "Process Execution via WMI";
  f.risk_score = 49;
  f.mitre_attack = {"T1047", "T1546"};
  f.fields = {{"process", "wmic"}};
  f.event.event_id = 1;
  f.source.path = "a.evtx";
  f.source.index = 2;
  writer.on_finding(f);
  writer.on_coverage({});
  EXPECT_EQ(
      out.text(),
      "time,level,risk_score,detection_id,detection,story,type,mitre_attack,dest,user,message,"
      "computer,channel,provider,event_id,record_id,path,member,offset,line,index,id,fields,"
      "excluded\r\n"
      "2020-08-06T07:56:41.1Z,medium,49,24869767,Process Execution via WMI,,,T1047 T1546,,,,"
      ",,,1,,a.evtx,,,,2,1f,\"{\"\"process\"\":\"\"wmic\"\"}\",\r\n");
}

TEST(CsvWriter, HeaderAloneWhereNothingWasFound) {
  StringOutput out;
  CsvWriter(out, CsvWriter::Rows::kGroups).on_coverage({});
  EXPECT_EQ(out.text(), "detection_id,detection,count,firstTime,lastTime,fields\r\n");
}

TEST(CsvWriter, AGroupIsARow) {
  StringOutput out;
  CsvWriter writer(out, CsvWriter::Rows::kGroups);
  writer.on_group({"1", "D", Level::kLow, 3, {1, "a"}, {2, "b"}, {}});
  EXPECT_TRUE(out.text().ends_with("1,D,3,a,b,{}\r\n")) << out.text();
}

}  // namespace
}  // namespace wmiscope
