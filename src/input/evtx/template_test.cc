// SPDX-License-Identifier: Apache-2.0
#include "input/evtx/template.h"

#include <gtest/gtest.h>

#include "input/buffer.h"
#include "input/evtx/template_cache.h"
#include "tests/binxml_writer.h"
#include "tests/raw_bytes.h"
#include "tests/windows_events.h"

namespace wmiscope::evtx {
namespace {

using testkit::ChunkText;
using testkit::XmlElement;
using testkit::XmlFragment;

constexpr std::size_t kDefinition =
    testkit::kChunkHeaderSize + 4 + 10;  // of a chunk's first template

std::string form_of(const XmlFragment& fragment) {
  ChunkText text;
  testkit::write_fragment(text, fragment);
  Buffer form;
  BinXmlError error;
  const ByteView chunk(text.bytes);
  DefinitionPlace place;
  DefinitionRecipe recipe;
  const auto id = chunk.load<std::uint32_t>(kDefinition + 4);
  EXPECT_TRUE(find_definition(chunk, kDefinition, id, place, error));
  EXPECT_TRUE(read_definition(chunk, place, form, recipe, error));
  return std::string(form.view().chars());
}

// "%3" for a substitution, the text of a constant, "[…]" for several pieces, "-" for nothing.
std::string show(const Template& t, const Source& source) {
  switch (source.kind) {
    case Source::Kind::kNone:
      return "-";
    case Source::Kind::kConstant:
      return "'" + t.constant(source.index) + "'";
    case Source::Kind::kSubstitution:
      return "%" + std::to_string(source.index) + (source.optional ? "?" : "");
    case Source::Kind::kMixed:
      break;
  }
  std::string out = "[";
  for (const Source& piece : t.pieces(source.index)) out += show(t, piece);
  return out + "]";
}

std::string show_fields(const Template& t) {
  std::string out;
  for (const TemplateField& f : t.fields()) out += f.name + "=" + show(t, f.source) + " ";
  return out;
}

XmlElement event_data() {
  using namespace testkit;
  const auto data = [](const std::string& name, std::vector<XmlNode> content) {
    XmlElement e{.name = "Data", .children = std::move(content)};
    if (!name.empty()) e.attributes.push_back({"Name", {Text{name}}});
    return e;
  };
  return {.name = "EventData",
          .children = {
              data("Image", {Slot{text("a")}}), data("", {Slot{text("b"), true}}),
              data("Mixed", {Text{"<"}, EntityRef{"amp"}, Slot{u32(1)}, CData{"x"}, CharRef{0x21}}),
              data("Constant", {Text{"a"}, EntityRef{"lt"}, EntityRef{"other"}}), data("Empty", {}),
              data("Image", {Slot{text("c")}}),
              XmlElement{.name = "Binary",
                         .attributes = {{"Name", {Text{"n"}}}},
                         .children = {Slot{binary("x")}}}}};
}

TEST(Template, KnowsItsFields) {
  FieldNames names;
  const FieldId image = names.intern("Image");
  const FieldId absent = names.intern("Absent");
  const std::string form = form_of({.root = event_data()});
  for (const bool loose : {false, true}) {
    const Template t =
        loose ? Template::compile_loose(form, names) : Template::compile(form, names);
    EXPECT_EQ(show_fields(t),
              "Image=%0 =%1? Mixed=['<&'%2'x!'] Constant='a<&other;' Empty='' Image=%3 Binary=%4 ");
    EXPECT_FALSE(t.has_system());
    EXPECT_EQ(show(t, t.field(image)), "%0");  // the first of a doubled name
    EXPECT_EQ(show(t, t.field(absent)), "-");
    EXPECT_EQ(show(t, t.field(FieldId{9'999})), "-");
  }
}

TEST(Template, KnowsTheEnvelope) {
  const FieldNames names;
  const Template t = Template::compile(form_of(testkit::sysmon_1().fragment(7)), names);
  EXPECT_TRUE(t.has_system());
  for (std::size_t i = 0; i < kSystemFieldCount; ++i) {
    const auto field = static_cast<SystemField>(i);
    EXPECT_NE(t.system(field).kind, Source::Kind::kNone) << system_field_name(field);
  }
  // EventID is read before anything else is: it must be a plain substitution.
  EXPECT_EQ(t.system(SystemField::kEventId).kind, Source::Kind::kSubstitution);
  EXPECT_TRUE(t.fields().empty()) << show_fields(t);
}

TEST(Template, TakesTheEnvelopeOnlyFromSystem) {
  using namespace testkit;
  const XmlElement root{.name = "Event",
                        .children = {XmlElement{
                            .name = "UserData",
                            .children = {XmlElement{.name = "EventID", .children = {Text{"7"}}}}}}};
  const FieldNames names;
  const Template t = Template::compile(form_of({.root = root}), names);
  EXPECT_FALSE(t.has_system());
  EXPECT_EQ(show(t, t.system(SystemField::kEventId)), "-");
  EXPECT_EQ(show_fields(t), "EventID='7' ");
}

struct Chunk {
  ChunkText text;
  ByteView view() const { return ByteView(text.bytes); }
  std::uint32_t id() const { return view().load<std::uint32_t>(kDefinition + 4); }
};

Chunk chunk_of(const XmlFragment& fragment) {
  Chunk chunk;
  testkit::write_fragment(chunk.text, fragment);
  return chunk;
}

TEST(TemplateCache, CompilesEqualTemplatesOnce) {
  const Chunk a = chunk_of({.root = event_data()});
  Chunk b;
  testkit::write_fragment(b.text, {.root = {.name = "Data"}, .templated = false});
  const auto moved = static_cast<std::uint32_t>(b.text.bytes.size() + 4 + 10);
  testkit::write_fragment(b.text, {.root = event_data()});
  const FieldNames names;
  TemplateCache cache(names);
  BinXmlError error;
  const Template* first = cache.get(a.view(), kDefinition, a.id(), error);
  ASSERT_NE(first, nullptr);
  EXPECT_EQ(cache.get(a.view(), kDefinition, a.id(), error), first);
  cache.begin_chunk();
  EXPECT_EQ(cache.get(b.view(), moved, a.id(), error), first);
}

TEST(TemplateCache, SaysWhatIsLost) {
  const Chunk good = chunk_of({.root = event_data()});
  Chunk broken = good;
  broken.text.bytes[kDefinition + 28] = '\x7F';
  const FieldNames names;
  const struct {
    const char* name;
    const Chunk& chunk;
    std::uint32_t definition;
    std::uint32_t id;
    const char* what;
  } kCases[] = {
      {"outside", good, 60'000, good.id(), "a template definition"},
      {"at the very end", good, 0xFFFFFFF0, good.id(), "a template definition"},
      {"another id", good, kDefinition, good.id() + 1, "the id of a template definition"},
      {"broken", broken, kDefinition, good.id(), "a binary XML token"},
  };
  for (const auto& c : kCases) {
    TemplateCache cache(names);
    for (int again = 0; again < 2; ++again) {  // a failure is remembered with its reason
      BinXmlError error;
      EXPECT_EQ(cache.get(c.chunk.view(), c.definition, c.id, error), nullptr) << c.name;
      EXPECT_STREQ(error.code, "template-lost");
      EXPECT_STREQ(error.what, c.what) << c.name;
    }
    BinXmlError error;
    cache.begin_chunk();
    EXPECT_NE(cache.get(good.view(), kDefinition, good.id(), error), nullptr);
  }
}

}  // namespace
}  // namespace wmiscope::evtx
