// SPDX-License-Identifier: Apache-2.0
#include "input/archive/gzip_reader.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/archive_writer.h"

namespace wmiscope::archive {
namespace {

using testkit::Compression;

std::string gzip(const std::string& bytes) { return testkit::compress(Compression::kGzip, bytes); }

// Bytes that shrink to about a third.
std::string sample(std::size_t size) {
  std::string out;
  std::uint32_t x = 1;
  while (out.size() < size) {
    x = x * 1664525 + 1013904223;
    out += "event " + std::to_string(x >> 12) + "\n";
  }
  out.resize(size);
  return out;
}

struct Unpacked {
  std::string bytes;
  std::vector<ReadIssue> issues;
  std::uint64_t packed = 0;
};

Unpacked unpack(const std::string& packed, std::size_t step) {
  MemorySource source{ByteView(packed)};
  GzipReader reader(source);
  Member member;
  Unpacked out;
  EXPECT_TRUE(reader.next(member));
  std::vector<std::uint8_t> piece(step);
  while (const std::size_t n = reader.read(piece.data(), step)) {
    out.bytes += ByteView(piece.data(), n).chars();
  }
  EXPECT_FALSE(reader.next(member));
  out.issues = reader.take_issues();
  out.packed = reader.packed_bytes();
  return out;
}

std::string codes(const std::vector<ReadIssue>& issues) {
  std::string out;
  for (const ReadIssue& i : issues) out += std::string(out.empty() ? "" : " ") + i.code;
  return out;
}

TEST(GzipReader, GivesWhatWasPacked) {
  for (const std::size_t size : {0U, 1U, 1000U, 65536U, 1000000U}) {
    const std::string bytes = sample(size);
    const std::string packed = gzip(bytes);
    for (const std::size_t step : {1U, 7U, 4096U, 262144U}) {
      if (step < 100 && size > 100000) continue;
      const Unpacked out = unpack(packed, step);
      EXPECT_EQ(out.bytes, bytes) << size << " by " << step;
      EXPECT_EQ(codes(out.issues), "");
      EXPECT_EQ(out.packed, packed.size());
    }
  }
}

TEST(GzipReader, ReadsConcatenatedMembersAsOne) {
  const std::string a = sample(100000);
  const Unpacked out = unpack(gzip(a) + gzip("") + gzip("b") + gzip(a), 5000);
  EXPECT_EQ(out.bytes, a + "b" + a);
  EXPECT_EQ(codes(out.issues), "");
}

// Members that begin just in front of the end of the input buffer.
TEST(GzipReader, ConcatenationAcrossTheInputBuffer) {
  std::string packed;
  std::string bytes;
  while (packed.size() < 400'000) {
    const std::string piece = sample(100 + packed.size() % 91);
    packed += gzip(piece);
    bytes += piece;
  }
  const Unpacked out = unpack(packed, 100'000);
  EXPECT_EQ(out.bytes, bytes);
  EXPECT_EQ(codes(out.issues), "");
}

TEST(GzipReader, BytesBehindAreANote) {
  const std::string packed = gzip("text");
  for (const std::string tail : {"\n", "\x1F", "garbage", "\x1F\x1F"}) {
    const Unpacked out = unpack(packed + tail, 100);
    EXPECT_EQ(out.bytes, "text");
    ASSERT_EQ(codes(out.issues), "trailing-bytes");
    EXPECT_EQ(out.issues[0].severity, Severity::kNote);
    EXPECT_EQ(out.issues[0].offset, packed.size());
  }
}

TEST(GzipReader, ATruncatedStreamKeepsWhatWasRead) {
  const std::string bytes = sample(300'000);
  const std::string packed = gzip(bytes);
  for (std::size_t tenth = 1; tenth < 10; ++tenth) {
    const Unpacked out = unpack(packed.substr(0, packed.size() * tenth / 10), 4096);
    ASSERT_EQ(codes(out.issues), "archive-damaged") << tenth;
    EXPECT_STREQ(out.issues[0].what, "gzip data that end early");
    EXPECT_EQ(out.issues[0].offset, out.bytes.size());
    EXPECT_GT(out.bytes.size(), bytes.size() * (tenth - 1) / 10) << tenth;
    EXPECT_EQ(out.bytes, bytes.substr(0, out.bytes.size()));
  }
}

TEST(GzipReader, ACutTrailerOrHeaderIsDamage) {
  const std::string packed = gzip("text");
  for (std::size_t size = 4; size < packed.size(); ++size) {
    EXPECT_EQ(codes(unpack(packed.substr(0, size), 100).issues), "archive-damaged") << size;
  }
}

TEST(GzipReader, EveryChangedByteOfDataOrTrailerIsSeen) {
  const std::string bytes = sample(300);
  const std::string packed = gzip(bytes);
  std::size_t harmless = 0;
  for (std::size_t at = 10; at < packed.size(); ++at) {
    std::string damaged = packed;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x10);
    const Unpacked out = unpack(damaged, 64);
    if (codes(out.issues).starts_with("archive-damaged")) continue;
    EXPECT_EQ(out.bytes, bytes) << at;
    ++harmless;
  }
  EXPECT_LE(harmless, 1U);  // bits that fill the last byte of the data
}

TEST(GzipReader, TellsAWrongChecksum) {
  std::string packed = gzip("text");
  packed[packed.size() - 8] = static_cast<char>(packed[packed.size() - 8] ^ 1);
  const Unpacked out = unpack(packed, 100);
  EXPECT_EQ(out.bytes, "text");
  ASSERT_EQ(codes(out.issues), "archive-damaged");
  EXPECT_STREQ(out.issues[0].what, "gzip data whose checksum does not hold");
}

}  // namespace
}  // namespace wmiscope::archive
