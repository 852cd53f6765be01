// SPDX-License-Identifier: Apache-2.0
//
// From the paths of the command line to the files to read (contracts.md, What is read): folders are
// walked in byte order of names, links named are followed and those met in a folder are not, FIFOs and
// devices are read only if named, a file reached twice is read once, and what the run itself
// writes is left out.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <vector>

namespace wmiscope {

struct InputFile {
  std::string path;  // to open, and as it is shown: argument, or argument + '/' + the path below
  std::uint64_t size = 0;  // 0 where not known
};

// A thing met that is not read, and why.
struct PassedOver {
  std::string path;
  std::string reason;
  bool unreadable = false;  // it should have been read: an issue
};

struct InputFiles {
  std::vector<InputFile> files;
  std::vector<PassedOver> passed_over;
};

// The error is for people: "logss/: no such file or folder".
std::expected<InputFiles, std::string> find_inputs(const std::vector<std::string>& paths,
                                                   const std::vector<std::string>& outputs);

}  // namespace wmiscope
