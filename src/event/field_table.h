// SPDX-License-Identifier: Apache-2.0
//
// The field table: which kinds of event there are, which Sigma log sources name them, and how the
// names that rules use are computed from the event's own (content/fields/*.yml). A rule that asks
// for process_creation runs on Sysmon 1 and on Security 4688 through it, and Splunk's CIM names
// (dest, user, process …) are rows like any other.
//
// Filled once by the content room, then read-only and shared by all threads.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "event/field_expr.h"
#include "event/fields.h"

namespace wmiscope {

// One row: how a kind of event gives a field.
struct FieldRow {
  std::string name;
  FieldExpr expr;
  std::string help;
};

// What to do at the source so that a field is there.
struct FieldRemedy {
  std::string field;
  std::string remedy;
};

// One kind of event: "Sysmon 1". Kinds without an id stand for all other events of their log.
struct EventKind {
  std::string name;
  std::string channel;
  std::string provider;
  std::optional<std::uint32_t> event_id;
  std::vector<std::string> categories;  // Sigma: process_creation …
  std::vector<FieldRow> rows;
  std::string remedy;  // for people: what to switch on at the source where there are no such events
  std::vector<FieldRemedy> missing;  // … where there are, but never with a field

  const FieldRow* row(std::string_view field) const;
};

// A Sigma service: the log that it names.
struct LogService {
  std::string name;  // "sysmon"
  std::string channel;
  std::string provider;
};

struct FieldTable {
  FieldNames names;
  std::vector<EventKind> kinds;
  std::vector<LogService> services;

  const LogService* service(std::string_view name) const;
  // The kinds of a category, in the order of the table.
  std::vector<const EventKind*> category(std::string_view name) const;
  // The kind of a log and id; null where the table has none.
  const EventKind* kind(std::string_view channel, std::optional<std::uint32_t> event_id) const;

  // How `kind` (null: any event) gives the field: its row, else the event's own field of that name.
  FieldExpr resolve(const EventKind* kind, std::string_view field);
};

}  // namespace wmiscope
