// SPDX-License-Identifier: Apache-2.0
//
// Files and what is packed in them, up to the findings: what the feeder makes of each source, and
// what a scan tells of it.
#include "engine/feeder.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/sha256.h"
#include "tests/archive_writer.h"
#include "tests/evtx_writer.h"
#include "tests/memory_file.h"
#include "tests/windows_events.h"
#include "wmiscope/dump.h"
#include "wmiscope/scan.h"

namespace wmiscope {
namespace {

using testkit::ArchiveForm;
using testkit::BytePipe;
using testkit::compress;
using testkit::Compression;
using testkit::make_archive;
using testkit::MemoryFile;
using testkit::StoredMember;

// A log of several chunks in which every record is a finding of one detection at least.
std::string attack_log(std::uint64_t first_record = 1, std::size_t records = 60) {
  testkit::EvtxOptions options;
  options.first_record_id = first_record;
  options.records_per_chunk = 20;
  testkit::EvtxWriter writer(options);
  for (std::size_t i = 0; i < records; ++i) {
    writer.add(testkit::sysmon_1()
                   .image("C:\\Windows\\System32\\cmd.exe")
                   .command_line("cmd.exe /c whoami " + std::to_string(first_record + i))
                   .parent("C:\\Windows\\System32\\wbem\\WmiPrvSE.exe")
                   .at("2026-11-01T10:00:00.1234567Z"));
  }
  return writer.write();
}

struct Told : Sink {
  std::vector<Finding> findings;
  std::vector<Issue> issues;
  std::vector<Skipped> skipped;
  Coverage coverage;

  void on_finding(const Finding& f) override { findings.push_back(f); }
  void on_issue(const Issue& i) override { issues.push_back(i); }
  void on_skipped(const Skipped& s) override { skipped.push_back(s); }
  void on_coverage(const Coverage& c) override { coverage = c; }

  std::string codes() const {
    std::string out;
    for (const Issue& i : issues) {
      if (!out.empty()) out += ' ';
      out += i.member + (i.member.empty() ? "" : ":") + i.code;
    }
    return out;
  }
  std::vector<std::string> places() const {
    std::vector<std::string> out;
    for (const Finding& f : findings) {
      out.push_back(f.source.member + "#" + std::to_string(f.source.index) + "@" +
                    std::to_string(f.source.offset.value_or(0)));
    }
    return out;
  }
};

Told scan_path(const std::string& path, unsigned threads = 1) {
  ScanOptions options;
  options.paths = {path};
  options.threads = threads;
  options.keep_duplicates = true;
  Told told;
  const auto outcome = scan(options, told);
  EXPECT_TRUE(outcome) << (outcome ? "" : outcome.error().message);
  return told;
}

Told scan_bytes(const std::string& bytes, unsigned threads = 1) {
  const MemoryFile file(bytes);
  return scan_path(file.path(), threads);
}

// Standard input for as long as it lives.
class AsStandardInput {
 public:
  explicit AsStandardInput(int fd) : before_(::dup(STDIN_FILENO)) {
    ::dup2(fd, STDIN_FILENO);
    ::close(fd);
  }
  ~AsStandardInput() {
    ::dup2(before_, STDIN_FILENO);
    ::close(before_);
  }
  AsStandardInput(const AsStandardInput&) = delete;
  AsStandardInput& operator=(const AsStandardInput&) = delete;

