// SPDX-License-Identifier: Apache-2.0
#include "cli/output_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "cli/output_set.h"

namespace wmiscope {
namespace {

namespace fs = std::filesystem;

// A folder of its own for each test, gone afterwards.
class OutputFileTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "wmiscope-output-XXXXXX";
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string path(const char* name) const { return folder_ / name; }
  static std::string content(const std::string& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  std::ptrdiff_t files() const {
    return std::distance(fs::directory_iterator(folder_), fs::directory_iterator());
  }

  fs::path folder_;
};

TEST_F(OutputFileTest, HasItsNameOnlyWhenCommitted) {
  auto file = OutputFile::open(path("out.jsonl"), false);
  ASSERT_TRUE(file);
  (*file)->output().write("line\n");
  EXPECT_FALSE(fs::exists(path("out.jsonl")));
  EXPECT_FALSE((*file)->commit());
  EXPECT_EQ(content(path("out.jsonl")), "line\n");
  struct stat status{};
  ASSERT_EQ(stat(path("out.jsonl").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  EXPECT_EQ(files(), 1);
}

TEST_F(OutputFileTest, LeavesNothingWhenNotCommitted) {
  {
    auto file = OutputFile::open(path("out.jsonl"), false);
  }
  EXPECT_EQ(files(), 0);
}

TEST_F(OutputFileTest, KeepsThePartialFileOfAnInterruptedRun) {
  std::string partial;
  {
    auto file = OutputFile::open(path("out.jsonl"), false);
    (*file)->output().write("line\n");
    partial = (*file)->partial_path();
    (*file)->keep_partial();
  }
  EXPECT_FALSE(fs::exists(path("out.jsonl")));
  EXPECT_EQ(content(partial), "line\n");
}

TEST_F(OutputFileTest, RefusesWhatExists) {
  std::ofstream(path("out.jsonl")) << "old";
  const auto refused = OutputFile::open(path("out.jsonl"), false);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error(), path("out.jsonl") + " exists; -C overwrites it");
  auto file = OutputFile::open(path("out.jsonl"), true);
  ASSERT_TRUE(file);
  EXPECT_EQ(content(path("out.jsonl")), "old") << "until all is written";
  EXPECT_FALSE((*file)->commit());
  EXPECT_EQ(content(path("out.jsonl")), "");
}

TEST_F(OutputFileTest, DoesNotTakeANameThatAppearedMeanwhile) {
  auto file = OutputFile::open(path("out.jsonl"), false);
  std::ofstream(path("out.jsonl")) << "other";
  const auto wrong = (*file)->commit();
  file->reset();
  ASSERT_TRUE(wrong);
  EXPECT_EQ(content(path("out.jsonl")), "other");
  EXPECT_EQ(files(), 1);
}

TEST_F(OutputFileTest, RefusesFoldersAndMissingFolders) {
  EXPECT_EQ(OutputFile::open(folder_, true).error(), folder_.string() + " is a folder");
  EXPECT_EQ(OutputFile::open(path("no/out.csv"), false).error(),
            path("no/out.csv") + ": No such file or directory");
}

TEST_F(OutputFileTest, ADeviceIsWrittenStraight) {
  auto file = OutputFile::open("/dev/null", false);
  ASSERT_TRUE(file);
  EXPECT_EQ((*file)->partial_path(), "");
  (*file)->output().write("x");
  EXPECT_FALSE((*file)->commit());
  EXPECT_TRUE(fs::exists("/dev/null"));
}

TEST_F(OutputFileTest, AFullDeviceIsSaid) {
  auto file = OutputFile::open("/dev/full", false);
  ASSERT_TRUE(file);
  bool told = false;
  (*file)->output().on_failure([&] { told = true; });
  (*file)->output().write("x");
  EXPECT_EQ((*file)->commit(), "/dev/full: No space left on device");
  EXPECT_TRUE(told);
}

TEST_F(OutputFileTest, ASetIsRefusedWhole) {
  std::ofstream(path("in.jsonl")) << "{}";
  const std::vector<std::string> inputs = {path("in.jsonl")};
  struct Case {
    std::vector<std::string> names;
    std::string sentence;
  };
  const Case kCases[] = {
      {{path("a.txt")},
       path("a.txt") + " has a suffix that names no format; known are .jsonl, "
                       ".json, .csv"},
      {{path("a.csv"), path("a.csv")}, path("a.csv") + " is named twice"},
      {{path("in.jsonl")}, path("in.jsonl") + " is an input and cannot be the output"},
  };
  for (const Case& c : kCases) {
    OutputSet set;
    EXPECT_EQ(set.open(c.names, true, inputs), c.sentence);
  }
  EXPECT_EQ(files(), 1) << "nothing is left of a refused set";
}

TEST_F(OutputFileTest, ALinkThatLeadsNowhereIsThere) {
  fs::create_symlink("nowhere", path("out.jsonl"));
  EXPECT_FALSE(OutputFile::open(path("out.jsonl"), false));
  EXPECT_TRUE(OutputFile::open(path("out.jsonl"), true));
}

TEST_F(OutputFileTest, ASetNamesItsFilesAtTheEnd) {
  OutputSet set;
  EXPECT_FALSE(set.open({path("a.csv"), "-", path("b.json")}, false, {}));
  EXPECT_TRUE(set.has_stdout());
  const std::vector<std::string> names = set.names();
  for (const auto& file : set.files()) {
    EXPECT_EQ(std::ranges::count(names, file->path()), 1);
    EXPECT_EQ(std::ranges::count(names, file->partial_path()), 1);
  }
  EXPECT_TRUE(set.finish(false));
  EXPECT_TRUE(fs::exists(path("a.csv")) && fs::exists(path("b.json")));
  EXPECT_EQ(files(), 2);
}

TEST(FdOutput, AClosedReaderIsNoErrorToTalkAbout) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  close(ends[0]);
  const auto old = signal(SIGPIPE, SIG_IGN);
  {
    FdOutput out(ends[1]);
    EXPECT_TRUE(out.write("x")) << "buffered";
    EXPECT_FALSE(out.flush());
    EXPECT_TRUE(out.reader_closed());
    EXPECT_FALSE(out.write("y"));
  }
  signal(SIGPIPE, old);
  close(ends[1]);
}

}  // namespace
}  // namespace wmiscope
