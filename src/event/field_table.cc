// SPDX-License-Identifier: Apache-2.0
#include "event/field_table.h"

#include <algorithm>

#include "base/ascii.h"

namespace wmiscope {

const FieldRow* EventKind::row(std::string_view field) const {
  const auto at = std::ranges::find(rows, field, &FieldRow::name);
  return at == rows.end() ? nullptr : &*at;
}

const LogService* FieldTable::service(std::string_view name) const {
  const auto at = std::ranges::find(services, name, &LogService::name);
  return at == services.end() ? nullptr : &*at;
}

std::vector<const EventKind*> FieldTable::category(std::string_view name) const {
  std::vector<const EventKind*> found;
  for (const EventKind& kind : kinds) {
    if (std::ranges::find(kind.categories, name) != kind.categories.end()) found.push_back(&kind);
  }
  return found;
}

const EventKind* FieldTable::kind(std::string_view channel,
                                  std::optional<std::uint32_t> event_id) const {
  const EventKind* whole_log = nullptr;
  for (const EventKind& kind : kinds) {
    if (!equals_nocase(kind.channel, channel)) continue;
    if (kind.event_id == event_id) return &kind;
    if (!kind.event_id && whole_log == nullptr) whole_log = &kind;
  }
  return whole_log;
}

FieldExpr FieldTable::resolve(const EventKind* kind, std::string_view field) {
  if (kind != nullptr) {
    if (const FieldRow* row = kind->row(field)) return row->expr;
  }
  return field_expr(field, names);
}

}  // namespace wmiscope
