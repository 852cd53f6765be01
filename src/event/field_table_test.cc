// SPDX-License-Identifier: Apache-2.0
#include "event/field_table.h"

#include <gtest/gtest.h>

namespace wmiscope {
namespace {

FieldTable table() {
  FieldTable t;
  EventKind sysmon{.name = "Sysmon 1",
                   .channel = "Microsoft-Windows-Sysmon/Operational",
                   .provider = "Microsoft-Windows-Sysmon",
                   .event_id = 1,
                   .categories = {"process_creation"},
                   .rows = {},
                   .remedy = {},
                   .missing = {}};
  sysmon.rows.push_back({"dest", *parse_field_expr("first(Computer, 'unknown')", t.names), ""});
  t.kinds.push_back(sysmon);
  t.kinds.push_back({"Security", "Security", "", std::nullopt, {}, {}, {}, {}});
  t.kinds.push_back(
      {"Security 4688", "Security", "", 4688, {"process_creation", "audit"}, {}, {}, {}});
  t.services.push_back(
      {"sysmon", "Microsoft-Windows-Sysmon/Operational", "Microsoft-Windows-Sysmon"});
  return t;
}

TEST(FieldTable, Kind) {
  const FieldTable t = table();
  const auto name = [&](std::string_view channel, std::optional<std::uint32_t> id) {
    const EventKind* kind = t.kind(channel, id);
    return kind ? kind->name : "none";
  };
  EXPECT_EQ(name("microsoft-windows-sysmon/operational", 1), "Sysmon 1");
  EXPECT_EQ(name("Microsoft-Windows-Sysmon/Operational", 2), "none");
  EXPECT_EQ(name("Security", 4688), "Security 4688");
  EXPECT_EQ(name("security", 4624), "Security");
  EXPECT_EQ(name("Security", std::nullopt), "Security");
  EXPECT_EQ(name("System", 1), "none");
}

TEST(FieldTable, CategoryAndService) {
  const FieldTable t = table();
  const auto kinds = t.category("process_creation");
  ASSERT_EQ(kinds.size(), 2U);
  EXPECT_EQ(kinds[0]->name, "Sysmon 1");
  EXPECT_EQ(kinds[1]->name, "Security 4688");
  EXPECT_TRUE(t.category("dns_query").empty());
  ASSERT_NE(t.service("sysmon"), nullptr);
  EXPECT_EQ(t.service("sysmon")->provider, "Microsoft-Windows-Sysmon");
  EXPECT_EQ(t.service("wmi"), nullptr);
}

TEST(FieldTable, ResolvesRowThenEnvelopeThenOwnField) {
  FieldTable t = table();
  const auto resolved = [&](std::size_t kind, std::string_view field) {
    return to_string(t.resolve(&t.kinds[kind], field), t.names);
  };
  EXPECT_EQ(resolved(0, "dest"), "first(Computer, 'unknown')");
  EXPECT_EQ(resolved(2, "dest"), "dest") << "no row: a field of the event's own";
  EXPECT_EQ(t.resolve(&t.kinds[0], "EventID").op, FieldExpr::Op::kSystem);
  const FieldExpr image = t.resolve(nullptr, "Image");
  EXPECT_EQ(image.op, FieldExpr::Op::kField);
  EXPECT_EQ(image.field, t.names.find("Image"));
}

}  // namespace
}  // namespace wmiscope
