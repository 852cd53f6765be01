// SPDX-License-Identifier: Apache-2.0
//
// Triads of a subscription's parts by one of their names - the filter's or the consumer's - and those that
// have none yet, so that a log with very many subscriptions is not searched for each of them.
//
//   TriadNames by_filter(window);
//   by_filter.take(host, number, part.filter_name, part.when, triad.filter_name);
//   by_filter.find(host, part.filter_name, part.when, possible);   // numbers of triads to look at
//
// Part of the recogniser of subscriptions; one thread.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/ascii.h"
#include "context/facts/facts.h"

namespace wmiscope {

class TriadNames {
 public:
  // `window`: how far a part without its triad's name may lie from the others.
  explicit TriadNames(std::uint64_t window) : window_(window) {}

  // Notes that the triad has a part of that moment, and gives it the name where it has none.
  void take(TextId host, std::size_t triad, std::string_view name, std::uint64_t when,
            std::string& own) {
    auto& unnamed = unnamed_[host];
    if (own.empty()) own = to_ascii_lower(name);
    if (own.empty()) {
      std::uint64_t& last = unnamed[triad];
      last = std::max(last, when);
      return;
    }
    unnamed.erase(triad);
    std::vector<std::size_t>& named = named_[{host, own}];
    if (named.empty() || named.back() != triad) named.push_back(triad);
  }

  // Those of that name, and those without one whose last part is not long before; `when` kNoNumber:
  // only the former. Some may be found twice.
  void find(TextId host, std::string_view name, std::uint64_t when,
            std::vector<std::size_t>& found) const {
    if (const auto at = named_.find({host, to_ascii_lower(name)}); at != named_.end()) {
      found.insert(found.end(), at->second.begin(), at->second.end());
    }
    const auto unnamed = unnamed_.find(host);
    if (unnamed == unnamed_.end() || when == kNoNumber) return;
    for (const auto& [triad, last] : unnamed->second) {
      if (last + window_ >= when) found.push_back(triad);
    }
  }

 private:
  std::uint64_t window_;
  std::map<std::pair<TextId, std::string>, std::vector<std::size_t>> named_;
  std::map<TextId, std::map<std::size_t, std::uint64_t>> unnamed_;  // moment of the last part
};

}  // namespace wmiscope
