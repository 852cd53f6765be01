// SPDX-License-Identifier: Apache-2.0
//
// Several texts as one key, whatever bytes are in them.
//
//   std::string key;
//   append_counted(image, key);  append_counted(command, key);
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace wmiscope {

inline void append_counted(std::string_view text, std::string& key) {
  const std::uint64_t size = text.size();
  key.append(reinterpret_cast<const char*>(&size), sizeof size);
  key.append(text);
}

}  // namespace wmiscope
