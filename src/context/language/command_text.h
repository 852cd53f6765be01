// SPDX-License-Identifier: Apache-2.0
//
// Command lines as Windows logs them, made comparable: what Sysmon doubles, what cmd drops, words
// and their quotes.
//
//   collapse_percents("%%SystemRoot%%\\x.exe")          // "%SystemRoot%\\x.exe"
//   same_command("\"C:\\a.exe\"  /x", "c:\\A.EXE /x")   // true
//
// Pure functions, any thread, linear in the text. Facts: wmi-knowledge 1.1 (escaping).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace wmiscope {

// Each pair of percent signs as one: Sysmon doubles each one in CommandLine, Details and Query.
std::string collapse_percents(std::string_view text);

// Without the carets by which cmd escapes: "wm^ic" is wmic. Two in a row are one.
std::string without_carets(std::string_view text);

// `text` without blanks (space, tab, CR, LF, NUL) at both ends.
std::string_view trimmed(std::string_view text);

// What follows the last backslash or slash: "WMIC.exe". The text itself where there is none.
std::string_view file_name(std::string_view path);

// The program of a command line (its first word, unquoted) and what follows it.
struct SplitCommand {
  std::string_view program;
  std::string_view rest;  // without blanks around it
};
SplitCommand split_command(std::string_view command_line);

// The words of a line: blanks separate them outside of double quotes. Quotes stay in the words. At
// most `limit` words, the last of them holds the rest.
std::vector<std::string_view> words_of(std::string_view line, std::size_t limit = 256);

// Without one pair of quotes, single or double, around it.
std::string_view unquoted(std::string_view text);

// Whether the first holds the second as a whole word, without case: no letter, digit or underscore
// beside it. `lower` is in lower case.
bool has_word(std::string_view text, std::string_view lower);

// Whether two command lines are the same command: without case, "%%", quotes and the number of
// blanks; the program compares by its name where only one side has a folder or ".exe".
bool same_command(std::string_view a, std::string_view b);
// Equal for lines that are the same command; hardly ever for others.
std::size_t command_hash(std::string_view line);

}  // namespace wmiscope
