// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace wmiscope {

// "0.1.0": the version of the program and of the library.
std::string_view version();

}  // namespace wmiscope
