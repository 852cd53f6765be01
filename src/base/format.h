// SPDX-License-Identifier: Apache-2.0
//
// Formatting of text for people: {fmt}, since libstdc++ 12 has no std::format. The adapter: no
// other file includes a header of {fmt}.
#pragma once

#include <fmt/format.h>

namespace wmiscope {

using fmt::format;
using fmt::format_to;

}  // namespace wmiscope
