// SPDX-License-Identifier: Apache-2.0
#include "report/terminal_text.h"

#include <gtest/gtest.h>

namespace wmiscope {
namespace {

struct EscapeCase {
  std::string_view name;
  std::string_view hostile;
  std::string_view safe;
};

TEST(TerminalText, NothingMovesTheCursorOrHides) {
  const EscapeCase kCases[] = {
      {"plain", "C:\\new\\table", "C:\\new\\table"},
      {"ANSI", "\x1b[31mred\x1b[0m", "␛[31mred␛[0m"},
      {"line ends", "a\r\nb\tc", "a␍␊b␉c"},
      {"NUL and DEL", std::string_view("a\0b\x7f", 4), "a␀b␡"},
      {"C1", "a\xC2\x9B", "a<U+009B>"},
      {"bidirectional override", "exe.\xE2\x80\xAEtxt", "exe.<U+202E>txt"},
      {"isolate", "\xE2\x81\xA6x\xE2\x81\xA9", "<U+2066>x<U+2069>"},
      {"zero width",
       "a\xE2\x80\x8B"
       "b",
       "a<U+200B>b"},
      {"byte order mark", "\xEF\xBB\xBFx", "<U+FEFF>x"},
      {"tag character", "\xF3\xA0\x81\x81", "<U+E0041>"},
      {"no UTF-8", "a\xFF\xC3", "a\xEF\xBF\xBD\xEF\xBF\xBD"},
      {"letters", "Grüße 中文 😀", "Grüße 中文 😀"},
      {"two marks", "a\xCC\x81\xCC\x82", "a\xCC\x81\xCC\x82"},
      {"a tower of marks", "a\xCC\x81\xCC\x81\xCC\x81", "a\xCC\x81\xCC\x81<U+0301>"},
  };
  for (const EscapeCase& c : kCases) EXPECT_EQ(escape_text(c.hostile), c.safe) << c.name;
}

TEST(TerminalText, Width) {
  EXPECT_EQ(display_width(""), 0U);
  EXPECT_EQ(display_width("abc"), 3U);
  EXPECT_EQ(display_width("ü…●"), 3U);
  EXPECT_EQ(display_width("中文"), 4U);
  EXPECT_EQ(display_width("한글"), 4U);
  EXPECT_EQ(display_width("😀"), 2U);
  EXPECT_EQ(display_width("a\xCC\x81"), 1U);
  EXPECT_EQ(display_width("\xE4\xB8"), 2U) << "a cut character counts its bytes";
}

TEST(TerminalText, CutsTheMiddle) {
  EXPECT_EQ(cut_middle("abcdefghij", 10), "abcdefghij");
  EXPECT_EQ(cut_middle("abcdefghij", 7), "abc…hij");
  EXPECT_EQ(cut_middle("abcdefghij", 7, 1), "a…fghij");
  EXPECT_EQ(cut_middle("abcdefghij", 1), "…");
  EXPECT_EQ(cut_middle("abcdefghij", 0), "");
  EXPECT_EQ(cut_path("C:\\Windows\\System32\\x.exe", 12), "C:\\…32\\x.exe");
}

TEST(TerminalText, CutsByColumnsAndNotByBytes) {
  EXPECT_EQ(cut_middle("中文中文中文", 7), "中…文");
  EXPECT_LE(display_width(cut_middle("a中a中a中a中", 6)), 6U);
  EXPECT_EQ(cut_middle("abcde\xCC\x81"
                       "fgh",
                       4, 1),
            "a…gh");
  EXPECT_EQ(cut_middle("abcdef\xCC\x81g", 3, 1), "a…g") << "a mark goes with its letter";
}

TEST(TerminalText, Pads) {
  EXPECT_EQ(padded("中", 4), "中  ");
  EXPECT_EQ(padded("abcd", 2), "abcd");
}

TEST(TerminalText, WrapsAtBlanks) {
  using Lines = std::vector<std::string>;
  EXPECT_EQ(wrap_words("one two three", 8), (Lines{"one two", "three"}));
  EXPECT_EQ(wrap_words("", 8), Lines{""});
  EXPECT_EQ(wrap_words("a  by b", 20), Lines{"a  by b"});
  EXPECT_EQ(wrap_words("abcdefghijkl x", 7), (Lines{"abc…jkl", "x"}));
}

}  // namespace
}  // namespace wmiscope
