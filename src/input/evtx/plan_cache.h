// SPDX-License-Identifier: Apache-2.0
//
// JSON plans by what their templates mean, and by where the current chunk has them: what
// TemplateCache (template_cache.h) is for events.
//
//   cache.begin_chunk();
//   const JsonPlan* plan = cache.get(chunk, layout.definition, layout.template_id, error);
//
// One cache a thread. Plans live until trim().
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>

#include "input/buffer.h"
#include "input/evtx/json_plan.h"
#include "input/evtx/template_cache.h"

namespace wmiscope::evtx {

class PlanCache {
 public:
  // Forgets what lies where: another chunk comes.
  void begin_chunk() { ++generation_; }

  // The plan of the template whose definition lies at `definition` of the chunk; null, with the
  // reason in `error`, where there is none of that id or it is broken.
  const JsonPlan* get(ByteView chunk, std::uint32_t definition, std::uint32_t template_id,
                      BinXmlError& error) {
    Place& place = places_[(definition >> 2 ^ definition >> 9) % places_.size()];
    if (place.generation == generation_ && place.definition == definition &&
        place.template_id == template_id) [[likely]] {
      return place.plan;
    }
    return find(chunk, definition, template_id, place, error);
  }

  // Empties the cache if a crafted file has filled it. Between records.
  void trim() {
    if (form_bytes_ > kMaxFormBytes) [[unlikely]]
      clear();
  }

 private:
  static constexpr std::size_t kMaxFormBytes = 8 << 20;  // real cases: some hundred KiB

  struct Place {
    std::uint64_t generation = 0;
    std::uint32_t definition = 0;
    std::uint32_t template_id = 0;
    const JsonPlan* plan = nullptr;
  };

  const JsonPlan* find(ByteView chunk, std::uint32_t definition, std::uint32_t template_id,
                       Place& place, BinXmlError& error);

  struct Entry {
    DefinitionRecipe recipe;
    std::unique_ptr<JsonPlan> plan;
  };

  const JsonPlan* fitting(ByteView chunk, const DefinitionPlace& place);
  void clear();

  std::uint64_t generation_ = 1;
  std::array<Place, 256> places_;
  Buffer form_;                 // scratch
  std::size_t form_bytes_ = 0;  // of all normal forms
  // By GUID, which hardly ever names two templates; what tells is the recipe.
  std::unordered_multimap<std::uint64_t, Entry> entries_;
};

}  // namespace wmiscope::evtx
