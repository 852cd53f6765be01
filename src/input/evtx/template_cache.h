// SPDX-License-Identifier: Apache-2.0
//
// Compiled templates by what they mean, and by where the current chunk has them.
//
//   cache.begin_chunk();
//   const Template* t = cache.get(chunk, layout.definition, layout.template_id, error);
//
// Within a chunk a template is known by the offset of its definition; between chunks by its normal
// form, so that it is compiled once for a whole case. What the templates of a chunk, and all
// together, may take is bounded. Compiling it for every record would cost 25 to 31 times as much,
// for every chunk twice (evtx-facts 2.1). One cache a thread. Templates live until trim(), which
// the decoder calls between blocks.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "event/fields.h"
#include "input/evtx/template.h"

namespace wmiscope::evtx {

// A definition in its chunk.
struct DefinitionPlace {
  std::uint64_t guid = 0;  // both halves in one
  std::size_t begin = 0;   // of its body
  std::size_t end = 0;
};

// Where the definition lies; false, with the reason, where there is none of that id.
bool find_definition(ByteView chunk, std::uint32_t definition, std::uint32_t template_id,
                     DefinitionPlace& place, BinXmlError& error);

// Its normal form, in place of what `form` held, and its recipe. False, with the reason, where it is
// broken.
bool read_definition(ByteView chunk, const DefinitionPlace& place, Buffer& form,
                     DefinitionRecipe& recipe, BinXmlError& error);

class TemplateCache {
 public:
  explicit TemplateCache(const FieldNames& names) : names_(names) {}

  // Forgets what lies where: another chunk comes.
  void begin_chunk() {
    ++generation_;
    read_.clear();
    chunk_bytes_ = 0;
  }

  // The template that was got for that definition of the current chunk; null where none was.
  const Template* known(std::uint32_t definition, std::uint32_t template_id) const {
    const Place& place = places_[place_of(definition)];
    const bool same = place.generation == generation_ && place.definition == definition &&
                      place.template_id == template_id;
    return same ? place.compiled : nullptr;
  }

  // The template whose definition lies at `definition` of the chunk; null, with the reason in
  // `error`, where there is none of that id or it is broken.
  const Template* get(ByteView chunk, std::uint32_t definition, std::uint32_t template_id,
                      BinXmlError& error) {
    const Template* const there = known(definition, template_id);
    return there ? there : find(chunk, definition, template_id, error);
  }

  std::uint64_t chunk_number() const { return generation_; }

  // Empties the cache if a crafted file has filled it; whether it did.
  bool trim();

 private:
  struct Place {
    std::uint64_t generation = 0;
    std::uint32_t definition = 0;
    std::uint32_t template_id = 0;
    const Template* compiled = nullptr;
  };

  // What came of a definition of the current chunk.
  struct Reading {
    const Template* compiled = nullptr;
    BinXmlError error;
  };

  static std::size_t place_of(std::uint32_t definition) {
    return (definition >> 2 ^ definition >> 9) % kPlaces;
  }
  const Template* find(ByteView chunk, std::uint32_t definition, std::uint32_t template_id,
                       BinXmlError& error);
  Reading read(ByteView chunk, std::uint32_t definition, std::uint32_t template_id);
  const Template* compiled(std::string_view form);
  const Template* fitting(ByteView chunk, const DefinitionPlace& place) const;

  static constexpr std::size_t kPlaces = 256;
  const FieldNames& names_;
  std::uint64_t generation_ = 1;
  std::array<Place, kPlaces> places_;
  Buffer form_;                                      // scratch
  std::unordered_map<std::uint64_t, Reading> read_;  // by definition and id
  std::size_t chunk_bytes_ = 0;                      // of the forms of the current chunk
  std::unordered_map<std::string_view, std::unique_ptr<Template>> by_form_;
  // By GUID, which hardly ever names two templates.
  struct Known {
    DefinitionRecipe recipe;
    const Template* compiled = nullptr;
  };
  std::unordered_map<std::uint64_t, std::vector<Known>> by_guid_;
  std::size_t bytes_ = 0;  // of all forms, with the table of fields
};

}  // namespace wmiscope::evtx
