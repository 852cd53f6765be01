// SPDX-License-Identifier: Apache-2.0
#include "context/case/logon_sessions.h"

#include <algorithm>
#include <tuple>

#include "base/ascii.h"
#include "base/filetime.h"
#include "base/sid.h"

namespace wmiscope {
namespace {

constexpr std::uint8_t kNetwork = 3;
constexpr std::size_t kMaxLogons = 64;
// The record of a session's end may come before that of a process that its last call started.
constexpr std::uint64_t kEndSlack = 5 * kTicksPerSecond;
// Of the record of a logon against that of what it did.
constexpr std::uint64_t kStartSlack = 2 * kTicksPerSecond;

}  // namespace

std::string_view account_name(std::string_view account) {
  const std::size_t at = account.rfind('\\');
  if (at != std::string_view::npos) return account.substr(at + 1);
  return account.substr(0, account.find('@'));
}

bool same_account(std::string_view a, std::string_view b) {
  return equals_nocase(account_name(a), account_name(b));
}

bool is_windows_account(std::string_view account) {
  const std::string_view domain = account.substr(0, account.find('\\'));
  if (domain.size() == account.size()) return false;
  // No domain of people has a blank in its name; "NT-AUTORITÄT" has none.
  return starts_with_nocase(domain, "nt ") || ends_with_nocase(domain, " nt") ||
         starts_with_nocase(domain, "nt-autorit");
}

std::string_view plain_address(std::string_view address) {
  return starts_with_nocase(address, "::ffff:") ? address.substr(7) : address;
}

bool is_address(std::string_view text) {
  const bool v4 = text.find('.') != std::string_view::npos &&
                  text.find_first_not_of("0123456789.") == std::string_view::npos;
  return v4 || text.find(':') != std::string_view::npos;
}

bool is_loopback(std::string_view address) {
  address = plain_address(address);
  return address == "::1" || address.starts_with("127.") || equals_nocase(address, "localhost") ||
         equals_nocase(address, "local");
}

LogonSessions::LogonSessions(const FactStore& store) : store_(store) {
  by_id_.reserve(store.logons().size());
  std::uint32_t at = 0;
  for (const LogonFact& fact : store.logons()) {
    const std::uint64_t when = fact.record.when();
    by_id_.add(fact.record.host, fact.logon_id, when, at);
    const bool network = fact.type == kNetwork && fact.address != kNoText && !fact.by_authz;
    if (network) by_time_.push_back({fact.record.host, when, at});
    add_name(fact.user_sid, fact.user);
    ++at;
  }
  for (const ProcessFact& fact : store.processes()) {
    if (fact.user_sid != kNoText) add_name(fact.user_sid, fact.user);
  }
  for (const SessionFact& fact : store.sessions()) {
    if (fact.kind == SessionFact::Kind::kBoot) {
      boots_.push_back({fact.host, fact.when, 0});
    } else {
      Moments& list = fact.kind == SessionFact::Kind::kEnd ? ends_ : privileged_;
      list.add(fact.host, fact.logon_id, fact.when, 0);
    }
  }
  for (Moments* list : {&by_id_, &ends_, &privileged_}) list->order();
  const auto by_time = [](const ByTime& a) { return std::tuple(a.host, a.when, a.at); };
  std::ranges::sort(by_time_, {}, by_time);
  std::ranges::sort(boots_, {}, by_time);
}

// The first name of a SID is the one that it goes by. Kerberos logons over the network give the
// domain its DNS name; everything else, the short one.
void LogonSessions::add_name(TextId sid, TextId user) {
  if (user == kNoText) return;
  const auto is_short = [&](TextId name) {
    const std::string_view account = store_.text(name);
    return account.substr(0, account.find('\\')).find('.') == std::string_view::npos;
  };
  if (named_.size() <= sid) named_.resize(std::max<std::size_t>(sid + 1, store_.texts().size()));
  if (named_[sid]) return;
  named_[sid] = is_short(user);
  const auto [at, is_new] = names_.emplace(store_.text(sid), user);
  if (!is_new && named_[sid]) at->second = user;
}

// Whether the session that began at `begun` was over at `when`.
bool LogonSessions::over(TextId host, std::uint64_t logon_id, std::uint64_t begun,
                         std::uint64_t when) const {
  const auto ends = ends_.since(host, logon_id, begun);
  if (!ends.empty() && ends.front().when + kEndSlack < when) return true;
  const auto boot =
      std::ranges::upper_bound(boots_, std::tuple(host, begun + kStartSlack), {},
                               [](const ByTime& a) { return std::tuple(a.host, a.when); });
  return boot != boots_.end() && boot->host == host && boot->when < when;
}

const LogonFact* LogonSessions::find(TextId host, std::uint64_t logon_id,
                                     std::uint64_t when) const {
  if (logon_id == kNoNumber || is_service_logon(logon_id)) return nullptr;
  const Moment* const found = by_id_.last_until(host, logon_id, when + kStartSlack);
  if (found == nullptr || over(host, logon_id, found->when, when)) return nullptr;
  return &store_.logons()[found->fact];
}

bool LogonSessions::is_privileged(TextId host, std::uint64_t logon_id, std::uint64_t began) const {
  const Moment* const found = privileged_.last_until(host, logon_id, began + kStartSlack);
  return found != nullptr && found->when + kStartSlack >= began;
}

std::vector<const LogonFact*> LogonSessions::network(TextId host, std::string_view account,
                                                     std::uint64_t from, std::uint64_t to) const {
  std::vector<const LogonFact*> found;
  auto at = std::ranges::lower_bound(by_time_, std::tuple(host, from), {},
                                     [](const ByTime& a) { return std::tuple(a.host, a.when); });
  for (; at != by_time_.end() && at->host == host && at->when <= to; ++at) {
    const LogonFact& logon = store_.logons()[at->at];
    if (account.empty() || same_account(store_.text(logon.user), account)) found.push_back(&logon);
    if (found.size() == kMaxLogons) break;
  }
  return found;
}

std::string_view LogonSessions::name_of_sid(std::string_view sid) const {
  const auto at = names_.find(sid);
  return at == names_.end() ? windows_account(sid) : store_.text(at->second);
}

}  // namespace wmiscope
