// SPDX-License-Identifier: Apache-2.0
//
// Whether a text in a form that is not read looks like Windows events all the same: a table (CSV, TSV) or
// XML. Such a file must not pass for a text without events.
//
//   if (looks_like_event_table(text_head(head, 4096))) …   // TimeCreated,EventId,Channel,Computer …
//
// A guess by names: of a table's columns, in its first line; of elements. No state, any thread.
#pragma once

#include <string_view>

namespace wmiscope {

// A column for the event id and one for the log, the provider or the computer, and a row below. Not what
// this program itself writes.
bool looks_like_event_table(std::string_view text);

// <EventID> without the rest of event XML, or event objects as PowerShell writes them to XML.
bool looks_like_event_xml(std::string_view text);

}  // namespace wmiscope
