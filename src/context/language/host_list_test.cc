// SPDX-License-Identifier: Apache-2.0
#include "context/language/host_list.h"

#include <gtest/gtest.h>

namespace wmiscope {
namespace {

TEST(HostList, ReadsListsOfBothLanguages) {
  struct Case {
    const char* text;
    const char* hosts;
  };
  constexpr Case kCases[] = {
      {"SRV01", "SRV01"},
      {"@(\"SRV01\", 'SRV02')", "SRV01, SRV02"},
      {"\"SRV01\",\"SRV02\"", "SRV01, SRV02"},
      {" SRV01 , ,SRV02,", "SRV01, SRV02"},
      {"$hosts", "$hosts"},
      {"(gc a,b)", "(gc a,b)"},
      {"@C:\\t\\hosts.txt", "@C:\\t\\hosts.txt"},
      {"@(", "@("},
      {"@()", ""},
      {"\"", "\""},
      {"", ""},
  };
  for (const Case& c : kCases) EXPECT_EQ(host_text(hosts_of(c.text)), c.hosts) << c.text;
}

TEST(HostList, IsBounded) {
  std::string many;
  for (int i = 0; i < 10'000; ++i) many += "a,";
  EXPECT_EQ(hosts_of(many).size(), kMaxNamedHosts);
}

}  // namespace
}  // namespace wmiscope
