// SPDX-License-Identifier: Apache-2.0
#include "context/case/draft.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "context/language/decode.h"
#include "context/language/host_list.h"

namespace wmiscope {
namespace {

template <typename T>
void append(std::vector<T>& to, std::vector<T>&& from) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

}  // namespace

void Draft::show(const FactRecord& record, TextId shows) {
  first = std::min(first, record.when());
  last = std::max(last, record.when());
  evidence.push_back({&record, shows});
}

void Draft::decode(std::string_view text) {
  for (DecodedText& hidden : decode_text(text)) {
    decoded.push_back({std::move(hidden.from), std::move(hidden.text)});
  }
}

void Draft::name_target(std::string_view named) {
  const bool unnamed = target.empty() || (target.starts_with('$') && !named.starts_with('$'));
  if (unnamed) target = host_text(hosts_of(named));
}

void Draft::mark_remote() {
  if (origin.kind != OriginKind::kRemote) return;
  for (Payload& payload : payloads) {
    const bool child = payload.act == payload_act::kChild && !subscription;
    if (child || payload.act == payload_act::kConsumer) payload.target = "remote";
  }
  keys_.clear();
  keyed_ = 0;
}

void Draft::subscribes_for_a_while() {
  constexpr std::string_view kVector = "temporary-subscription";
  if (vector_rank(kVector) < vector_rank(vector)) vector = kVector;
  weak = false;
}

int vector_rank(std::string_view vector) {
  static constexpr std::string_view kOrder[] = {"xsl-script",
                                                "script-consumer",
                                                "command-line-consumer",
                                                "other-consumer",
                                                "mof-compile",
                                                "provider-hijack",
                                                "wmi-data-channel",
                                                "temporary-subscription",
                                                "wmic-remote",
                                                "wmic-local",
                                                "powershell-wmi",
                                                "script-com",
                                                "wbemtest",
                                                "odd-client",
                                                "dcom",
                                                "wmi-process-create",
                                                "provider-change",
                                                "wmi-query"};
  const auto at = std::ranges::find(kOrder, vector);
  return static_cast<int>(at - std::begin(kOrder));
}

void Draft::take(Draft&& other) {
  if (vector_rank(other.vector) < vector_rank(vector)) {
    vector = other.vector;
    deed = std::move(other.deed);
  }
  if (user.empty()) user = std::move(other.user);
  if (user_sid.empty()) user_sid = std::move(other.user_sid);
  if (target.empty()) target = std::move(other.target);
  if (origin.kind == OriginKind::kUnknown) origin = std::move(other.origin);
  if (other.tool_rank < tool_rank) {
    tool = std::move(other.tool);
    tool_rank = other.tool_rank;
  }
  if (!subscription) subscription = std::move(other.subscription);
  if (harmless.empty()) harmless = std::move(other.harmless);
  parts += other.parts;
  harmless_parts += other.harmless_parts;
  weak = weak && other.weak;
  first = std::min(first, other.first);
  last = std::max(last, other.last);
  append(processes, std::move(other.processes));
  append(evidence, std::move(other.evidence));
  append(decoded, std::move(other.decoded));
  take_payloads(std::move(other.payloads));
}

// A shell that repeats its commands for weeks says the same each time.
void Draft::take_payloads(std::vector<Payload>&& others) {
  constexpr std::size_t kMaxKey = 4096;
  if (others.empty()) return;
  const auto is_new = [&](const Payload& payload) {
    std::string key = key_of(payload);
    return key.size() > kMaxKey || keys_.insert(std::move(key)).second;
  };
  for (; keyed_ < payloads.size(); ++keyed_) is_new(payloads[keyed_]);
  for (Payload& other : others) {
    if (!is_new(other)) continue;
    payloads.push_back(std::move(other));
    ++keyed_;
  }
}

}  // namespace wmiscope
