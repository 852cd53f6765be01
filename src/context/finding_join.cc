// SPDX-License-Identifier: Apache-2.0
#include "context/finding_join.h"

#include <algorithm>
#include <tuple>

#include "base/ascii.h"

namespace wmiscope {
namespace {

std::uint64_t id_of(const Finding& finding) { return finding.event.record_id.value_or(kNoNumber); }

}  // namespace

FindingJoin::FindingJoin(const Case& work, std::span<const Finding> findings) : work_(work) {
  std::vector<std::uint64_t> ids(findings.size());
  std::ranges::transform(findings, ids.begin(), id_of);
  std::ranges::sort(ids);
  for (DraftIndex i = 0; i < work.drafts.size(); ++i) {
    if (!work.drafts[i].is_live()) continue;
    for (const Shown& shown : work.drafts[i].evidence) {
      const std::uint64_t id = shown.record->record_id;
      if (std::ranges::binary_search(ids, id)) places_.push_back({id, i, shown.record});
    }
  }
  std::ranges::sort(places_, {}, [](const Place& a) {
    return std::tuple(a.record_id, a.draft, a.record->source, a.record->index);
  });
}

bool FindingJoin::is_same_log(const FactRecord& record, const Finding& finding) const {
  return equals_nocase(work_.text(record.computer), finding.event.computer) &&
         equals_nocase(work_.text(record.channel), finding.event.channel);
}

bool FindingJoin::is_same_place(const FactRecord& record, const Finding& finding) const {
  if (record.index != finding.source.index) return false;
  const SourceRef source = work_.store.source_ref(record);
  return source.path == finding.source.path && source.member == finding.source.member;
}

DraftIndex FindingJoin::find(const Finding& finding) const {
  const auto places = std::ranges::equal_range(places_, id_of(finding), {}, &Place::record_id);
  DraftIndex nearest = kNoDraft;
  std::uint64_t distance = kNoNumber;
  for (const Place& place : places) {
    const FactRecord& record = *place.record;
    if (!is_same_log(record, finding)) continue;
    if (is_same_place(record, finding)) return place.draft;
    if (!finding.event.record_id) continue;
    const std::uint64_t apart = record.ticks > finding.time.ticks
                                    ? record.ticks - finding.time.ticks
                                    : finding.time.ticks - record.ticks;
    if (apart >= distance) continue;
    nearest = place.draft;
    distance = apart;
  }
  return nearest;
}

}  // namespace wmiscope
