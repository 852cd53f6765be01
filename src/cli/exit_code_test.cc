// SPDX-License-Identifier: Apache-2.0
#include "cli/exit_code.h"

#include <gtest/gtest.h>

namespace wmiscope {
namespace {

struct Case {
  const char* name;
  Outcome outcome;
  int code;
};

TEST(ExitCode, TheFirstThatHolds) {
  const Case kCases[] = {
      {"done", {}, 0},
      {"issues", {.issues = true}, 3},
      {"strict without issues", {.strict = true}, 0},
      {"strict with issues", {.strict = true, .issues = true}, 1},
      {"fail-on before issues", {.fail_on_met = true, .issues = true}, 10},
      {"strict before fail-on", {.strict = true, .fail_on_met = true, .issues = true}, 1},
      {"failed before fail-on", {.failed = true, .fail_on_met = true}, 1},
      {"usage before failed", {.failed = true, .usage = true}, 2},
      {"closed pipe", {.reader_closed = true, .fail_on_met = true, .issues = true}, 0},
      {"closed pipe and a full disk", {.failed = true, .reader_closed = true}, 1},
      {"SIGINT", {.signal = 2, .issues = true}, 130},
      {"SIGTERM", {.failed = true, .signal = 15}, 143},
  };
  for (const Case& c : kCases) EXPECT_EQ(exit_code(c.outcome), c.code) << c.name;
}

}  // namespace
}  // namespace wmiscope
