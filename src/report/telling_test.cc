// SPDX-License-Identifier: Apache-2.0
#include "report/telling.h"

#include <gtest/gtest.h>

#include "report/issue_text.h"

namespace wmiscope {
namespace {

std::string words(const Fields& fields) {
  std::string out;
  for (const Telling& t : telling_fields(fields)) {
    out += std::string(t.label) + "=" + std::string(t.text) + ";";
  }
  return out;
}

TEST(Telling, TheMostTellingFirst) {
  EXPECT_EQ(
      words({{"dest", "A"}, {"parent_process", "p"}, {"process_name", "n"}, {"process", "c"}}),
      "command=c;parent=p;");
  EXPECT_EQ(words({{"dest", "A"}, {"User", "u"}, {"Destination", "d"}}), "payload=d;");
  EXPECT_EQ(words({{"dest", "A"}, {"consumer", "c"}, {"Message", "long"}}), "consumer=c;");
  EXPECT_EQ(words({{"Message", "long"}}), "message=long;");
  EXPECT_EQ(words({{"Query", "q"}, {"Consumer", "c"}, {"Filter", "f"}, {"process", "p"}}),
            "command=p;query=q;consumer=c;");
}

TEST(Telling, WhatIsNotKnownIsNotShown) {
  EXPECT_EQ(words({{"process", "unknown"}, {"process_name", "x.exe"}, {"Query", "null"}}),
            "command=x.exe;");
  EXPECT_EQ(words({{"dest", "A"}}), "");
  EXPECT_EQ(words({{"TargetUserName", "bob"}, {"Computer", "A"}}), "TargetUserName=bob;");
}

TEST(Telling, OtherFields) {
  EXPECT_EQ(other_fields({{"dest", "A"},
                          {"process", "c"},
                          {"process_id", "12"},
                          {"original_file_name", "null"},
                          {"parent_process_id", "4"}}),
            "process_id 12, parent_process_id 4");
}

TEST(Telling, Records) {
  EXPECT_EQ(record_words({"Microsoft-Windows-Sysmon", "x", 1, 334850, ""}), "Sysmon 1 #334850");
  EXPECT_EQ(record_words({"Microsoft-Windows-Security-Auditing", "", 4688, 5, ""}),
            "Security 4688 #5");
  EXPECT_EQ(record_words({"", "Microsoft-Windows-WMI-Activity/Operational", 5861, {}, ""}),
            "WMI-Activity 5861");
  EXPECT_EQ(record_words({}), "");
}

TEST(Telling, Sources) {
  SourceRef source;
  source.path = "a.zip";
  source.member = "b.jsonl";
  source.line = 1234;
  source.bad_checksum = true;
  EXPECT_EQ(source_words(source), "a.zip!/b.jsonl line 1,234 (its chunk's checksum is bad)");
  EXPECT_EQ(source_words({"-", "", 4, {}, 1, true, false}), "standard input (recovered)");
}

TEST(IssueText, SaysWhatWhereAndHowMuch) {
  Issue issue;
  issue.code = "record-size";
  issue.path = "a\x1b.evtx";
  issue.chunk = 5;
  issue.record_id = 12345;
  issue.offset = 331'776;
  issue.what = "size of a record";
  issue.need = 96;
  issue.have = 64;
  EXPECT_EQ(issue_sentence(issue),
            "a␛.evtx: size of a record, chunk 5, record 12345 at byte 331,776: 96 needed, 64 there "
            "[record-size]");
  EXPECT_EQ(skipped_sentence({"a", "b", "an image"}), "a!/b: an image");
}

}  // namespace
}  // namespace wmiscope
