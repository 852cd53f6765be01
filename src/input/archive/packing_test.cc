// SPDX-License-Identifier: Apache-2.0
#include "input/archive/packing.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/archive_writer.h"

namespace wmiscope::archive {
namespace {

using testkit::ArchiveForm;
using testkit::compress;
using testkit::Compression;
using testkit::make_archive;

std::optional<Packing> told(const std::string& bytes) { return packing_of(ByteView(bytes)); }

TEST(Packing, IsToldByContent) {
  const std::string text = "some text";
  EXPECT_EQ(told(compress(Compression::kGzip, text)), Packing::kGzip);
  EXPECT_EQ(told(compress(Compression::kZstd, text)), Packing::kZstd);
  EXPECT_EQ(told(compress(Compression::kXz, text)), Packing::kXz);
  EXPECT_EQ(told(compress(Compression::kBzip2, text)), Packing::kBzip2);
  EXPECT_EQ(told(make_archive(ArchiveForm::kZip, {{"a", text}})), Packing::kZip);
  EXPECT_EQ(told(make_archive(ArchiveForm::kZip, {})), Packing::kZip);
  EXPECT_EQ(told(make_archive(ArchiveForm::kSevenZip, {{"a", text}})), Packing::kSevenZip);
  EXPECT_EQ(told(make_archive(ArchiveForm::kTar, {{"a", text}})), Packing::kTar);
}

TEST(Packing, AnOldTarHasItsChecksumAlone) {
  std::string tar = make_archive(ArchiveForm::kTar, {{"a", "text"}});
  for (std::size_t i = 257; i < 265; ++i) {
    const int was = static_cast<unsigned char>(tar[i]);
    tar[i] = '\0';
    // The sum is kept by as much in a field that nobody reads.
    tar[500 + i - 257] = static_cast<char>(was);
  }
  EXPECT_EQ(told(tar), Packing::kTar);
  tar[0] = 'b';
  EXPECT_EQ(told(tar), std::nullopt);
}

TEST(Packing, NearMisses) {
  const std::string cases[] = {
      "",
      "\x1F\x8B",
      std::string("\x1F\x8B\x08", 3),
      std::string("\x1F\x8B\x07\x00 more", 9),
      std::string("\x1F\x8B\x08\xE0 more", 9),
      "PK\1\2",
      "BZh9 is not bzip2",
      "BZh01AY&SY",
      "7z\xBC\xAF",
      std::string(512, '\0'),
      std::string(1024, ' '),
      std::string(1024, '0'),
  };
  for (const std::string& bytes : cases) EXPECT_EQ(told(bytes), std::nullopt) << bytes;
}

TEST(Packing, Kinds) {
  EXPECT_TRUE(is_archive(Packing::kTar));
  EXPECT_FALSE(is_archive(Packing::kXz));
  EXPECT_TRUE(needs_seeking(Packing::kZip));
  EXPECT_FALSE(needs_seeking(Packing::kTar));
}

}  // namespace
}  // namespace wmiscope::archive
