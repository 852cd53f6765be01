// SPDX-License-Identifier: Apache-2.0
#include "content/embedded.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/sha256.h"

namespace wmiscope {
namespace {

void expect_same(const YamlNode& packed, const YamlNode& parsed, std::string_view path) {
  ASSERT_EQ(packed.kind, parsed.kind) << path << ":" << parsed.place.line;
  EXPECT_EQ(packed.text, parsed.text) << path << ":" << parsed.place.line;
  EXPECT_EQ(packed.quoted, parsed.quoted) << path << ":" << parsed.place.line;
  EXPECT_EQ(packed.place.line, parsed.place.line) << path;
  EXPECT_EQ(packed.place.column, parsed.place.column) << path;
  ASSERT_EQ(packed.items.size(), parsed.items.size()) << path;
  ASSERT_EQ(packed.entries.size(), parsed.entries.size()) << path;
  for (std::size_t i = 0; i < parsed.items.size(); ++i) {
    expect_same(packed.items[i], parsed.items[i], path);
  }
  for (std::size_t i = 0; i < parsed.entries.size(); ++i) {
    EXPECT_EQ(packed.entries[i].key, parsed.entries[i].key) << path;
    EXPECT_EQ(packed.entries[i].place.line, parsed.entries[i].place.line) << path;
    expect_same(packed.entries[i].value, parsed.entries[i].value, path);
  }
}

TEST(Embedded, FilesAreOrderedAndFound) {
  const auto files = embedded_files();
  ASSERT_FALSE(files.empty());
  EXPECT_TRUE(std::ranges::is_sorted(files, {}, &EmbeddedFile::path));
  for (const EmbeddedFile& file : files) {
    EXPECT_FALSE(file.text.empty()) << file.path;
    EXPECT_EQ(embedded_file(file.path), file.text);
  }
  EXPECT_EQ(embedded_file("detections"), "");
  EXPECT_EQ(embedded_file("zzz"), "");
}

TEST(Embedded, YamlOfAFolderOnly) {
  const auto detections = embedded_yaml("detections");
  ASSERT_FALSE(detections.empty());
  for (const EmbeddedFile& file : detections) {
    EXPECT_TRUE(file.path.starts_with("detections/")) << file.path;
    EXPECT_TRUE(file.path.ends_with(".yml")) << file.path;
    EXPECT_EQ(std::ranges::count(file.path, '/'), 1) << file.path;
  }
  EXPECT_TRUE(embedded_yaml("detection").empty());
}

// What the build packed is what the parser would give.
TEST(Embedded, PackedYamlIsTheParsedOne) {
  for (const char* folder : {"detections", "fields", "stories"}) {
    for (const EmbeddedFile& file : embedded_yaml(folder)) {
      ASSERT_FALSE(file.packed.empty()) << file.path;
      const auto packed = parse_yaml(file);
      const auto parsed = parse_yaml(file.text);
      ASSERT_TRUE(packed.has_value() && parsed.has_value()) << file.path;
      ASSERT_EQ(packed->size(), parsed->size()) << file.path;
      for (std::size_t i = 0; i < parsed->size(); ++i) {
        expect_same((*packed)[i], (*parsed)[i], file.path);
      }
    }
  }
}

TEST(Embedded, TextWithoutPackedFormIsParsed) {
  const auto good = parse_yaml(EmbeddedFile{"x.yml", "a: b", {}});
  ASSERT_TRUE(good.has_value());
  EXPECT_EQ(good->front().text_of("a"), "b");
  EXPECT_FALSE(parse_yaml(EmbeddedFile{"x.yml", "a: [", {}}).has_value());
}

TEST(Embedded, HashIsOverPathsAndTexts) {
  Sha256 hash;
  for (const EmbeddedFile& file : embedded_files()) {
    hash.update(file.path);
    hash.update("\n");
    hash.update(file.text);
  }
  EXPECT_EQ(embedded_content_hash(), hash.hex());
}

}  // namespace
}  // namespace wmiscope
