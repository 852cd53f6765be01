// SPDX-License-Identifier: Apache-2.0
#include "input/evtx/json_text.h"

#include <gtest/gtest.h>

#include <cstring>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/utf16.h"

namespace wmiscope::evtx {
namespace {

std::vector<TextLevel> levels() {
  std::vector<TextLevel> all;
  for (int i = 0; i <= static_cast<int>(best_text_level()); ++i) {
    all.push_back(static_cast<TextLevel>(i));
  }
  return all;
}

// The text lies at the very end of its memory, so that a sanitizer sees a read behind it; in front
// of it are `before` bytes.
std::string json(TextLevel level, const std::string& utf16, std::size_t before = 0) {
  const std::size_t size = before + utf16.size();
  const auto bytes = std::make_unique<std::uint8_t[]>(size);
  std::memcpy(bytes.get() + before, utf16.data(), utf16.size());
  const ByteView around(bytes.get(), size);
  std::string out(json_text_bound(utf16.size()), '#');
  const char* end = text_kernels(level).json(around.from(before), around, out.data());
  return out.substr(0, static_cast<std::size_t>(end - out.data()));
}

// The same by way of UTF-8.
std::string expected(const std::string& utf16) {
  std::string utf8;
  append_utf16(ByteView(utf16), utf8);
  std::string quoted;
  append_json_string(utf8, quoted);
  return quoted.substr(1, quoted.size() - 2);
}

std::string units(const std::vector<std::uint16_t>& all) {
  std::string text;
  for (const std::uint16_t unit : all) {
    text += static_cast<char>(unit & 0xFF);
    text += static_cast<char>(unit >> 8);
  }
  return text;
}

TEST(JsonText, EscapesWhatJsonAsksFor) {
  struct Case {
    const char* name;
    std::vector<std::uint16_t> units;
    const char* json;
  };
  const Case cases[] = {
      {"ASCII", {'a', 'Z', '~', ' '}, "aZ~ "},
      {"quotes and backslashes", {'"', '\\', '/'}, R"(\"\\/)"},
      {"line ends", {'\t', '\n', '\r'}, R"(\t\n\r)"},
      {"controls", {0, 1, 0x19, 0x1F, 0x7F, 0x9F}, R"(\u0000\u0001\u0019\u001f\u007f\u009f)"},
      {"two bytes", {0xA0, 0xE9, 0x7FF}, "\xC2\xA0\xC3\xA9\xDF\xBF"},
      {"three bytes", {0x800, 0x65E5, 0xFFFF}, "\xE0\xA0\x80\xE6\x97\xA5\xEF\xBF\xBF"},
      {"line separators", {0x2028, 0x2029}, R"(\u2028\u2029)"},
      {"a pair", {0xD83D, 0xDE00}, "\xF0\x9F\x98\x80"},
      {"lone surrogates", {0xDE00, 'x', 0xD83D}, "\xEF\xBF\xBDx\xEF\xBF\xBD"},
      {"like a control in one byte",
       {0x0930, 0x8009, 0x2209},
       "\xE0\xA4\xB0\xE8\x80\x89\xE2\x88\x89"},
  };
  for (const Case& c : cases) {
    for (const TextLevel level : levels()) {
      EXPECT_EQ(json(level, units(c.units)), c.json) << c.name << " " << static_cast<int>(level);
    }
  }
}

TEST(JsonText, EveryUnitAtEveryLevel) {
  for (std::uint32_t unit = 0; unit < 0x10000; ++unit) {
    const std::string text = units({'a', static_cast<std::uint16_t>(unit), 'b'});
    const std::string want = expected(text);
    for (const TextLevel level : levels()) {
      ASSERT_EQ(json(level, text), want) << unit << " " << static_cast<int>(level);
    }
  }
}

TEST(JsonText, SpecialsAtEveryPlaceOfEveryLength) {
  const std::uint16_t specials[] = {'"', '\n', 1, 0xAE, 0x416, 0x65E5, 0xD83D, 0xDE00, 0};
  for (std::size_t length = 0; length <= 70; ++length) {
    for (std::size_t place = 0; place < length; ++place) {
      std::vector<std::uint16_t> text(length, 'x');
      text[place] = specials[(length + place) % std::size(specials)];
      text[length - 1 - place] = specials[place % std::size(specials)];
      const std::string utf16 = units(text);
      const std::string want = expected(utf16);
      for (const TextLevel level : levels()) {
        ASSERT_EQ(json(level, utf16, place % 5), want)
            << length << " " << place << " " << static_cast<int>(level);
      }
    }
  }
}

TEST(JsonText, RandomTextOfAllKinds) {
  std::mt19937 random(4711);
  const std::uint16_t bounds[] = {0x20, 0x80, 0x100, 0x800, 0xFFFF};
  for (int round = 0; round < 3000; ++round) {
    std::vector<std::uint16_t> text(random() % 200);
    const std::uint16_t bound = bounds[random() % std::size(bounds)];
    for (std::uint16_t& unit : text) {
      unit = static_cast<std::uint16_t>(random() % (random() % 8 ? 0x7F : bound) + 1);
    }
    const std::string utf16 = units(text);
    const std::string want = expected(utf16);
    for (const TextLevel level : levels()) ASSERT_EQ(json(level, utf16), want) << round;
  }
}

TEST(JsonText, AnOddLastByteIsDropped) {
  for (const TextLevel level : levels()) EXPECT_EQ(json(level, units({'a', 'b'}) + 'c'), "ab");
}

TEST(JsonText, HexAndGuidAreTheSameAtEveryLevel) {
  std::string bytes;
  for (int i = 0; i < 100; ++i) bytes += static_cast<char>(i * 37);
  for (const TextLevel level : levels()) {
    for (std::size_t size = 0; size <= bytes.size(); ++size) {
      char out_bytes[300];
      const char* const out = out_bytes;
      char want_bytes[300];
      const char* const want = want_bytes;
      const ByteView view(std::string_view(bytes).substr(0, size));
      const char* const end = text_kernels(level).hex(view, out_bytes);
      const char* want_end = text_kernels(TextLevel::kPlain).hex(view, want_bytes);
      ASSERT_EQ(std::string_view(out, end), std::string_view(want, want_end)) << size;
    }
    char digits[32];
    text_kernels(level).guid_digits(ByteView(std::string_view(bytes).substr(0, 16)), digits);
    EXPECT_EQ(std::string(digits, 32), "6f4a2500b99403de284d7297bce1062b")
        << static_cast<int>(level);
  }
}

}  // namespace
}  // namespace wmiscope::evtx
