// SPDX-License-Identifier: Apache-2.0
//
// make_examples OUT_DIR: writes the files of examples/ into that folder. What is committed there
// must be what this program writes (example_story_test.cc).
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "tests/example_story.h"

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: make_examples OUT_DIR\n", stderr);
    return 2;
  }
  const std::filesystem::path folder = argv[1];
  for (const wmiscope::testkit::ExampleFile& file : wmiscope::testkit::example_files()) {
    std::ofstream out(folder / file.name, std::ios::binary);
    out << file.bytes;
    if (!out.flush()) {
      std::fprintf(stderr, "make_examples: cannot write %s\n", (folder / file.name).c_str());
      return 1;
    }
  }
  return 0;
}
