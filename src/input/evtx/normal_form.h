// SPDX-License-Identifier: Apache-2.0
//
// The normal form of a binary XML template: its tokens with every name in place, so that it no
// longer depends on the chunk that it lies in. Two templates mean the same exactly if their normal
// forms are equal; neither the GUID nor the bytes nor the size tell (evtx-facts 3.2: name offsets
// are relative to the chunk, and a name lies inline only at its first use).
//
// The form is a sequence of Ops in memory:
//
//   kOpen dependency name  kAttribute name  value…  kClose  content…  kEnd
//   value, content := kText utf16 | kSubstitution | kEntity name | kOpen … | kInstruction name
//   utf16
//
// with name and utf16 as u16 byte count + UTF-16LE, and dependency as the u16 index of the
// substitution without which the element is left out ([MS-EVEN6] 2.2.12.3), kNoDependency for none.
// NormalFormReader walks it.
//
// Everything is checked while it is written: offsets, lengths, nesting (limits::kMaxElementDepth);
// a NormalFormReader may trust what it reads.
#pragma once

#include <cstdint>
#include <expected>
#include <string_view>

#include "base/bytes.h"
#include "input/buffer.h"
#include "input/evtx/definition_recipe.h"

namespace wmiscope::evtx {

enum class Op : std::uint8_t {
  kOpen,          // u16 dependency, name
  kAttribute,     // name; its value is what follows up to the next kAttribute or kClose
  kClose,         // of the start tag
  kEnd,           // of the element
  kText,          // text as it stands: values, CDATA, character references
  kSubstitution,  // u16 index, u8 declared type, u8 optional
  kEntity,        // name of an entity reference
  kInstruction,   // name of a processing instruction, text
};

inline constexpr std::uint16_t kNoDependency = 0xFFFF;

// What was wrong, and at which offset of the chunk.
struct BinXmlError {
  const char* code = "binxml";
  const char* what = "";
  std::size_t offset = 0;
  std::size_t need = 0;
  std::size_t have = 0;
};

// Appends the normal form of the template body at [begin, end) of the chunk; `recipe`, if given, is
// empty and becomes what such a body has to be.
std::expected<void, BinXmlError> normalise_template(ByteView chunk, std::size_t begin,
                                                    std::size_t end, Buffer& out,
                                                    DefinitionRecipe* recipe = nullptr);

// The same for a fragment without a template: its elements have no dependency id, and there is
// nothing to substitute.
std::expected<void, BinXmlError> normalise_fragment(ByteView chunk, std::size_t begin,
                                                    std::size_t end, Buffer& out);

struct Substitution {
  std::uint16_t index = 0;
  std::uint8_t type = 0;
  bool optional = false;
};

class NormalFormReader {
 public:
  explicit NormalFormReader(std::string_view form) : rest_(form) {}

  bool done() const { return rest_.empty(); }
  Op peek() const { return static_cast<Op>(rest_.load<std::uint8_t>(0)); }
  Op op();
  std::uint16_t dependency();  // of the kOpen just read
  ByteView text();             // of a name or a text
  Substitution substitution();

 private:
  ByteView rest_;
};

}  // namespace wmiscope::evtx
