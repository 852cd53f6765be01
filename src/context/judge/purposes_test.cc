// SPDX-License-Identifier: Apache-2.0
#include "context/judge/purposes.h"

#include <gtest/gtest.h>

#include <set>

namespace wmiscope {
namespace {

const PurposeBook& book() {
  static const auto loaded = PurposeBook::load();
  EXPECT_TRUE(loaded.has_value()) << loaded.error();
  return *loaded;
}

const PurposeRule& rule_of(std::string_view purpose) {
  for (const PurposeRule& rule : book().rules()) {
    if (rule.purpose == purpose) return rule;
  }
  ADD_FAILURE() << purpose;
  return book().rules().front();
}

TEST(PurposeBook, RulesAreComplete) {
  std::set<std::string> ids;
  for (const PurposeRule& rule : book().rules()) {
    EXPECT_TRUE(ids.insert(rule.id).second) << rule.file;
    EXPECT_EQ(book().find(rule.id), &rule);
    EXPECT_FALSE(rule.why.empty()) << rule.file;
  }
  EXPECT_EQ(book().find("no such"), nullptr);
}

TEST(PurposeVerdicts, EachPurposeOnceInOrder) {
  const PurposeRule& recon = rule_of("host-recon");
  const PurposeRule& credentials = rule_of("credential-access");
  Payload payload;
  payload.class_name = "Win32_OperatingSystem";
  payload.command_line = "procdump\r\n -ma lsass";
  PurposeVerdicts verdicts(book());
  verdicts.add(recon.id, payload);
  verdicts.add(credentials.id, payload);
  verdicts.add(recon.id, payload);
  verdicts.add("no such", payload);
  const auto purposes = verdicts.take();
  ASSERT_EQ(purposes.size(), 2u);
  EXPECT_EQ(purposes[0].purpose, "credential-access");
  EXPECT_EQ(purposes[0].why, "runs procdump   -ma lsass");
  EXPECT_EQ(purposes[1].purpose, "host-recon");
  EXPECT_EQ(purposes[1].why, "reads Win32_OperatingSystem");
  EXPECT_EQ(purposes[1].mitre_attack, std::vector<std::string>{"T1082"});
  EXPECT_TRUE(verdicts.take().empty());
}

}  // namespace
}  // namespace wmiscope
