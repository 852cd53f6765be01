// SPDX-License-Identifier: Apache-2.0
//
// The field table out of content/fields/*.yml.
//
//   auto table = load_builtin_field_table();
//   if (!table) fail(table.error());
//
// A document describes one log:
//
//   log: Sysmon            # for people: the kinds are "Sysmon 1" …, and "Sysmon" for the rest
//   channel: Microsoft-Windows-Sysmon/Operational
//   provider: Microsoft-Windows-Sysmon
//   services: [sysmon]     # Sigma services that name it
//   rows:                  # of every event of the log
//     dest:
//       from: Computer     # event/field_expr.h
//       help: host that wrote the event
//   events:
//     - id: 1
//       categories: [process_creation]   # Sigma categories that name it
//       rows: …                     # its own rows; they win over those of the log
//       remedy: …              # for people: what to switch on where there are no such events;
//                              # without it that of the log
//       missing:               # … where there are, but never with the field
//         CommandLine: …
//
// or many that have nothing but common rows: `rows`, and `logs`, a list of [service, channel,
// provider]. In `from`, {name} stands for the whole expression of an earlier row of the same kind.
//
// Loaded once at start, in the thread that asks.
#pragma once

#include <expected>
#include <span>
#include <string>

#include "content/embedded.h"
#include "event/field_table.h"

namespace wmiscope {

// The built-in table. Its error is a mistake in this project's own content.
std::expected<FieldTable, std::string> load_builtin_field_table();

// The table of these files. The error names file and line.
std::expected<FieldTable, std::string> load_field_table(std::span<const EmbeddedFile> files);

}  // namespace wmiscope
