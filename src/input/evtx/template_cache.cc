// SPDX-License-Identifier: Apache-2.0
#include "input/evtx/template_cache.h"

#include "base/limits.h"

namespace wmiscope::evtx {
namespace {

constexpr std::size_t kMaxOfGuid = 4;          // templates of one GUID; more are a crafted file's
constexpr std::size_t kDefinitionHeader = 24;  // u32 next, GUID, u32 size of the body

BinXmlError lost(const char* what, std::size_t offset, std::size_t need, std::size_t have) {
  return {"template-lost", what, offset, need, have};
}

}  // namespace

bool find_definition(ByteView chunk, std::uint32_t definition, std::uint32_t template_id,
                     DefinitionPlace& place, BinXmlError& error) {
  if (!chunk.has(definition, kDefinitionHeader)) {
    error = lost("a template definition", definition, kDefinitionHeader, chunk.size());
    return false;
  }
  // The id of an instance is the first part of its template's GUID.
  const auto id = chunk.load<std::uint32_t>(definition + 4);
  if (id != template_id) {
    error = lost("the id of a template definition", definition + 4, template_id, id);
    return false;
  }
  const std::size_t begin = definition + kDefinitionHeader;
  const std::size_t size = chunk.load<std::uint32_t>(definition + 20);
  if (!chunk.has(begin, size)) {
    error = lost("a template definition", begin, size, chunk.size() - begin);
    return false;
  }
  place.guid =
      chunk.load<std::uint64_t>(definition + 4) ^ chunk.load<std::uint64_t>(definition + 12);
  place.begin = begin;
  place.end = begin + size;
  return true;
}

bool read_definition(ByteView chunk, const DefinitionPlace& place, Buffer& form,
                     DefinitionRecipe& recipe, BinXmlError& error) {
  form.clear();
  const auto done = normalise_template(chunk, place.begin, place.end, form, &recipe);
  if (done) return true;
  error = done.error();
  error.code = "template-lost";
  return false;
}

const Template* TemplateCache::find(ByteView chunk, std::uint32_t definition,
                                    std::uint32_t template_id, BinXmlError& error) {
  const auto key = std::uint64_t{definition} << 32 | template_id;
  auto known = read_.find(key);
  if (known == read_.end()) {
    known = read_.emplace(key, read(chunk, definition, template_id)).first;
  }
  const Reading& reading = known->second;
  if (!reading.compiled) {
    error = reading.error;
    return nullptr;
  }
  places_[place_of(definition)] = {generation_, definition, template_id, reading.compiled};
  return reading.compiled;
}

TemplateCache::Reading TemplateCache::read(ByteView chunk, std::uint32_t definition,
                                           std::uint32_t template_id) {
  if (chunk_bytes_ > limits::kMaxChunkForms) {
    return {nullptr,
            lost("the templates of one chunk", definition, limits::kMaxChunkForms, chunk_bytes_)};
  }
  Reading reading;
  DefinitionPlace place;
  if (!find_definition(chunk, definition, template_id, place, reading.error)) return reading;
  chunk_bytes_ += place.end - place.begin;
  reading.compiled = fitting(chunk, place);
  if (reading.compiled != nullptr) return reading;
  Known known;
  const bool sound = read_definition(chunk, place, form_, known.recipe, reading.error);
  chunk_bytes_ += form_.size();
  if (!sound) return reading;
  reading.compiled = known.compiled = compiled(form_.view().chars());
  std::vector<Known>& of_guid = by_guid_[place.guid];
  if (of_guid.size() < kMaxOfGuid) {
    bytes_ += known.recipe.bytes();
    of_guid.push_back(std::move(known));
  }
  return reading;
}

// The one that was made of the same definition in another chunk.
const Template* TemplateCache::fitting(ByteView chunk, const DefinitionPlace& place) const {
  const auto of_guid = by_guid_.find(place.guid);
  if (of_guid == by_guid_.end()) return nullptr;
  for (const Known& known : of_guid->second) {
    if (known.recipe.fits(chunk, place.begin, place.end)) return known.compiled;
  }
  return nullptr;
}

const Template* TemplateCache::compiled(std::string_view form) {
  const auto known = by_form_.find(form);
  if (known != by_form_.end()) return known->second.get();
  auto fresh = std::make_unique<Template>(Template::compile(form, names_));
  fresh->set_number(by_form_.size());
  bytes_ += form.size() + names_.size() * sizeof(Source);
  const std::string_view key = fresh->normal_form();
  return by_form_.emplace(key, std::move(fresh)).first->second.get();
}

bool TemplateCache::trim() {
  if (bytes_ <= limits::kMaxCachedForms) return false;
  begin_chunk();
  by_form_.clear();
  by_guid_.clear();
  bytes_ = 0;
  return true;
}

}  // namespace wmiscope::evtx
