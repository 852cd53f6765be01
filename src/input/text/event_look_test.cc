// SPDX-License-Identifier: Apache-2.0
#include "input/text/event_look.h"

#include <gtest/gtest.h>

namespace wmiscope {
namespace {

TEST(EventLook, TablesOfKnownTools) {
  for (const std::string_view heading : {
           "Level,Date and Time,Source,Event ID,Task Category",                      // Event Viewer
           R"("Message","Id","Version","ProviderName","LogName")",                   // PowerShell
           "#TYPE EventLogRecord\r\n\"Id\",\"LogName\"",                             // its 5.1
           "RecordNumber,EventRecordId,TimeCreated,EventId,Level,Provider,Channel",  // EvtxECmd
           "\"Timestamp\",\"RuleTitle\",\"Computer\",\"Channel\",\"EventID\"",       // hayabusa
           "_time;EventCode;ComputerName",                                           // Splunk
           "sep=,\r\nEventID\tChannel",
       }) {
    EXPECT_TRUE(looks_like_event_table(std::string(heading) + "\r\n1,2,3,4,5,6,7\r\n")) << heading;
    EXPECT_FALSE(looks_like_event_table(std::string(heading) + "\r\n")) << "no row: " << heading;
  }
}

TEST(EventLook, OtherTables) {
  EXPECT_FALSE(looks_like_event_table(""));
  EXPECT_FALSE(looks_like_event_table("Name,Id,Handles\nx,1,2\n"));
  EXPECT_FALSE(looks_like_event_table("EventID,Description\n1,x\n"));
  EXPECT_FALSE(looks_like_event_table("The event id, in the log of the computer\nis 1\n"));
  EXPECT_FALSE(
      looks_like_event_table("time,level,risk_score,detection_id,computer,channel,event_id\nx\n"));
}

TEST(EventLook, Xml) {
  EXPECT_TRUE(looks_like_event_xml("\n<rows><row><EventID>1</EventID></row></rows>"));
  EXPECT_TRUE(looks_like_event_xml(
      "<Objs><T>System.Diagnostics.Eventing.Reader.EventLogRecord</T></Objs>"));
  EXPECT_FALSE(looks_like_event_xml("<html>about the id of an event</html>"));
  EXPECT_FALSE(looks_like_event_xml("see <EventID>"));
}

}  // namespace
}  // namespace wmiscope
