// SPDX-License-Identifier: Apache-2.0
//
// The logon sessions of each host: who, of which type, from where (4624), until when (4634, 4647).
//
//   const LogonSessions logons(store);
//   if (const LogonFact* l = logons.find(host, 0xc93745, when)) …
//   for (const LogonFact* l : logons.network(host, "pgustavo", from, to)) …
//
// Logon ids begin anew with each boot: the latest session with the id that had begun, and had not
// ended, is meant. Immutable once made; the store outlives it.
#pragma once

#include <string_view>
#include <unordered_map>
#include <vector>

#include "context/facts/fact_store.h"
#include "context/facts/moments.h"

namespace wmiscope {

// The name of DOMAIN\name or name@domain.
std::string_view account_name(std::string_view account);
bool same_account(std::string_view a, std::string_view b);
// Whether the account is one of Windows' own, in any language that keeps "NT" in the name of their
// domain: "NT AUTHORITY\SYSTEM", "NT-AUTORITÄT\…", "AUTORITE NT\…", "NT SERVICE\…".
bool is_windows_account(std::string_view account);

// Whether an address is the host's own: loopback in every spelling.
bool is_loopback(std::string_view address);
// Without the IPv4-in-IPv6 prefix "::ffff:".
std::string_view plain_address(std::string_view address);
// "192.0.2.9", "fe80::1"; a name of a host is none.
bool is_address(std::string_view text);

class LogonSessions {
 public:
  explicit LogonSessions(const FactStore& store);

  const LogonFact* find(TextId host, std::uint64_t logon_id, std::uint64_t when) const;
  // Whether the session that began then was given an administrator's privileges (4672).
  bool is_privileged(TextId host, std::uint64_t logon_id, std::uint64_t began) const;

  // Logons over the network (type 3, with an address, not Windows' own checks) in [from, to]; of
  // one account, or of anybody where `account` is empty. In order of time, at most 64.
  std::vector<const LogonFact*> network(TextId host, std::string_view account, std::uint64_t from,
                                        std::uint64_t to) const;

  // DOMAIN\name of a SID, as some logon or process named it; empty where none did.
  std::string_view name_of_sid(std::string_view sid) const;

 private:
  struct ByTime {
    TextId host;
    std::uint64_t when;
    std::uint32_t at;
  };

  void add_name(TextId sid, TextId user);
  bool over(TextId host, std::uint64_t logon_id, std::uint64_t begun, std::uint64_t when) const;

  const FactStore& store_;
  Moments by_id_;
  std::vector<ByTime> by_time_;  // type 3 only
  Moments ends_;
  Moments privileged_;
  std::vector<ByTime> boots_;
  std::unordered_map<std::string_view, TextId> names_;  // of SIDs
  std::vector<bool> named_;                             // the SIDs among them, by TextId
};

}  // namespace wmiscope
