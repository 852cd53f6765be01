// SPDX-License-Identifier: Apache-2.0
#include "event/fields.h"

#include <gtest/gtest.h>

namespace wmiscope {
namespace {

TEST(FieldNames, InternsOnceAndWithCase) {
  FieldNames names;
  const FieldId image = names.intern("Image");
  EXPECT_EQ(names.intern("Image"), image);
  EXPECT_NE(names.intern("image"), image);
  EXPECT_EQ(names.name(image), "Image");
  EXPECT_EQ(names.find("IMAGE"), std::nullopt);
  EXPECT_EQ(names.size(), 2U);
}

TEST(FieldNames, NamesStayWhereTheyAre) {
  FieldNames names;
  const std::string_view first = names.name(names.intern("a"));
  for (int i = 0; i < 1000; ++i) names.intern("field" + std::to_string(i));
  EXPECT_EQ(first, "a");
  EXPECT_EQ(first.data(), names.name(*names.find("a")).data());
  EXPECT_EQ(names.name(*names.find("field999")), "field999");
}

TEST(SystemFields, NamesGoThereAndBack) {
  for (std::size_t i = 0; i < kSystemFieldCount; ++i) {
    const auto system = static_cast<SystemField>(i);
    EXPECT_EQ(find_system_field(system_field_name(system)), system);
  }
  EXPECT_EQ(find_system_field("ProcessId"), std::nullopt) << "the subject's, not the writer's";
  EXPECT_EQ(system_field_name(SystemField::kUserId), "SecurityUserID");
}

}  // namespace
}  // namespace wmiscope
