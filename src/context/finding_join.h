// SPDX-License-Identifier: Apache-2.0
//
// Which draft a finding belongs to: the one whose evidence holds its record, known by computer,
// channel and record id, and where a log was cleared and ids began anew, by the place in the source.
//
//   const FindingJoin join(work, findings);
//   const DraftIndex draft = join.find(finding);         // kNoDraft: no draft has the record
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "context/case/case.h"

namespace wmiscope {

class FindingJoin {
 public:
  FindingJoin(const Case& work, std::span<const Finding> findings);

  DraftIndex find(const Finding& finding) const;

 private:
  struct Place {
    std::uint64_t record_id = 0;
    DraftIndex draft = kNoDraft;
    const FactRecord* record = nullptr;
  };

  bool is_same_log(const FactRecord& record, const Finding& finding) const;
  bool is_same_place(const FactRecord& record, const Finding& finding) const;

  const Case& work_;
  std::vector<Place> places_;  // of the findings' record ids, by these
};

}  // namespace wmiscope
