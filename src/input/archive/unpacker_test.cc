// SPDX-License-Identifier: Apache-2.0
#include "input/archive/unpacker.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/limits.h"
#include "tests/archive_writer.h"
#include "tests/memory_file.h"

namespace wmiscope::archive {
namespace {

using testkit::ArchiveForm;
using testkit::BytePipe;
using testkit::compress;
using testkit::Compression;
using testkit::make_archive;
using testkit::MemoryFile;
using testkit::StoredMember;

struct Item {
  std::string member;
  std::string bytes;  // "-" where there are none to read
  std::string skipped;
  std::string issues;  // codes

  bool operator==(const Item&) const = default;
};

void PrintTo(const Item& item, std::ostream* out) {
  *out << '{' << item.member << " | " << item.bytes.substr(0, 40) << " | " << item.skipped << " | "
       << item.issues << '}';
}

std::string codes(const std::vector<ReadIssue>& issues) {
  std::string out;
  for (const ReadIssue& i : issues) out += std::string(out.empty() ? "" : " ") + i.code;
  return out;
}

std::string read_all(ByteSource& bytes) {
  std::string out;
  std::vector<std::uint8_t> piece(100'000);
  while (const std::size_t n = bytes.read(piece.data(), piece.size())) {
    out += ByteView(piece.data(), n).chars();
  }
  return out;
}

std::vector<Item> unpack(FileSource file, const std::string& temp_dir = "") {
  Unpacker unpacker(file, temp_dir);
  std::vector<Item> items;
  Source source;
  while (unpacker.next(source)) {
    Item item{source.member, "-", std::string(source.skipped), ""};
    if (source.bytes) {
      item.bytes = read_all(*source.bytes);
      unpacker.finish(source.issues);
    }
    item.issues = codes(source.issues);
    items.push_back(item);
  }
  return items;
}

std::vector<Item> unpack(const std::string& bytes) {
  return unpack(FileSource::adopt(MemoryFile(bytes).descriptor()));
}

std::vector<Item> unpack_pipe(const std::string& bytes) {
  BytePipe pipe(bytes);
  return unpack(FileSource::adopt(pipe.take()));
}

std::string sample(std::size_t size, std::uint32_t seed = 1) {
  std::string out;
  while (out.size() < size) {
    seed = seed * 1664525 + 1013904223;
    out += "event " + std::to_string(seed >> 8) + "\n";
  }
  out.resize(size);
  return out;
}

using Items = std::vector<Item>;

TEST(Unpacker, APlainFileIsItsOwnSource) {
  for (const std::string bytes : {"", "plain", "PK is no archive"}) {
    EXPECT_EQ(unpack(bytes), (Items{{"", bytes, "", ""}}));
    EXPECT_EQ(unpack_pipe(bytes), (Items{{"", bytes, "", ""}}));
  }
}

TEST(Unpacker, FiltersGiveNoName) {
  const std::string bytes = sample(500'000);
  for (const Compression c :
       {Compression::kGzip, Compression::kZstd, Compression::kXz, Compression::kBzip2}) {
    const std::string packed = compress(c, bytes);
    EXPECT_EQ(unpack(packed), (Items{{"", bytes, "", ""}}));
    EXPECT_EQ(unpack_pipe(packed), (Items{{"", bytes, "", ""}}));
    EXPECT_EQ(unpack(compress(Compression::kGzip, packed)), (Items{{"", bytes, "", ""}}));
  }
}

TEST(Unpacker, ArchivesGiveTheirMembersInOrder) {
  const std::string big = sample(700'000);
  const std::vector<StoredMember> members = {
      {"z.txt", "last name first"}, {"logs/", ""}, {"logs/a.evtx", big}, {"logs/empty", ""}};
  const Items wanted = {{"z.txt", "last name first", "", ""},
                        {"logs/a.evtx", big, "", ""},
                        {"logs/empty", "", "", ""}};
  for (const ArchiveForm form :
       {ArchiveForm::kZip, ArchiveForm::kZipStored, ArchiveForm::kSevenZip, ArchiveForm::kTar}) {
    EXPECT_EQ(unpack(make_archive(form, members)), wanted) << static_cast<int>(form);
    EXPECT_EQ(unpack_pipe(make_archive(form, members)), wanted) << static_cast<int>(form);
  }
  for (const Compression c : {Compression::kGzip, Compression::kZstd, Compression::kXz}) {
    const std::string packed = compress(c, make_archive(ArchiveForm::kTar, members));
    EXPECT_EQ(unpack(packed), wanted);
    EXPECT_EQ(unpack_pipe(packed), wanted);
  }
}

TEST(Unpacker, PassesOverWhatIsNotRead) {
  const std::string big = sample(700'000);
  for (const ArchiveForm form : {ArchiveForm::kZip, ArchiveForm::kSevenZip, ArchiveForm::kTar}) {
    FileSource file = FileSource::adopt(
        MemoryFile(make_archive(form, {{"a", big}, {"b", big}, {"c", "end"}})).descriptor());
    Unpacker unpacker(file, "");
    Source source;
    std::vector<std::string> names;
    while (unpacker.next(source)) names.push_back(source.member);
    EXPECT_EQ(names, (std::vector<std::string>{"a", "b", "c"}));
  }
}

TEST(Unpacker, NestsOnce) {
  const std::string gz = compress(Compression::kGzip, "inner");
  for (const ArchiveForm inner : {ArchiveForm::kZip, ArchiveForm::kSevenZip, ArchiveForm::kTar}) {
    const std::string box = make_archive(inner, {{"x.evtx", "deep"}, {"y.gz", gz}});
    for (const ArchiveForm outer : {ArchiveForm::kZip, ArchiveForm::kSevenZip, ArchiveForm::kTar}) {
      const Items wanted = {{"box!/x.evtx", "deep", "", ""},
                            {"box!/y.gz", "inner", "", ""},
                            {"log.gz", "inner", "", ""}};
      const std::string packed = make_archive(outer, {{"box", box}, {"log.gz", gz}});
      EXPECT_EQ(unpack(packed), wanted);
      EXPECT_EQ(unpack_pipe(packed), wanted);
      EXPECT_EQ(unpack(compress(Compression::kXz, packed)), wanted);
    }
  }
}

TEST(Unpacker, DeeperNestingIsALimit) {
  std::string box = make_archive(ArchiveForm::kZip, {{"x", "deepest"}});
  box = make_archive(ArchiveForm::kTar, {{"c.zip", box}, {"c.txt", "text"}});
  box = make_archive(ArchiveForm::kZip, {{"b.tar", box}, {"b.txt", "text"}});
  EXPECT_EQ(unpack(box), (Items{{"b.tar!/c.zip", "-", "", "archive-limit"},
                                {"b.tar!/c.txt", "text", "", ""},
                                {"b.txt", "text", "", ""}}));
  std::string packed = "text";
  for (std::size_t i = 0; i <= limits::kMaxPackingDepth; ++i) {
    packed = compress(Compression::kGzip, packed);
  }
  EXPECT_EQ(unpack(packed), (Items{{"", "-", "", "archive-limit"}}));
}

TEST(Unpacker, AnEmptyArchiveIsSkipped) {
  const std::string zip = make_archive(ArchiveForm::kZip, {});
  EXPECT_EQ(unpack(zip), (Items{{"", "-", "an empty archive", ""}}));
  EXPECT_EQ(unpack(make_archive(ArchiveForm::kTar, {{"e.zip", zip}, {"f", "f"}})),
            (Items{{"e.zip", "-", "an empty archive", ""}, {"f", "f", "", ""}}));
  EXPECT_EQ(unpack(compress(Compression::kXz, "")), (Items{{"", "", "", ""}}));
}

TEST(Unpacker, NamesAreShownAsStored) {
  const std::vector<std::string> names = {"/etc/passwd", "../../up", "a\x1B[31m\nb",
                                          "größe/日本.evtx"};
  std::vector<StoredMember> members;
  for (const std::string& name : names) members.push_back({name, "x"});
  for (const ArchiveForm form : {ArchiveForm::kZip, ArchiveForm::kTar}) {
    const Items items = unpack(make_archive(form, members));
    ASSERT_EQ(items.size(), names.size());
    for (std::size_t i = 0; i < names.size(); ++i) EXPECT_EQ(items[i].member, names[i]);
  }
  const std::string long_name(10'000, 'n');
  const Items items = unpack(make_archive(ArchiveForm::kTar, {{long_name, "x"}}));
  ASSERT_EQ(items.size(), 1U);
  EXPECT_EQ(items[0].member.size(), limits::kMaxMemberName);
}

TEST(Unpacker, AnEncryptedMemberIsAnIssueOfItsOwn) {
  const std::vector<StoredMember> members = {{"a.evtx", "secret"}, {"b.evtx", "secret"}};
  const std::string zip = make_archive(ArchiveForm::kZip, members, "secret");
  const Items wanted = {{"a.evtx", "-", "", "archive-encrypted"},
                        {"b.evtx", "-", "", "archive-encrypted"}};
  EXPECT_EQ(unpack(zip), wanted);
  EXPECT_EQ(unpack_pipe(zip), wanted);
  EXPECT_EQ(unpack(make_archive(ArchiveForm::kTar, {{"in.zip", zip}, {"c", "c"}})),
            (Items{{"in.zip!/a.evtx", "-", "", "archive-encrypted"},
                   {"in.zip!/b.evtx", "-", "", "archive-encrypted"},
                   {"c", "c", "", ""}}));
}

// Whatever a cut leaves: bytes that were there, in order, and an issue.
void expect_partial(const Items& items, const std::vector<StoredMember>& members,
                    const std::string& what) {
  std::string issues;
  std::size_t next = 0;
  for (const Item& item : items) {
    issues += item.issues;
    if (item.bytes == "-" || item.bytes.empty()) continue;
    ASSERT_LT(next, members.size()) << what;
    EXPECT_EQ(item.member, members[next].name) << what;
    EXPECT_TRUE(members[next].bytes.starts_with(item.bytes)) << what;
    EXPECT_TRUE(item.bytes == members[next].bytes || !item.issues.empty()) << what;
    ++next;
  }
  EXPECT_NE(issues.find("archive-damaged"), std::string::npos) << what;
}

TEST(Unpacker, CutAnywhereKeepsWhatWasReadAndSaysSo) {
  std::vector<StoredMember> members;
  for (std::uint32_t i = 0; i < 5; ++i) {
    members.push_back({"log" + std::to_string(i), sample(150'000, i + 1)});
  }
  struct Case {
    std::string name;
    std::string bytes;
    bool reads_on;  // from front to back, so that a cut leaves something
  };
  const std::string tar = make_archive(ArchiveForm::kTar, members);
  const Case cases[] = {
      {"zip", make_archive(ArchiveForm::kZip, members), true},
      {"7z", make_archive(ArchiveForm::kSevenZip, members), false},
      {"tar", tar, true},
      {"tar.gz", compress(Compression::kGzip, tar), true},
      {"tar.zst", compress(Compression::kZstd, tar), true},
      {"tar.xz", compress(Compression::kXz, tar), true},
      {"tar.bz2", compress(Compression::kBzip2, tar), false},  // one block holds it all
  };
  for (const Case& c : cases) {
    for (std::size_t tenth = 1; tenth < 10; ++tenth) {
      const std::string cut = c.bytes.substr(0, c.bytes.size() * tenth / 10);
      const std::string what = c.name + " cut at tenth " + std::to_string(tenth);
      const Items items = unpack(cut);
      expect_partial(items, members, what);
      EXPECT_TRUE(!c.reads_on || tenth < 9 || items.size() >= 4) << what;
      expect_partial(unpack_pipe(cut), members, what + " from a pipe");
    }
  }
}

TEST(Unpacker, ABrokenMemberOfAZipDoesNotEndIt) {
  std::vector<StoredMember> members;
  for (std::uint32_t i = 0; i < 4; ++i) {
    members.push_back({"log" + std::to_string(i), sample(100'000, i + 1)});
  }
  const std::string zip = make_archive(ArchiveForm::kZip, members);
  for (std::size_t at = 200; at < zip.size() - 400; at += zip.size() / 37) {
    std::string damaged = zip;
    for (std::size_t i = 0; i < 40; ++i)
      damaged[at + i] = static_cast<char>(damaged[at + i] ^ 0x5A);
    std::size_t whole = 0;
    std::string issues;
    for (const Item& item : unpack(damaged)) {
      whole += std::ranges::count(members, item.bytes, &StoredMember::bytes) > 0 ? 1U : 0U;
      issues += item.issues;
    }
    EXPECT_EQ(whole, 3U) << at;
    EXPECT_EQ(issues, "archive-damaged") << at;
  }
}

TEST(Unpacker, ADamagedTarHeaderIsPassed) {
  std::string tar = make_archive(ArchiveForm::kTar, {{"a", "a"}, {"b", "b"}, {"c", "c"}});
  tar[1024 + 3] = 'x';  // in the name of b
  EXPECT_EQ(unpack(tar),
            (Items{{"a", "a", "", ""}, {"c", "c", "", ""}, {"", "-", "", "archive-damaged"}}));
}

std::string large_zeros() { return std::string(limits::kMinUnpackedSize + (4U << 20), '\0'); }

TEST(Unpacker, ABombIsALimit) {
  const std::string zeros = large_zeros();
  const std::string gz = compress(Compression::kGzip, zeros);
  const std::string zip = make_archive(ArchiveForm::kZip, {{"bomb", zeros}, {"after", "text"}});
  const auto expect_bomb = [&](const Items& items, std::size_t count, const std::string& what) {
    ASSERT_EQ(items.size(), count) << what;
    EXPECT_EQ(items[0].issues, "archive-limit") << what;
    EXPECT_GE(items[0].bytes.size(), limits::kMinUnpackedSize) << what;
    EXPECT_LT(items[0].bytes.size(), limits::kMinUnpackedSize + (1U << 20)) << what;
  };
  expect_bomb(unpack(gz), 1, "gz");
  expect_bomb(unpack_pipe(gz), 1, "gz from a pipe");
  expect_bomb(unpack(compress(Compression::kXz, zeros)), 1, "xz");
  expect_bomb(unpack(compress(Compression::kZstd, zeros)), 1, "zstd");
  // Behind a bomb as large as all that may be unpacked the archive is given up.
  expect_bomb(unpack(zip), 2, "zip");
  EXPECT_EQ(unpack(zip)[1], (Item{"", "-", "", "archive-limit"}));
  const std::string nested = make_archive(ArchiveForm::kZipStored, {{"x.gz", gz}});
  expect_bomb(unpack(nested), 1, "gz in a stored zip");
}

// Not every member of an archive with a bomb is lost.
TEST(Unpacker, ALargeArchiveGoesOnBehindABomb) {
  const std::string zeros = large_zeros();
  const std::string noise = sample(1'500'000);
  const Items items =
      unpack(make_archive(ArchiveForm::kZip, {{"bomb", zeros}, {"noise", noise}, {"c", "c"}}));
  ASSERT_EQ(items.size(), 3U);
  EXPECT_EQ(items[0].issues, "archive-limit");
  EXPECT_EQ(items[1], (Item{"noise", noise, "", ""}));
  EXPECT_EQ(items[2], (Item{"c", "c", "", ""}));
}

TEST(Unpacker, GivingUpLooksWhetherItIsABomb) {
  const auto given_up = [](const std::string& bytes) {
    FileSource file = FileSource::adopt(MemoryFile(bytes).descriptor());
    Unpacker unpacker(file, "");
    Source source;
    EXPECT_TRUE(unpacker.next(source) && source.bytes);
    unpacker.give_up();
    unpacker.finish(source.issues);
    return codes(source.issues);
  };
  const std::string zeros = large_zeros();
  EXPECT_EQ(given_up(compress(Compression::kGzip, zeros)), "archive-limit");
  EXPECT_EQ(given_up(make_archive(ArchiveForm::kZip, {{"a", zeros}})), "archive-limit");
  EXPECT_EQ(given_up(compress(Compression::kGzip, std::string(1 << 20, '\0'))), "");
  EXPECT_EQ(given_up(compress(Compression::kGzip, sample(1 << 20))), "");
  EXPECT_EQ(given_up(zeros.substr(0, 1 << 20)), "");
}

TEST(Unpacker, WithoutAFolderForTemporaryFilesAPipedZipIsAnIssue) {
  BytePipe pipe(make_archive(ArchiveForm::kZip, {{"a", "a"}}));
  EXPECT_EQ(unpack(FileSource::adopt(pipe.take()), "/nonexistent"),
            (Items{{"", "-", "", "spool-error"}}));
}

TEST(Unpacker, ReadsARedirectedFileFromWhereItStands) {
  const std::string zip = make_archive(ArchiveForm::kZip, {{"a", "a"}});
  const int fd = MemoryFile("0123456789" + zip).descriptor();
  ::lseek(fd, 10, SEEK_SET);
  EXPECT_EQ(unpack(FileSource::adopt(fd)), (Items{{"a", "a", "", ""}}));
}

}  // namespace
}  // namespace wmiscope::archive
