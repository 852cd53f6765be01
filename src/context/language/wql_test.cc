// SPDX-License-Identifier: Apache-2.0
#include "context/language/wql.h"

#include <gtest/gtest.h>

namespace wmiscope {
namespace {

TEST(Wql, WhatAQueryIsAbout) {
  struct Case {
    const char* text;
    const char* from;
    const char* isa;
    const char* within;
    bool notification;
  };
  constexpr Case kCases[] = {
      {"SELECT * FROM Win32_OperatingSystem", "Win32_OperatingSystem", "", "", false},
      {"select name from win32_service where pathname like '%from%'", "win32_service", "", "",
       false},
      {"SELECT * FROM __InstanceCreationEvent WITHIN 5 WHERE TargetInstance ISA 'Win32_Process' "
       "AND "
       "TargetInstance.Name = 'notepad.exe'",
       "__InstanceCreationEvent", "Win32_Process", "5", true},
      {"SELECT * FROM Win32_ProcessStartTrace WHERE ProcessName='x'", "Win32_ProcessStartTrace", "",
       "", true},
      {"select * from MSFT_SCMEventLogEvent", "MSFT_SCMEventLogEvent", "", "", true},
      {"associators of {Win32_LogonSession.LogonId=\"999\"} where resultclass=x",
       "Win32_LogonSession", "", "", false},
      {"no query at all", "", "", "", false},
      {"SELECT", "", "", "", false},
      {"", "", "", "", false},
  };
  for (const Case& c : kCases) {
    const WqlQuery query = parse_wql(c.text);
    EXPECT_EQ(query.from, c.from) << c.text;
    EXPECT_EQ(query.isa.empty() ? "" : query.isa[0], c.isa) << c.text;
    EXPECT_EQ(query.within, c.within) << c.text;
    EXPECT_EQ(query.is_notification(), c.notification) << c.text;
  }
}

TEST(Wql, Where) {
  EXPECT_EQ(parse_wql("select * from a where  b = 1 ").where, "b = 1");
  EXPECT_EQ(parse_wql("select * from a where isa \"where").where, "isa \"where");
}

TEST(Wql, Keys) {
  EXPECT_EQ(query_key("  SELECT  * FROM\r\n A WHERE b=\"c\" "), "select * from a where b='c'");
}

TEST(Wql, ClassNamesInText) {
  const auto names = wmi_class_names(
      "GetObject(\"winmgmts:\").ExecQuery(\"select * from Win32_Process\") win32_process "
      "Win32_Processor StdRegProv EvilEventConsumer notWin32 xWin32_Y Win32_");
  const std::vector<std::string> expected = {"Win32_Process", "Win32_Processor", "StdRegProv",
                                             "EvilEventConsumer"};
  EXPECT_EQ(names, expected);
  EXPECT_TRUE(wmi_class_names("").empty());
}

}  // namespace
}  // namespace wmiscope
