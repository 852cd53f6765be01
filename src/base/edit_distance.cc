// SPDX-License-Identifier: Apache-2.0
#include "base/edit_distance.h"

#include <algorithm>
#include <vector>

#include "base/ascii.h"
#include "base/limits.h"

namespace wmiscope {

std::size_t edit_distance(std::string_view a, std::string_view b) {
  // Three rows of the table suffice: a swap looks two rows up.
  std::vector<std::size_t> two_up(b.size() + 1), up(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) up[j] = j;
  const auto same = [&](std::size_t i, std::size_t j) {
    return ascii_lower(a[i - 1]) == ascii_lower(b[j - 1]);
  };
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replace = up[j - 1] + (same(i, j) ? 0 : 1);
      row[j] = std::min({up[j] + 1, row[j - 1] + 1, replace});
      if (i > 1 && j > 1 && same(i, j - 1) && same(i - 1, j)) {
        row[j] = std::min(row[j], two_up[j - 2] + 1);
      }
    }
    two_up.swap(up);
    up.swap(row);
  }
  return up[b.size()];
}

std::optional<std::string_view> closest(std::string_view word,
                                        std::span<const std::string_view> candidates) {
  if (word.empty() || word.size() > limits::kMaxNameLength) return std::nullopt;
  const std::size_t far = std::max<std::size_t>(1, word.size() / 3);
  std::optional<std::string_view> best;
  std::size_t least = far + 1;
  for (const std::string_view candidate : candidates) {
    // The difference of the lengths is a lower bound: most candidates need no table.
    if (candidate.size() > word.size() + far || word.size() > candidate.size() + far) continue;
    const std::size_t distance = edit_distance(word, candidate);
    if (distance < least) {
      least = distance;
      best = candidate;
    }
  }
  return best;
}

}  // namespace wmiscope
