// SPDX-License-Identifier: Apache-2.0
//
// Instances in MOF text, as event 5861 renders them and as .mof files spell them.
//
//   for (const MofInstance& i : parse_mof(possible_cause))
//     if (i.class_name == "__EventFilter") use(i.text("Query"));
//
// Reads `instance of Class [as $Alias] { Name = value; … };` and skips everything else: values are
// strings (joined where several stand side by side, escapes resolved), numbers, TRUE, lists in
// braces. Results own their text. Pure, any thread; bounded by kMaxMofInstances and by the text.
// Facts: wmi-knowledge 1.4 (5861), 2.6.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wmiscope {

inline constexpr std::size_t kMaxMofInstances = 64;
inline constexpr std::size_t kMaxMofProperties = 256;

struct MofInstance {
  std::string class_name;
  std::string alias;  // "$Filter"; empty where it has none
  // Strings without quotes; everything else as written ("{1, 5, 0}", "TRUE", "$Filter").
  std::vector<std::pair<std::string, std::string>> properties;

  // The value of a property, without case; empty where there is none.
  std::string_view text(std::string_view property) const;
};

std::vector<MofInstance> parse_mof(std::string_view text);

// "{1, 5, 0, 0, 0, 0, 0, 5, 21, 0, 0, 0, …}" → "S-1-5-21-…"; empty where it is no SID.
std::string sid_of_byte_list(std::string_view list);

}  // namespace wmiscope
