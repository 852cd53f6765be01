// SPDX-License-Identifier: Apache-2.0
//
// What of a finding tells a person most: its command line, query, consumer or destination, and the
// words for the record that it comes from.
//
//   for (const Telling& t : telling_fields(finding.fields)) print(t.label, t.text);   // "command",
//   … record_words(finding.event);                                  // "Sysmon 1 #334850"
//   source_words(finding.source);                                 // "triage/Sysmon.evtx"
//
// The text is as the event stores it: escape it. Views into the fields. No state, any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "wmiscope/finding.h"

namespace wmiscope {

struct Telling {
  std::string_view label;  // of this program; the field's own name for other people's rules
  std::string_view text;
  bool is_path = false;  // its end says more than its middle
};

// The most telling first, each label once, at most kMaxTelling. Values "null" and "unknown" (corpus
// README) tell nothing and are left out. Where no field is known here, the first ones under their
// names.
inline constexpr std::size_t kMaxTelling = 3;
std::vector<Telling> telling_fields(const Fields& fields);

// The by-fields that neither telling_fields nor the heading (dest, user) shows: "process_id 3872,
// …".
std::string other_fields(const Fields& fields);

// Log, event id, record id: what to look for in Event Viewer.
std::string record_words(const EventRef& event);

// Path, member and line; "checksum bad" and "recovered" where so.
std::string source_words(const SourceRef& source);

}  // namespace wmiscope
