// SPDX-License-Identifier: Apache-2.0
//
// What PowerShell puts together of constants before it uses them, put together: those who hide the name
// of a class or method write it in pieces.
//
//   fold_constants("[wmiclass]('wi'+'n32_Proc'+'ess')")   // "[wmiclass]'win32_Process'"
//   fold_constants("\"{1}{0}\" -f 'b','a'")                // "'ab'"
//   fold_constants("$x.\"c`REA`Te\"($y)")                  // "$x.cREATe($y)"
//
// Texts with a variable in them stay. Pure, any thread; linear in the script, which is looked at up to
// kMaxFoldedSize.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace wmiscope {

inline constexpr std::size_t kMaxFoldedSize = 256 << 10;

std::string fold_constants(std::string_view script);

}  // namespace wmiscope
