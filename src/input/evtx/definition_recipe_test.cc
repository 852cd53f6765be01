// SPDX-License-Identifier: Apache-2.0
#include "input/evtx/definition_recipe.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "input/buffer.h"
#include "input/evtx/normal_form.h"
#include "tests/binxml_writer.h"
#include "tests/windows_events.h"

namespace wmiscope::evtx {
namespace {

using testkit::ChunkText;
using testkit::XmlElement;

// A template with every token, whose names recur.
XmlElement root() {
  using namespace testkit;
  return {.name = "Event",
          .attributes = {{"xmlns", {Text{"u:"}, EntityRef{"amp"}}}, {"Name", {Slot{u32(1)}}}},
          .children = {Text{"x"}, CharRef{0x41}, CData{"<c>"}, ProcessingInstruction{"pi", "data"},
                       XmlElement{.name = "Empty"},
                       XmlElement{.name = "Data",
                                  .attributes = {{"Name", {Text{"a"}}}},
                                  .children = {Slot{text("v"), true}}},
                       XmlElement{.name = "Data",
                                  .attributes = {{"Name", {Text{"b"}}}},
                                  .children = {Slot{text("w")}}}}};
}

struct Body {
  std::string chunk;
  std::size_t begin = 0;
  std::size_t end = 0;
};

// The definition that the chunk got last.
Body last_definition(const ChunkText& text) {
  std::uint32_t at = 0;
  for (const auto& [form, offset] : text.templates) at = std::max(at, offset);
  const ByteView chunk(text.bytes);
  return {text.bytes, at + 24U, at + 24U + chunk.load<std::uint32_t>(at + 20)};
}

std::optional<std::string> form_of(const Body& body) {
  Buffer form;
  if (!normalise_template(ByteView(body.chunk), body.begin, body.end, form)) return std::nullopt;
  return std::string(form.view().chars());
}

DefinitionRecipe recipe_of(const Body& body) {
  Buffer form;
  DefinitionRecipe recipe;
  EXPECT_TRUE(normalise_template(ByteView(body.chunk), body.begin, body.end, form, &recipe));
  return recipe;
}

bool fits(const DefinitionRecipe& recipe, const Body& body) {
  return recipe.fits(ByteView(body.chunk), body.begin, body.end);
}

Body first() {
  ChunkText text;
  testkit::write_fragment(text, {.root = root()});
  return last_definition(text);
}

// The same template behind another one that used some of its names first.
Body second() {
  using namespace testkit;
  ChunkText text;
  testkit::write_fragment(text,
                          {.root = {.name = "Data",
                                    .attributes = {{"pi", {Text{"1"}}}},
                                    .children = {XmlElement{.name = "Event"}, Slot{u32(2)}}}});
  testkit::write_fragment(text, {.root = root()});
  return last_definition(text);
}

TEST(DefinitionRecipe, FitsTheSameTemplateElsewhere) {
  const Body a = first();
  const Body b = second();
  ASSERT_NE(a.end - a.begin, b.end - b.begin);
  ASSERT_EQ(form_of(a), form_of(b));
  EXPECT_TRUE(fits(recipe_of(a), a));
  EXPECT_TRUE(fits(recipe_of(a), b));
  EXPECT_TRUE(fits(recipe_of(b), a));
}

// Every byte of a chunk changed in several ways: what still fits has the same normal form.
TEST(DefinitionRecipe, FitsNothingElse) {
  const DefinitionRecipe recipe = recipe_of(first());
  const Body sound = second();
  const auto form = form_of(sound);
  std::size_t fitting = 0;
  for (std::size_t at = testkit::kChunkHeaderSize; at < sound.end; ++at) {
    for (const int change : {1, 0x20, 0x40, 0x80, 0xFF}) {
      Body body = sound;
      body.chunk[at] = static_cast<char>(body.chunk[at] ^ change);
      if (!fits(recipe, body)) continue;
      ++fitting;
      EXPECT_EQ(form_of(body), form) << at << " " << change;
    }
  }
  EXPECT_GT(fitting, 100U);
}

TEST(DefinitionRecipe, FitsNoShorterOne) {
  const DefinitionRecipe recipe = recipe_of(first());
  const Body sound = second();
  for (std::size_t end = sound.begin; end < sound.end; ++end) {
    const Body cut{sound.chunk, sound.begin, end};
    EXPECT_FALSE(fits(recipe, cut)) << end;
  }
}

// What Windows' own templates are made of, in chunks that differ by what came before.
TEST(DefinitionRecipe, FitsRealTemplates) {
  for (const auto& event :
       {testkit::sysmon_1(), testkit::security_5145(), testkit::security_4624()}) {
    ChunkText alone;
    testkit::write_fragment(alone, event.fragment(1));
    ChunkText behind;
    testkit::write_fragment(behind, testkit::security_4688_v2().fragment(1));
    testkit::write_fragment(behind, event.fragment(2));
    const Body a = last_definition(alone);
    const Body b = last_definition(behind);
    EXPECT_EQ(fits(recipe_of(a), b), form_of(a) == form_of(b));
    EXPECT_TRUE(fits(recipe_of(a), b));
  }
}

}  // namespace
}  // namespace wmiscope::evtx
