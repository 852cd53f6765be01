// SPDX-License-Identifier: Apache-2.0
#include "input/evtx/plan_cache.h"

#include <utility>

#include "input/evtx/template_cache.h"

namespace wmiscope::evtx {

namespace {

constexpr std::size_t kMaxTemplatesOfGuid = 16;

// Both halves of the GUID in the definition, which was found to be whole.
std::uint64_t guid_key(ByteView chunk, std::size_t definition) {
  return chunk.load<std::uint64_t>(definition + 4) ^ chunk.load<std::uint64_t>(definition + 12);
}

}  // namespace

const JsonPlan* PlanCache::find(ByteView chunk, std::uint32_t definition, std::uint32_t template_id,
                                Place& place, BinXmlError& error) {
  if (!read_definition(chunk, definition, template_id, form_, error)) return nullptr;
  const std::uint64_t guid = guid_key(chunk, definition);
  const JsonPlan* plan = known(guid);
  if (!plan) {
    const std::string_view form = form_.view().chars();
    auto compiled = JsonPlan::compile(form);
    if (!compiled) {
      error = compiled.error();
      error.offset = definition;
      return nullptr;
    }
    form_bytes_ += form.size();
    Entry entry{std::string(form), std::make_unique<JsonPlan>(std::move(*compiled))};
    plan = entries_.emplace(guid, std::move(entry))->second.plan.get();
  }
  place = {generation_, definition, template_id, plan};
  return plan;
}

// The plan of the form just read.
const JsonPlan* PlanCache::known(std::uint64_t guid) {
  std::size_t count = 0;
  const auto [first, last] = entries_.equal_range(guid);
  for (auto entry = first; entry != last; ++entry, ++count) {
    if (entry->second.form == form_.view().chars()) return entry->second.plan.get();
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
