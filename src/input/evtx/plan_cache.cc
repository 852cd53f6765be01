// SPDX-License-Identifier: Apache-2.0
#include "input/evtx/plan_cache.h"

#include <utility>

namespace wmiscope::evtx {

namespace {

constexpr std::size_t kMaxTemplatesOfGuid = 16;

}  // namespace

const JsonPlan* PlanCache::find(ByteView chunk, std::uint32_t definition, std::uint32_t template_id,
                                Place& place, BinXmlError& error) {
  DefinitionPlace found;
  if (!find_definition(chunk, definition, template_id, found, error)) return nullptr;
  const JsonPlan* plan = fitting(chunk, found);
  if (!plan) {
    Entry entry;
    if (!read_definition(chunk, found, form_, entry.recipe, error)) return nullptr;
    auto compiled = JsonPlan::compile(form_.view().chars());
    if (!compiled) {
      error = compiled.error();
      error.offset = definition;
      return nullptr;
    }
    form_bytes_ += form_.size();
    entry.plan = std::make_unique<JsonPlan>(std::move(*compiled));
    plan = entries_.emplace(found.guid, std::move(entry))->second.plan.get();
  }
  place = {generation_, definition, template_id, plan};
  return plan;
}

// The plan of a definition that another chunk had too.
const JsonPlan* PlanCache::fitting(ByteView chunk, const DefinitionPlace& place) {
  std::size_t count = 0;
  const auto [first, last] = entries_.equal_range(place.guid);
  for (auto entry = first; entry != last; ++entry, ++count) {
    if (entry->second.recipe.fits(chunk, place.begin, place.end)) return entry->second.plan.get();
  }
  // A crafted file: the next record begins with an empty cache.
  if (count == kMaxTemplatesOfGuid) form_bytes_ += kMaxFormBytes;
  return nullptr;
}

void PlanCache::clear() {
  begin_chunk();
  entries_.clear();
  form_bytes_ = 0;
}

}  // namespace wmiscope::evtx
