// SPDX-License-Identifier: Apache-2.0
//
// Numbers as people read them.
//
//   with_thousands(2310442);       // "2,310,442"
//   counted(1, "file");            // "1 file"; counted(2, "file") is "2 files"
//   size_words(812'000'000);       // "812 MB"
//   duration_words(0.0123);        // "12 ms"
//
// Decimal units (1 MB is 1,000,000 bytes), as disks and `dd` count. No state, any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace wmiscope {

std::string with_thousands(std::uint64_t number);

// `noun` takes an s in the plural, or becomes `plural` where that is given.
std::string counted(std::uint64_t number, std::string_view noun, std::string_view plural = {});

// Two or three digits and a unit: "69 KB", "5.1 GB".
std::string size_words(std::uint64_t bytes);

// "12 ms", "0.4 s", "48 s", "3 min 20 s", "2 h 5 min".
std::string duration_words(double seconds);

}  // namespace wmiscope
