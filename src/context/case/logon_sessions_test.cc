// SPDX-License-Identifier: Apache-2.0
#include "context/case/logon_sessions.h"

#include <gtest/gtest.h>

#include "context/facts/test_facts.h"

namespace wmiscope {
namespace {

TEST(LogonSessions, LatestOneThatBeganAndDidNotEnd) {
  FactMaker made;
  made.logon(10, 0x50, "EXAMPLE\\anna", "192.0.2.1");
  made.session(100, 0x50, SessionFact::Kind::kEnd);
  made.logon(1000, 0x50, "EXAMPLE\\bob", "192.0.2.2");
  const FactStore& store = made.store();
  const LogonSessions logons(store);
  const TextId host = store.logons().front().record.host;
  const auto user = [&](std::uint64_t second) -> std::string_view {
    const LogonFact* found = logons.find(host, 0x50, second * kSecond);
    return found == nullptr ? "" : store.text(found->user);
  };
  EXPECT_EQ(user(5), "");
  EXPECT_EQ(user(50), "EXAMPLE\\anna");
  EXPECT_EQ(user(104), "EXAMPLE\\anna") << "the end may be told before the last act";
  EXPECT_EQ(user(500), "");
  EXPECT_EQ(user(1001), "EXAMPLE\\bob");
  EXPECT_EQ(logons.find(host, 0x51, 50 * kSecond), nullptr);
  EXPECT_EQ(logons.find(host, kSystemLogon, 50 * kSecond), nullptr);
}

TEST(LogonSessions, ShortNameOfADomainBeforeItsDnsName) {
  FactMaker made;
  const TextId sid = made.text("S-1-5-21-1-2-3-1104");
  made.logon(10, 0x50, "EXAMPLE.ORG\\bob", "192.0.2.1").user_sid = sid;
  made.logon(20, 0x51, "EXAMPLE\\bob", "192.0.2.1").user_sid = sid;
  made.logon(30, 0x52, "EXAMPLE.ORG\\bob", "192.0.2.1").user_sid = sid;
  EXPECT_EQ(LogonSessions(made.store()).name_of_sid("S-1-5-21-1-2-3-1104"), "EXAMPLE\\bob");
}

TEST(LogonSessions, AccountsOfWindowsInOtherLanguages) {
  for (const char* windows :
       {"NT AUTHORITY\\SYSTEM", "nt authority\\Local Service", "NT-AUTORITÄT\\SYSTEM",
        "AUTORITE NT\\Système", "AUTORIDAD NT\\SERVICIO LOCAL", "NT SERVICE\\MSSQLSERVER"}) {
    EXPECT_TRUE(is_windows_account(windows)) << windows;
  }
  for (const char* person : {"EXAMPLE\\nt", "NTLAB\\bob", "NT-LAB\\bob", "SYSTEM", "", "bob@nt"}) {
    EXPECT_FALSE(is_windows_account(person)) << person;
  }
}

TEST(LogonSessions, BootEndsThem) {
  FactMaker made;
  made.logon(10, 0x50, "EXAMPLE\\anna", "192.0.2.1");
  made.session(100, kNoNumber, SessionFact::Kind::kBoot);
  const FactStore& store = made.store();
  const TextId host = store.logons().front().record.host;
  EXPECT_EQ(LogonSessions(store).find(host, 0x50, 200 * kSecond), nullptr);
}

// The id of an older session with privileges says nothing of the one that has it now.
TEST(LogonSessions, PrivilegesAreOfTheSession) {
  FactMaker made;
  made.logon(10, 0x50, "EXAMPLE\\anna", "192.0.2.1");
  made.session(10, 0x50, SessionFact::Kind::kPrivileged);
  made.logon(1000, 0x50, "EXAMPLE\\bob", "192.0.2.2");
  const FactStore& store = made.store();
  const LogonSessions logons(store);
  const TextId host = store.logons().front().record.host;
  EXPECT_TRUE(logons.is_privileged(host, 0x50, 10 * kSecond));
  EXPECT_FALSE(logons.is_privileged(host, 0x50, 1000 * kSecond));
  EXPECT_FALSE(logons.is_privileged(host, 0x51, 10 * kSecond));
}

TEST(LogonSessions, NetworkLogonsOfAnAccount) {
  FactMaker made;
  made.logon(10, 1, "EXAMPLE\\anna", "192.0.2.1");
  made.logon(11, 2, "EXAMPLE.ORG\\ANNA", "192.0.2.1");
  made.logon(11, 3, "EXAMPLE\\bob", "192.0.2.1");
  made.logon(11, 4, "EXAMPLE\\anna", "").address = kNoText;
  made.logon(11, 5, "EXAMPLE\\anna", "192.0.2.1").by_authz = true;
  made.logon(11, 6, "EXAMPLE\\anna", "192.0.2.1").type = 2;
  made.logon(20, 7, "EXAMPLE\\anna", "192.0.2.1");
  const FactStore& store = made.store();
  const LogonSessions logons(store);
  const TextId host = store.logons().front().record.host;
  EXPECT_EQ(logons.network(host, "OTHER\\anna", 9 * kSecond, 12 * kSecond).size(), 2U);
  EXPECT_EQ(logons.network(host, "", 9 * kSecond, 12 * kSecond).size(), 3U);
  EXPECT_TRUE(logons.network(host, "eve", 0, 99 * kSecond).empty());
}

TEST(LogonSessions, Addresses) {
  EXPECT_TRUE(is_loopback("127.0.0.1"));
  EXPECT_TRUE(is_loopback("::1"));
  EXPECT_TRUE(is_loopback("::ffff:127.0.0.1"));
  EXPECT_FALSE(is_loopback("10.0.2.17"));
  EXPECT_EQ(plain_address("::FFFF:10.0.2.17"), "10.0.2.17");
  EXPECT_EQ(account_name("EXAMPLE\\anna"), "anna");
  EXPECT_EQ(account_name("anna@example.org"), "anna");
}

}  // namespace
}  // namespace wmiscope
