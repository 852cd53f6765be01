// SPDX-License-Identifier: Apache-2.0
#include "tests/example_story.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/evtx_walk.h"
#include "tests/raw_bytes.h"

namespace wmiscope::testkit {
namespace {

std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

const std::filesystem::path kExamples = std::filesystem::path(WMISCOPE_SOURCE_DIR) / "examples";

TEST(ExampleStory, IsWhatIsCommitted) {
  for (const ExampleFile& file : example_files()) {
    EXPECT_TRUE(read_file(kExamples / file.name) == file.bytes)
        << file.name << " differs: run make_examples examples, and look at the difference";
  }
}

TEST(ExampleStory, IsMadeOfHealthyLogs) {
  for (const ExampleFile& file : example_files()) {
    const WalkedLog log = walk_evtx(file.bytes);
    EXPECT_TRUE(log.healthy()) << file.name;
    EXPECT_GE(log.records().size(), 7U) << file.name;
    std::uint64_t before = 0;
    for (const WalkedRecord* r : log.records()) {
      EXPECT_TRUE(r->understood) << file.name << " " << r->record_id;
      const auto ticks = get_at<std::uint64_t>(file.bytes, r->offset + 16);
      EXPECT_GE(ticks, before) << file.name << ": record " << r->record_id << " goes back in time";
      before = ticks;
    }
  }
}

TEST(ExampleStory, IsDescribedBesideIt) {
  const std::string readme = read_file(kExamples / "README.md");
  for (const ExampleFile& file : example_files()) {
    EXPECT_NE(readme.find(file.name), std::string::npos) << file.name;
  }
}

}  // namespace
}  // namespace wmiscope::testkit
