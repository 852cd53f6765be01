// SPDX-License-Identifier: Apache-2.0
//
// The JSON of each kind of result, exactly as contracts.md section 3 lists its keys:
// wmiscope.finding/1, wmiscope.group/1, wmiscope.activity/1 (activity_json.cc), wmiscope.issue/1, wmiscope.coverage/1. One object, no line
// end.
//
//   std::string line;
//   append_json(finding, line);
//
// Facts that are not known are left out, empty lists of unknown length too; `events` and
// `detections` of the coverage are always there. `excluded` stands last. A changed meaning raises
// the schema's number.
#pragma once

#include <string>

#include "wmiscope/activity.h"
#include "wmiscope/coverage.h"
#include "wmiscope/finding.h"
#include "wmiscope/issue.h"

namespace wmiscope {

void append_json(const Finding& finding, std::string& out);
void append_json(const Group& group, std::string& out);
void append_json(const Activity& activity, std::string& out);
void append_json(const Issue& issue, std::string& out);
void append_json(const Coverage& coverage, std::string& out);

// {"dest":"…","user":"…"}: the by-fields in their order.
void append_fields_json(const Fields& fields, std::string& out);

// {"provider":…}, {"path":…}: as findings and evidence name their record.
void append_event_json(const EventRef& event, std::string& out);
void append_source_json(const SourceRef& source, std::string& out);

}  // namespace wmiscope