 private:
  int before_;
};

Told scan_piped(const std::string& bytes) {
  BytePipe pipe(bytes);
  const AsStandardInput input(pipe.take());
  return scan_path("-");
}

TEST(Feeder, EventsInAFormThatIsNotReadAreAnIssue) {
  const Told table = scan_bytes("TimeCreated,EventId,Channel,Computer\r\n1,4688,Security,x\r\n");
  EXPECT_EQ(table.codes(), "unknown-shape");
  EXPECT_EQ(table.coverage.files.with_issues, 1U);
  EXPECT_EQ(table.coverage.files.skipped, 0U);
  EXPECT_EQ(scan_bytes("<r><EventID>4688</EventID></r>").codes(), "unknown-shape");
  EXPECT_EQ(scan_bytes("TimeCreated,Size\r\n1,2\r\n").codes(), "");
}

std::string sha256(const std::string& bytes) {
  Sha256 hash;
  hash.update(bytes);
  return hash.hex();
}

// Of the file itself, whatever is in it and in whatever order it is read; of what is skipped none.
TEST(Feeder, HashesTheFilesThatItReads) {
  const std::string log = attack_log();
  const MemoryFile plain(log);
  const MemoryFile packed(compress(Compression::kGzip, log) + "behind it");
  const MemoryFile zip(
      make_archive(ArchiveForm::kZip, {{"a.evtx", log}, {"b.txt", std::string(400'000, 'x')}}));
  const MemoryFile text("no event");
  ScanOptions options;
  options.paths = {plain.path(), packed.path(), zip.path(), text.path()};
  options.threads = 1;
  Told told;
  ASSERT_TRUE(scan(options, told));
  EXPECT_TRUE(told.coverage.hashes.empty());
  options.hash = true;
  ASSERT_TRUE(scan(options, told));
  ASSERT_EQ(told.coverage.hashes.size(), 3U);
  EXPECT_EQ(told.coverage.hashes[0].sha256, sha256(log));
  EXPECT_EQ(told.coverage.hashes[1].sha256,
            sha256(compress(Compression::kGzip, log) + "behind it"));
  EXPECT_EQ(told.coverage.hashes[2].path, zip.path());
  BytePipe pipe(log);
  const AsStandardInput input(pipe.take());
  options.paths = {"-"};
  ASSERT_TRUE(scan(options, told));
  EXPECT_EQ(told.coverage.hashes[0].sha256, sha256(log));
}

TEST(Feeder, ThePackedLogGivesWhatThePlainOneGives) {
  const std::string log = attack_log();
  const Told plain = scan_bytes(log);
  ASSERT_EQ(plain.findings.size(), 60U);
  for (const Compression c :
       {Compression::kGzip, Compression::kZstd, Compression::kXz, Compression::kBzip2}) {
    const std::string packed = compress(c, log);
    for (const Told& told : {scan_bytes(packed), scan_piped(packed)}) {
      EXPECT_EQ(told.places(), plain.places());
      EXPECT_EQ(told.codes(), "");
      EXPECT_EQ(told.coverage.files.read, 1U);
      EXPECT_EQ(told.coverage.bytes, packed.size());
    }
  }
}

TEST(Feeder, MembersCountLikeFiles) {
  const std::vector<StoredMember> members = {
      {"notes.txt", "nothing here"},
      {"logs/a.evtx", attack_log(1, 25)},
      {"logs/b.evtx.gz", compress(Compression::kGzip, attack_log(100, 30))},
      {"inner.zip", make_archive(ArchiveForm::kZip, {{"c.evtx", attack_log(200, 5)}})},
      {"empty", ""}};
  for (const ArchiveForm form : {ArchiveForm::kZip, ArchiveForm::kSevenZip, ArchiveForm::kTar}) {
    const std::string packed = make_archive(form, members);
    for (const Told& told : {scan_bytes(packed), scan_bytes(packed, 4), scan_piped(packed)}) {
      ASSERT_EQ(told.findings.size(), 60U);
      const auto places = told.places();
      EXPECT_TRUE(places[0].starts_with("logs/a.evtx#1@"));
      EXPECT_TRUE(places[24].starts_with("logs/a.evtx#25@"));
      EXPECT_TRUE(places[25].starts_with("logs/b.evtx.gz#1@"));
      EXPECT_TRUE(places[55].starts_with("inner.zip!/c.evtx#1@"));
      EXPECT_EQ(told.coverage.files.read, 3U);
      EXPECT_EQ(told.coverage.files.skipped, 2U);
      EXPECT_EQ(told.coverage.files.with_issues, 0U);
      EXPECT_EQ(told.coverage.records.read, 60U);
      EXPECT_EQ(told.coverage.bytes, packed.size());
      EXPECT_EQ(told.codes(), "");
    }
  }
}

TEST(Feeder, SkippedMembersAreNamed) {
  const Told told = scan_bytes(
      make_archive(ArchiveForm::kZip,
                   {{"notes.txt", "nothing here"}, {"hive", "regf and more"}, {"empty", ""}}));
  ASSERT_EQ(told.skipped.size(), 3U);
  const std::pair<std::string, std::string> wanted[] = {
      {"notes.txt", "text"}, {"hive", "a registry hive"}, {"empty", "empty"}};
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(told.skipped[i].member, wanted[i].first);
    EXPECT_EQ(told.skipped[i].reason, wanted[i].second);
  }
}

TEST(Feeder, TheNumberOfThreadsChangesNothing) {
  std::vector<StoredMember> members;
  for (std::uint64_t i = 0; i < 40; ++i) {
    members.push_back({"log" + std::to_string(i % 7), attack_log(1 + i * 100, 50)});
  }
  const std::string packed = make_archive(ArchiveForm::kZipStored, members);
  ASSERT_GT(packed.size(), 4U << 20);  // below that no threads are started
  const Told one = scan_bytes(packed, 1);
  EXPECT_EQ(one.findings.size(), 2000U);
  EXPECT_EQ(scan_bytes(packed, 4).places(), one.places());
}

// What was read of a truncated file stays, and the run says that it is not all.
TEST(Feeder, ATruncatedLogKeepsItsFindings) {
  const std::string log = attack_log(1, 200);
  const std::string packed = compress(Compression::kGzip, log);
  std::size_t before = 0;
  for (std::size_t tenth = 1; tenth < 10; ++tenth) {
    const Told told = scan_bytes(packed.substr(0, packed.size() * tenth / 10));
    EXPECT_NE(told.codes().find("archive-damaged"), std::string::npos) << tenth;
    EXPECT_EQ(told.coverage.files.with_issues, 1U) << tenth;
    EXPECT_EQ(told.skipped.size(), 0U) << tenth;
    EXPECT_GE(told.findings.size(), before) << tenth;
    before = told.findings.size();
  }
  EXPECT_GT(before, 150U);
}

TEST(Feeder, TheRunGoesOnBehindWhatCannotBeRead) {
  const std::string locked = make_archive(ArchiveForm::kZip, {{"a.evtx", attack_log()}}, "secret");
  const std::string packed = make_archive(
      ArchiveForm::kTar, {{"1.zip", locked},
                          {"2.zip", "PK\3\4 and then nothing of a zip"},
                          {"3.evtx.gz", compress(Compression::kGzip, attack_log()).substr(0, 900)},
                          {"4.evtx", attack_log(1, 7)}});
  const Told told = scan_bytes(packed);
  EXPECT_EQ(told.coverage.files.with_issues, 3U);
  EXPECT_NE(told.codes().find("1.zip!/a.evtx:archive-encrypted"), std::string::npos);
  EXPECT_NE(told.codes().find("2.zip:archive-damaged"), std::string::npos);
  EXPECT_NE(told.codes().find("3.evtx.gz:archive-damaged"), std::string::npos);
  EXPECT_GE(told.findings.size(), 7U);
  EXPECT_EQ(told.skipped.size(), 0U);
}

TEST(Feeder, TrailingBytesAreANoteAndNoSkip) {
  const std::string log = attack_log(1, 5);
  const Told plain = scan_bytes(compress(Compression::kGzip, log) + "\n");
  EXPECT_EQ(plain.codes(), "trailing-bytes");
  EXPECT_EQ(plain.issues[0].severity, Severity::kNote);
  EXPECT_EQ(plain.coverage.files.with_issues, 0U);
  const std::string tar = make_archive(ArchiveForm::kTar, {{"a.evtx", log}});
  const Told packed = scan_bytes(compress(Compression::kGzip, tar) + "\n");
  EXPECT_EQ(packed.codes(), "trailing-bytes");
  EXPECT_EQ(packed.coverage.files.with_issues, 0U);
  EXPECT_EQ(packed.skipped.size(), 0U);
  EXPECT_EQ(packed.findings.size(), 5U);
}

TEST(Feeder, ABombOfNothingIsNoCleanSkip) {
  const std::string zeros(limits::kMinUnpackedSize + (4U << 20), '\0');
  const Told told =
      scan_bytes(make_archive(ArchiveForm::kZip, {{"a.evtx", attack_log(1, 5)}, {"bomb", zeros}}));
  EXPECT_NE(told.codes().find("bomb:archive-limit"), std::string::npos);
  EXPECT_EQ(told.skipped.size(), 0U);
  EXPECT_EQ(told.findings.size(), 5U);
}

TEST(Feeder, ABombOfEventsKeepsWhatWasRead) {
  std::string line = R"({"Event":{"System":{"EventID":1,"Channel":"Application"},"EventData":{}}})";
  line += '\n';
  std::string lines;
  while (lines.size() < limits::kMinUnpackedSize + (8U << 20)) lines += line;
  const Told told = scan_bytes(compress(Compression::kXz, lines));
  EXPECT_NE(told.codes().find("archive-limit"), std::string::npos);
  EXPECT_EQ(told.coverage.files.read, 1U);
  EXPECT_GE(told.coverage.records.read, limits::kMinUnpackedSize / line.size() - 1);
}

TEST(Feeder, AFileThatCannotBeOpenedIsAnIssue) {
  const std::vector<InputFile> files = {{"/nonexistent/file", 0}};
  Feeder feeder(files, {}, "");
  Block block;
  BlockResult result;
  const Format* format = nullptr;
  ASSERT_TRUE(feeder.next(block, result, format));
  EXPECT_EQ(format, nullptr);
  EXPECT_TRUE(result.file_ends);
  ASSERT_EQ(result.issues.size(), 1U);
  EXPECT_STREQ(result.issues[0].code, "open-error");
  result.clear();
  EXPECT_FALSE(feeder.next(block, result, format));
}

struct Text : DumpSink {
  std::string lines;
  bool on_text(std::string_view more) override {
    lines += more;
    return true;
  }
};

TEST(Feeder, DumpReadsArchivesToo) {
  const auto dumped = [](const std::string& bytes) {
    const MemoryFile file(bytes);
    DumpOptions options;
    options.paths = {file.path()};
    Text text;
    EXPECT_TRUE(dump(options, text));
    return text.lines;
  };
  const std::string log = attack_log(1, 30);
  EXPECT_NE(dumped(log), "");
  EXPECT_EQ(dumped(make_archive(ArchiveForm::kSevenZip, {{"a", log}})), dumped(log));
}

}  // namespace
}  // namespace wmiscope
