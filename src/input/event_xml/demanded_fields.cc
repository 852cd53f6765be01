// SPDX-License-Identifier: Apache-2.0
#include "input/event_xml/demanded_fields.h"

#include <algorithm>
#include <bit>

namespace wmiscope::event_xml {

DemandedFields::DemandedFields(const DemandEntry& entry, const FieldNames& names) : entry_(entry) {
  for (const FieldId field : entry.fields) columns_.push_back({names.name(field)});
  for (const RawCondition& condition : entry.any_of) {
    conditions_.push_back(add(names.name(condition.field)));
  }
  const std::size_t n = std::min<std::size_t>(entry.fields.size(), 64);
  unseen_ = n == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << n) - 1;
}

std::size_t DemandedFields::add(std::string_view name) {
  const auto at = std::ranges::find(columns_, name, &Column::name);
  const auto column = static_cast<std::size_t>(at - columns_.begin());
  if (at == columns_.end()) columns_.push_back({name});
  return column;
}

void DemandedFields::begin(XmlEvent& event) {
  event_ = &event;
  for (Column& column : columns_) column.known = false;
}

bool DemandedFields::wanted() {
  if (conditions_.empty()) return true;
  for (std::size_t i = 0; i < conditions_.size(); ++i) {
    if (meets(entry_.any_of[i], (*this)[conditions_[i]])) return true;
  }
  return false;
}

Value DemandedFields::operator[](std::size_t column) {
  Column& c = columns_[column];
  if (!c.known) {
    c.known = true;
    c.value = event_->field(c.name);
  }
  return c.value;
}

std::uint64_t DemandedFields::newly_seen() {
  std::uint64_t seen = 0;
  for (std::uint64_t left = unseen_; left != 0; left &= left - 1) {
    const auto slot = static_cast<std::size_t>(std::countr_zero(left));
    if (!(*this)[slot].absent()) seen |= std::uint64_t{1} << slot;
  }
  unseen_ &= ~seen;
  return seen;
}

}  // namespace wmiscope::event_xml
