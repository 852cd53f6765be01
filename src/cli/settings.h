// SPDX-License-Identifier: Apache-2.0
//
// What the command line said, as plain values: filled by the option table (cli/options.h), read by
// the commands. Which of them a command knows is the table's to say.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "wmiscope/dump_format.h"
#include "wmiscope/scan.h"

namespace wmiscope {

enum class ColorMode : std::uint8_t { kAuto, kAlways, kNever };

struct Settings {
  std::vector<std::string> paths;  // what is no option: paths, ids, names
  bool help = false;
  bool version = false;

  std::vector<std::string> outputs;  // -o, "-" for standard output
  std::string format;                // -t; empty: not given
  DumpFormat dump_format = DumpFormat::kJsonl;
  bool clobber = false;
  bool quiet = false;
  bool verbose = false;
  ColorMode color = ColorMode::kAuto;
  std::string timezone;
  bool show_secrets = false;
  bool show_excluded = false;
  bool show_benign = false;
  bool group = false;
  bool stats = false;

  RuleOptions rules;
  std::optional<Level> min_level;
  std::optional<Level> fail_on;
  bool strict = false;
  std::optional<std::uint64_t> from_ticks;
  std::optional<std::uint64_t> to_ticks;

  unsigned threads = 0;
  bool context = true;
  bool keep_duplicates = false;
  bool verify_checksums = true;
  bool hash = false;
  bool recovered = false;
  std::string temp_dir;
};

}  // namespace wmiscope
