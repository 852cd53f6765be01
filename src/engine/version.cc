// SPDX-License-Identifier: Apache-2.0
#include "wmiscope/version.h"

namespace wmiscope {

std::string_view version() { return WMISCOPE_VERSION; }

}  // namespace wmiscope
