// SPDX-License-Identifier: Apache-2.0
//
// JSON text to a JsonTree, by simdjson on demand. The adapter: no other file includes a header of
// simdjson.
//
//   SimdjsonReader reader;
//   if (const char* wrong = reader.read(text, arena, tree)) …     // null: all is well
//
// Behind `text` kJsonPadding bytes must be readable. Bytes that are no UTF-8 are replaced by U+FFFD
// (in a copy within the arena). What nests deeper than limits::kMaxJsonDepth is left out. One
// object a thread.
#pragma once

#include <memory>
#include <string_view>

#include "base/arena.h"
#include "input/json/json_tree.h"

namespace wmiscope::json {

inline constexpr std::size_t kJsonPadding = 64;

class SimdjsonReader {
 public:
  SimdjsonReader();
  ~SimdjsonReader();

  // Fills the tree; otherwise a literal says what is wrong.
  const char* read(std::string_view text, Arena& arena, JsonTree& tree);
  // The same for text without padding, which is copied into the arena first.
  const char* read_unpadded(std::string_view text, Arena& arena, JsonTree& tree);

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
};

}  // namespace wmiscope::json
