// SPDX-License-Identifier: Apache-2.0
#include "context/finding_join.h"

#include "base/ascii.h"
#include "base/format.h"

namespace wmiscope {
namespace {

std::string key_of(std::string_view computer, std::string_view channel, std::uint64_t record_id) {
  return format("{}\x1F{}\x1F{}", to_ascii_lower(computer), to_ascii_lower(channel), record_id);
}

}  // namespace

FindingJoin::FindingJoin(const Case& work) : work_(work) {
  for (DraftIndex i = 0; i < work.drafts.size(); ++i) {
    if (!work.drafts[i].is_live()) continue;
    for (const Shown& shown : work.drafts[i].evidence) {
      const FactRecord& record = shown.record;
      const std::string_view channel = work.text(
          record.channel == kNoText ? record.provider : record.channel);
      places_.emplace(key_of(work.text(record.computer), channel, record.record_id),
                      Place{i, &record});
    }
  }
}

bool FindingJoin::is_same_place(const FactRecord& record, const Finding& finding) const {
  if (record.index != finding.source.index) return false;
  const SourceRef source = work_.store.source_ref(record);
  return source.path == finding.source.path && source.member == finding.source.member;
}

DraftIndex FindingJoin::find(const Finding& finding) const {
  const std::string& channel =
      finding.event.channel.empty() ? finding.event.provider : finding.event.channel;
  const auto [begin, end] = places_.equal_range(
      key_of(finding.event.computer, channel, finding.event.record_id.value_or(kNoNumber)));
  DraftIndex nearest = kNoDraft;
  std::uint64_t distance = kNoNumber;
  for (auto at = begin; at != end; ++at) {
    const FactRecord& record = *at->second.record;
    if (is_same_place(record, finding)) return at->second.draft;
    if (!finding.event.record_id) continue;
    const std::uint64_t apart = record.ticks > finding.time.ticks
                                    ? record.ticks - finding.time.ticks
                                    : finding.time.ticks - record.ticks;
    if (apart >= distance) continue;
    nearest = at->second.draft;
    distance = apart;
  }
  return nearest;
}

}  // namespace wmiscope
