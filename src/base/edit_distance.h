// SPDX-License-Identifier: Apache-2.0
//
// "Did you mean": the name nearest to a mistyped one.
//
//   if (const auto near = closest("comandline", names)) hint = format("did you mean {}?", *near);
//
// Damerau-Levenshtein in its restricted form (a pair of neighbours changes places at most once),
// letters without ASCII case. For messages, not for the hot path. No state, any thread.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace wmiscope {

// Insertions, deletions, replacements and swaps of neighbours that turn one into the other.
std::size_t edit_distance(std::string_view a, std::string_view b);

// The candidate with the least distance, of several the first; null where all are further than a
// third of the word's length (at least 1), or the word is too long to be a name. A view of the
// candidate.
std::optional<std::string_view> closest(std::string_view word,
                                        std::span<const std::string_view> candidates);

}  // namespace wmiscope
