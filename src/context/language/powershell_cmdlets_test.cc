// SPDX-License-Identifier: Apache-2.0
#include "context/language/powershell_cmdlets.h"

#include <gtest/gtest.h>

namespace wmiscope {
namespace {

TEST(PowerShellCmdlets, NamesAndAliases) {
  EXPECT_EQ(find_cmdlet("GWMI")->name, "Get-WmiObject");
  EXPECT_EQ(find_cmdlet("CimCmdlets\\get-ciminstance")->name, "Get-CimInstance");
  EXPECT_TRUE(find_cmdlet("icim")->changes);
  EXPECT_EQ(find_cmdlet("Get-Process"), nullptr);
  EXPECT_EQ(find_cmdlet(""), nullptr);
}

TEST(PowerShellCmdlets, ParametersByTheirBeginnings) {
  EXPECT_EQ(slot_of("Class"), &WmiCall::class_name);
  EXPECT_EQ(slot_of("comp"), &WmiCall::computer);
  EXPECT_EQ(slot_of("CN"), &WmiCall::computer);
  EXPECT_EQ(slot_of("Name"), &WmiCall::method);
  EXPECT_EQ(slot_of("names"), &WmiCall::name_space);
  EXPECT_EQ(slot_of("q"), &WmiCall::query);
  EXPECT_EQ(slot_of("Credential"), nullptr);
  EXPECT_TRUE(is_switch("AsJob"));
  EXPECT_FALSE(is_switch("Class"));
  EXPECT_TRUE(is_changing_method("delete"));
  EXPECT_FALSE(is_changing_method("ToString"));
}

}  // namespace
}  // namespace wmiscope
