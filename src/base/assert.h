// SPDX-License-Identifier: Apache-2.0
//
// WMISCOPE_ASSERT states what the programmer has made sure of. It is never reachable from input:
// one that a fuzzer trips is a bug. On in debug, sanitizer and fuzz builds, nothing in release.
#pragma once

#include <cassert>

#define WMISCOPE_ASSERT(condition) assert(condition)
