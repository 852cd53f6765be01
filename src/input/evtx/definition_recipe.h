// SPDX-License-Identifier: Apache-2.0
//
// What the bytes of a template definition have to be so that its normal form is the one already
// known. Every chunk repeats the definitions that it uses, with its own offsets of names and with a
// name inline at its first use: comparing one with what is known costs a third of normalising it.
//
//   DefinitionRecipe recipe;
//   normalise_template(chunk, begin, end, form, &recipe);        // once
//   if (recipe.fits(other_chunk, its_begin, its_end)) …          // the same form
//
// Immutable once made, any thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.h"

namespace wmiscope::evtx {

class DefinitionRecipe {
 public:
  bool fits(ByteView chunk, std::size_t begin, std::size_t end) const;
  std::size_t bytes() const { return bytes_.size() + steps_.size() * sizeof(Step); }

  // While it is made: bytes that stand as they are, sizes that may be any, a name by its offset.
  void add_bytes(ByteView bytes);
  void add_any(std::size_t count);
  void add_name(ByteView units);
  // Where the definition ended: at the end of its bytes, or before, with a token that says so.
  void finish(bool at_end) { at_end_ = at_end; }

 private:
  enum class Kind : std::uint8_t { kBytes, kAny, kName };
  struct Step {
    Kind kind = Kind::kBytes;
    std::uint32_t size = 0;
    std::uint32_t at = 0;  // in bytes_
  };

  std::uint32_t keep(ByteView bytes);

  std::string bytes_;
  std::vector<Step> steps_;
  bool at_end_ = false;
};

}  // namespace wmiscope::evtx
