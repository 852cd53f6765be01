// SPDX-License-Identifier: Apache-2.0
#include "content/json_shapes.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace wmiscope {
namespace {

std::expected<JsonShapes, std::string> load(std::string_view text) {
  const EmbeddedFile file{"x.yml", text, {}};
  return load_json_shapes(std::span(&file, 1));
}

TEST(JsonShapes, BuiltInOnesLoad) {
  const auto loaded = load_json_shapes(embedded_yaml("fields/json"));
  ASSERT_TRUE(loaded.has_value()) << loaded.error();
  EXPECT_EQ(builtin_json_shapes().shapes.size(), loaded->shapes.size());
  EXPECT_FALSE(loaded->hints.empty());
  EXPECT_FALSE(loaded->containers.empty());
  EXPECT_FALSE(loaded->xml.text_members.empty());
  EXPECT_FALSE(loaded->renames.empty());
}

// What the engine cannot do without: id, log, host, record and time.
TEST(JsonShapes, EveryShapeKnowsItsEnvelope) {
  const auto has = [](const JsonShape& shape, SystemField field) {
    return !shape.envelope[static_cast<std::size_t>(field)].empty();
  };
  for (const JsonShape& shape : builtin_json_shapes().shapes) {
    EXPECT_TRUE(has(shape, SystemField::kEventId)) << shape.name;
    EXPECT_TRUE(has(shape, SystemField::kProvider)) << shape.name;
    EXPECT_TRUE(has(shape, SystemField::kComputer)) << shape.name;
    EXPECT_TRUE(has(shape, SystemField::kRecordId)) << shape.name;
    EXPECT_FALSE(shape.time.empty()) << shape.name;
    EXPECT_FALSE(shape.data.empty() && shape.positions.empty() && shape.message.empty())
        << shape.name;
  }
}

TEST(JsonShapes, Paths) {
  const auto loaded = load(R"(
shapes:
  - name: s
    roots: [Event, .]
    needs: [a.b|c, d]
    envelope:
      EventID: System.EventID
      Provider_Name: [System.Provider@Name, '@x', 'source after Log:']
    time: [T z, $UtcTime utc]
    values: {Channel: {Sec: Security}}
)");
  ASSERT_TRUE(loaded.has_value()) << loaded.error();
  const JsonShape& shape = loaded->shapes.at(0);
  ASSERT_EQ(shape.roots.size(), 2U);
  EXPECT_TRUE(shape.roots[1].steps.empty());
  ASSERT_EQ(shape.needs.size(), 2U);
  EXPECT_EQ(shape.needs[0][0].steps, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(shape.needs[0][1].steps, std::vector<std::string>{"c"});
  const JsonPaths& provider = shape.envelope[static_cast<std::size_t>(SystemField::kProvider)];
  ASSERT_EQ(provider.size(), 3U);
  EXPECT_EQ(provider[0].attribute, "Name");
  EXPECT_EQ(provider[1].steps, std::vector<std::string>{"@x"});
  EXPECT_EQ(provider[2].after, "Log:");
  EXPECT_EQ(shape.time[0].zone, JsonPath::Zone::kOnlyZ);
  EXPECT_TRUE(shape.time[1].field);
  EXPECT_EQ(shape.time[1].zone, JsonPath::Zone::kUtc);
  ASSERT_EQ(shape.values.size(), 1U);
  EXPECT_EQ(shape.values[0].to, "Security");
}

struct Wrong {
  const char* text;
  const char* error;
};
const Wrong kWrong[] = {
    {"shapes: [{name: s}]", "x.yml:1: a shape needs `name`, `roots` and `needs`"},
    {"shapes: [{name: s, roots: [.], needs: [a]}]",
     "x.yml:1: a shape needs an `envelope` with an EventID"},
    {"shapes: [{name: s, roots: [.], needs: [a], envelope: {EventID: a, Host: b}}]",
     "x.yml:1: no envelope field Host"},
    {"shapes: [{name: s, roots: [.], needs: [a], envelope: {EventID: a}, values: {X: {a: b}}}]",
     "x.yml:1: no envelope field X"},
    {"renames: [{id: x, fields: {a: b}}]", "x.yml:1: renames need a number as `id` and `fields`"},
    {"positions: [{layouts: [a]}]", "x.yml:1: positions need a number as `id`"},
};

TEST(JsonShapes, ErrorsNameTheirPlace) {
  for (const Wrong& c : kWrong) {
    const auto loaded = load(c.text);
    ASSERT_FALSE(loaded.has_value()) << c.text;
    EXPECT_EQ(loaded.error(), c.error);
  }
  EXPECT_FALSE(load("a: [").has_value());
}

TEST(JsonShapes, PositionsByNumberOfValues) {
  const JsonShapes& shapes = builtin_json_shapes();
  const auto at = [&](std::uint32_t id, std::size_t count, std::string_view field) {
    return shapes.position("SECURITY", "", id, count, field);
  };
  EXPECT_EQ(at(4688, 15, "ParentProcessName")->index, 13U);
  EXPECT_EQ(at(4688, 9, "CommandLine")->index, 8U);
  EXPECT_FALSE(at(4688, 9, "TargetUserName").has_value());
  EXPECT_EQ(at(4688, 20, "MandatoryLabel")->index, 14U) << "later versions append";
  EXPECT_FALSE(at(4688, 3, "SubjectUserSid").has_value());
  EXPECT_TRUE(at(4688, 9, "NewProcessId")->hex);
  EXPECT_FALSE(at(1, 9, "Image").has_value());
  EXPECT_TRUE(shapes.position("", "Microsoft-Windows-Sysmon", 1, 23, "ParentUser").has_value());
}

TEST(JsonShapes, RenamesOfAnEvent) {
  const JsonShapes& shapes = builtin_json_shapes();
  const JsonRenames* renames = shapes.renames_of("security", "x", 4688);
  ASSERT_NE(renames, nullptr);
  EXPECT_TRUE(std::ranges::any_of(renames->fields,
                                  [](const JsonRename& r) { return r.field == "CommandLine"; }));
  EXPECT_EQ(shapes.renames_of("Application", "Microsoft-Windows-Security-Auditing", 4688), nullptr);
  EXPECT_NE(shapes.renames_of("", "Microsoft-Windows-Security-Auditing", 4688), nullptr);
}

}  // namespace
}  // namespace wmiscope
