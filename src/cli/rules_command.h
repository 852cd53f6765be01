// SPDX-License-Identifier: Apache-2.0
//
// `wmiscope rules list | show | check | test | fields | coverage`. Each prints to standard output and returns
// the exit code of the process: check and test end with 1 for a refused rule and for failed
// evidence, an unknown id or field name is wrong usage.
#pragma once

#include "cli/settings.h"

namespace wmiscope {

int run_rules_list(const Settings& settings);
int run_rules_show(const Settings& settings);
int run_rules_check(const Settings& settings);
int run_rules_test(const Settings& settings);
int run_rules_fields(const Settings& settings);
int run_rules_coverage(const Settings& settings);

}  // namespace wmiscope
