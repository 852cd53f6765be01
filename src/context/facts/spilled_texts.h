// SPDX-License-Identifier: Apache-2.0
//
// Texts that are too many for memory, in a nameless file: written once, read back by number when a
// tree needs them (design.md, idea 6).
//
//   SpilledTexts spilled(temp_dir);
//   if (const auto number = spilled.add(line)) … spilled[*number]
//
// The file is made with the first text. In memory are twelve bytes for each text, and those that
// were read back. One thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/arena.h"
#include "base/temp_file.h"

namespace wmiscope {

class SpilledTexts {
 public:
  // `folder` as TempFile has it.
  explicit SpilledTexts(std::string folder) : folder_(std::move(folder)) {}

  // Its number; nothing once the file could not be written: see error().
  std::optional<std::uint32_t> add(std::string_view text);
  // Valid as long as this is; empty where the file cannot be read any more.
  std::string_view operator[](std::uint32_t number) const;

  std::size_t size() const { return places_.size(); }
  // errno of the first failure, 0 where there was none.
  int error() const { return error_; }

 private:
  struct Place {
    std::uint32_t high = 0;  // of the offset
    std::uint32_t low = 0;
    std::uint32_t size = 0;
  };

  bool flush();
  std::string_view load(const Place& place) const;

  std::string folder_;
  std::optional<TempFile> file_;
  std::string waiting_;  // not yet written
  std::vector<Place> places_;
  int error_ = 0;
  mutable Arena arena_;
  mutable std::unordered_map<std::uint32_t, std::string_view> read_;
};

}  // namespace wmiscope
