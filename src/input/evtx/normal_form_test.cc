// SPDX-License-Identifier: Apache-2.0
#include "input/evtx/normal_form.h"

#include <gtest/gtest.h>

#include "base/limits.h"
#include "base/utf16.h"
#include "input/buffer.h"
#include "tests/binxml_writer.h"
#include "tests/raw_bytes.h"

namespace wmiscope::evtx {
namespace {

using testkit::append;
using testkit::ChunkText;
using testkit::XmlElement;

std::string utf8(ByteView utf16) {
  std::string text;
  append_utf16(utf16, text);
  return text;
}

// A normal form as one line: "<Data @Name 'x' > %3? </>".
std::string show(std::string_view form) {
  std::string out;
  for (NormalFormReader in(form); !in.done();) {
    switch (in.op()) {
      case Op::kOpen: {
        const std::uint16_t dependency = in.dependency();
        out += "<" + utf8(in.text());
        if (dependency != kNoDependency) out += "(" + std::to_string(dependency) + ")";
        break;
      }
      case Op::kAttribute:
        out += "@" + utf8(in.text());
        break;
      case Op::kClose:
        out += ">";
        break;
      case Op::kEnd:
        out += "</>";
        break;
      case Op::kText:
        out += "'" + utf8(in.text()) + "'";
        break;
      case Op::kSubstitution: {
        const Substitution s = in.substitution();
        out += "%" + std::to_string(s.index) + (s.optional ? "?" : "");
        break;
      }
      case Op::kEntity:
        out += "&" + utf8(in.text());
        break;
      case Op::kInstruction:
        out += "?" + utf8(in.text());
        out += "'" + utf8(in.text()) + "'";
        break;
    }
    out += ' ';
  }
  return out;
}

// Tokens are written into a chunk as the kit writes them; what a fragment's header precedes is the
// body.
struct Body {
  std::string chunk;
  std::size_t begin = 0;
};

Body plain(const XmlElement& root) {
  ChunkText text;
  testkit::write_fragment(text, {.root = root, .templated = false});
  return {text.bytes, testkit::kChunkHeaderSize};
}

// The definition of the template: behind fragment header, instance and definition header.
Body templated(const XmlElement& root) {
  ChunkText text;
  testkit::write_fragment(text, {.root = root});
  return {text.bytes, testkit::kChunkHeaderSize + 4 + 10 + 24};
}

std::string form_of(const Body& body, bool in_template) {
  Buffer form;
  const ByteView chunk(body.chunk);
  const auto done = in_template ? normalise_template(chunk, body.begin, chunk.size(), form)
                                : normalise_fragment(chunk, body.begin, chunk.size(), form);
  return done ? show(form.view().chars()) : std::string("failed: ") + done.error().what;
}

XmlElement all_tokens() {
  using namespace testkit;
  return {.name = "Event",
          .attributes = {{"xmlns", {Text{"u:"}, EntityRef{"amp"}}}, {"a", {Text{"1"}}}},
          .children = {Text{"x"}, EntityRef{"lt"}, CharRef{0x41}, CData{"<c>"},
                       ProcessingInstruction{"pi", "data"}, XmlElement{.name = "Empty"},
                       XmlElement{.name = "Event"}}};
}

TEST(NormalForm, HoldsEveryToken) {
  EXPECT_EQ(form_of(plain(all_tokens()), false),
            "<Event @xmlns 'u:' &amp @a '1' > 'x' &lt 'A' '<c>' ?pi'data' "
            "<Empty > </> <Event > </> </> ");
}

TEST(NormalForm, HoldsSubstitutionsAndDependencies) {
  using namespace testkit;
  const XmlElement root{.name = "E",
                        .children = {XmlElement{.name = "A", .children = {Slot{u32(1)}}},
                                     XmlElement{.name = "B", .children = {Slot{text("x"), true}}}}};
  EXPECT_EQ(form_of(templated(root), true), "<E > <A > %0 </> <B(1) > %1? </> </> ");
}

// The same template in another place, with names that were used before.
TEST(NormalForm, DoesNotDependOnTheChunk) {
  ChunkText first, second;
  testkit::write_fragment(first, {.root = all_tokens(), .templated = false});
  testkit::write_fragment(second, {.root = {.name = "Empty"}, .templated = false});
  const std::size_t begin = second.bytes.size();
  testkit::write_fragment(second, {.root = all_tokens(), .templated = false});
  Buffer a, b;
  ASSERT_TRUE(normalise_fragment(ByteView(first.bytes), 512, first.bytes.size(), a));
  ASSERT_TRUE(normalise_fragment(ByteView(second.bytes), begin, second.bytes.size(), b));
  EXPECT_EQ(a.view().chars(), b.view().chars());
  EXPECT_NE(first.bytes.substr(512), second.bytes.substr(begin));
}

// Every prefix of a sound body, and every body with one byte changed: no crash, and what is said
// to be sound can be walked.
TEST(NormalForm, SurvivesCutAndChangedBytes) {
  const Body body = plain(all_tokens());
  std::size_t failed = 0;
  for (std::size_t end = body.begin; end < body.chunk.size() - 1; ++end) {
    Buffer form;
    if (!normalise_fragment(ByteView(body.chunk), body.begin, end, form)) ++failed;
  }
  // Cut before the root element or within the last token nothing can be missed.
  EXPECT_GT(failed, (body.chunk.size() - body.begin) * 9 / 10);
  for (std::size_t at = body.begin; at < body.chunk.size(); ++at) {
    for (const int bits : {0x01, 0x40, 0x80, 0xFF}) {
      Body changed = body;
      changed.chunk[at] = static_cast<char>(changed.chunk[at] ^ bits);
      Buffer form;
      const ByteView chunk(changed.chunk);
      if (normalise_fragment(chunk, changed.begin, chunk.size(), form)) {
        EXPECT_FALSE(show(form.view().chars()).empty() && !form.empty());
      }
    }
  }
}

// Bodies written by hand: 512 bytes of header, a name at 512 and the tokens behind it.
Body by_hand(std::string_view tokens) {
  std::string chunk(512, '\0');
  append(chunk, std::uint32_t{0});
  append(chunk, testkit::name_hash(utf8_to_utf16("D")));
  append(chunk, std::uint16_t{1});
  chunk.append("D\0\0\0", 4);
  const std::size_t begin = chunk.size();
  return {chunk.append(tokens), begin};
}

constexpr std::string_view kOpenD{"\x01\x00\x00\x00\x00\x00\x02\x00\x00", 9};  // without attributes

TEST(NormalForm, SaysWhatIsWrong) {
  const std::string open(kOpenD);
  const auto with = [&](std::string_view more) { return open + std::string(more); };
  const struct {
    const char* name;
    std::string tokens;
    const char* what;
  } kCases[] = {
      {"unknown token", with("\x1F"), "a binary XML token"},
      {"text outside of an element", std::string("\x05\x01\x01\x00X\x00", 6), "a binary XML token"},
      {"end outside of an element", "\x04", "a binary XML token"},
      {"element in a start tag", with(kOpenD), "a binary XML token"},
      {"end in a start tag", with("\x04"), "a binary XML token"},
      {"attribute outside of a start tag", with(std::string_view("\x02\x06\x00\x02\x00\x00", 6)),
       "a binary XML token"},
      {"substitution without a template", with(std::string_view("\x02\x0d\x00\x00\x01", 5)),
       "a binary XML token"},
      {"no end", with("\x02"), "the end of an element"},
      {"no end of the start tag", open, "the end of an element"},
      {"text cut", with(std::string_view("\x02\x05\x01\x09\x00X\x00", 7)), "a text"},
      {"text of a number", with(std::string_view("\x02\x05\x08\x09\x00X\x00", 7)),
       "the type of a value"},
      {"name outside of the chunk", std::string("\x01\x00\x00\x00\x00\x00\xFF\x00\x00", 9),
       "a name"},
      {"name without a letter", std::string("\x01\x00\x00\x00\x00\x00\x00\x00\x00", 9),
       "the length of a name"},
      {"instruction without data", with(std::string_view("\x02\x0a\x00\x02\x00\x00\x04", 7)),
       "a binary XML token"},
  };
  for (const auto& c : kCases) {
    EXPECT_EQ(form_of(by_hand(c.tokens), false), std::string("failed: ") + c.what) << c.name;
  }
}

TEST(NormalForm, BoundsNesting) {
  const auto nested = [](std::size_t depth) {
    std::string tokens;
    for (std::size_t i = 0; i < depth; ++i) tokens += std::string(kOpenD) + "\x02";
    return tokens.append(depth, '\x04');
  };
  EXPECT_TRUE(form_of(by_hand(nested(limits::kMaxElementDepth)), false).starts_with("<D > <D"));
  EXPECT_EQ(form_of(by_hand(nested(limits::kMaxElementDepth + 1)), false),
            "failed: nested elements");
}

TEST(NormalForm, BoundsReferencesToAValue) {
  const auto repeated = [](std::size_t count) {
    std::string tokens("\x01\xFF\xFF\x00\x00\x00\x00\x00\x02\x00\x00\x02", 12);
    for (std::size_t i = 0; i < count; ++i) tokens.append("\x0d\x07\x00\x01", 4);
    return tokens += '\x04';
  };
  EXPECT_TRUE(form_of(by_hand(repeated(limits::kMaxReferences)), true).starts_with("<D > %7 %7"));
  EXPECT_EQ(form_of(by_hand(repeated(limits::kMaxReferences + 1)), true),
            "failed: references to one value");
  EXPECT_EQ(form_of(by_hand(std::string("\x01\xFF\xFF\x00\x00\x00\x00\x00\x02\x00\x00\x02"
                                        "\x0d\xFF\xFF\x01",
                                        16)),
                    true),
            "failed: the index of a substitution");
}

// Names by reference would blow a small body up.
TEST(NormalForm, BoundsItsSize) {
  std::string chunk(512, '\0');
  append(chunk, std::uint32_t{0});
  append(chunk, std::uint16_t{0});
  append(chunk, std::uint16_t{20'000});
  chunk.append(40'002, 'N');
  const std::size_t begin = chunk.size();
  for (int i = 0; i < 50; ++i) chunk += std::string(kOpenD) + "\x03";
  Buffer form;
  const auto done = normalise_fragment(ByteView(chunk), begin, chunk.size(), form);
  ASSERT_FALSE(done);
  EXPECT_STREQ(done.error().what, "the size of a template");
  EXPECT_LT(form.size(), limits::kMaxNormalForm + 50'000);
}

}  // namespace
}  // namespace wmiscope::evtx
