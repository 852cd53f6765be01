// SPDX-License-Identifier: Apache-2.0
#include "context/language/decode.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <utility>

#include "base/ascii.h"
#include "base/bytes.h"
#include "base/utf16.h"
#include "context/language/command_text.h"

namespace wmiscope {
namespace {

constexpr std::size_t kMinEncoded = 12;  // of -EncodedCommand: four characters of UTF-16LE
constexpr std::size_t kMinListed = 4;    // numbers of a list that is text and no version number
constexpr std::size_t kMaxResults = 64;

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\0'; }

int base64_digit(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '+') return 62;
  return c == '/' ? 63 : -1;
}

std::size_t base64_length(std::string_view text) {
  std::size_t n = 0;
  while (n < text.size() && base64_digit(text[n]) >= 0) ++n;
  while (n < text.size() && text[n] == '=') ++n;
  return n;
}

// The bytes; null where a character is no digit. Blanks are skipped, padding may be missing.
std::optional<std::string> base64_bytes(std::string_view text) {
  std::string out;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    if (is_blank(c)) continue;
    if (c == '=') break;
    const int digit = base64_digit(c);
    if (digit < 0) return std::nullopt;
    bits = (bits << 6 | static_cast<std::uint32_t>(digit)) & 0xFFFFFF;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    out += static_cast<char>(bits >> count & 0xFF);
  }
  return out;
}

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && c != '\t' && c != '\r' && c != '\n') || byte == 0x7F;
}

// Valid UTF-8 without control characters.
bool is_readable(std::string_view text) {
  if (text.empty() || std::ranges::any_of(text, is_control)) return false;
  while (!text.empty()) {
    const std::size_t size = utf8_sequence(text);
    if (size == 0) return false;
    text.remove_prefix(size);
  }
  return true;
}

// UTF-16LE of mostly Western text: every second byte is nought, which no UTF-8 text has.
std::optional<std::string> utf16_text(std::string_view bytes) {
  if (bytes.size() < 4) return std::nullopt;
  std::size_t zeros = 0;
  for (std::size_t i = 1; i < bytes.size(); i += 2) zeros += bytes[i] == '\0';
  if (zeros * 4 < bytes.size()) return std::nullopt;
  std::string text;
  append_utf16(drop_trailing_nuls_utf16(ByteView(bytes)), text);
  return is_readable(text) ? std::optional(std::move(text)) : std::nullopt;
}

// A name begins with '-', '/' or one of the dashes that PowerShell takes for it (U+2013 to U+2015).
std::string_view switch_name(std::string_view word) {
  if (word.starts_with('-') || word.starts_with('/')) return word.substr(1);
  const bool dash = word.starts_with("\xE2\x80\x93") || word.starts_with("\xE2\x80\x94") ||
                    word.starts_with("\xE2\x80\x95");
  return dash ? word.substr(3) : std::string_view();
}

// PowerShell takes every beginning of the name, and the alias "ec".
bool means_encoded_command(std::string_view word) {
  const std::string_view name = switch_name(word);
  return !name.empty() && (starts_with_nocase("EncodedCommand", name) || equals_nocase(name, "ec"));
}

struct Found {
  std::string_view from;
  std::string text;
  std::string_view how;
};

std::optional<Found> encoded_command(std::string_view line) {
  const auto words = words_of(line, 4096);
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    if (!means_encoded_command(words[i])) continue;
    std::string_view value = words[i + 1];
    while (value.starts_with('"') || value.starts_with('\'')) value.remove_prefix(1);
    value = value.substr(0, base64_length(value));
    if (value.size() < kMinEncoded) continue;
    const auto bytes = base64_bytes(value);
    if (!bytes) continue;
    if (auto text = utf16_text(*bytes)) return Found{value, std::move(*text), "encoded-command"};
  }
  return std::nullopt;
}

// The base64 behind the first quote, or behind the second; empty where none is near.
std::string_view quoted_base64(std::string_view text, bool second) {
  constexpr std::size_t kNear = 64;
  const std::string_view near = text.substr(0, kNear);
  std::size_t quote = near.find_first_of("'\"");
  if (second && quote != std::string_view::npos) quote = near.find_first_of("'\"", quote + 1);
  if (quote == std::string_view::npos) return {};
  const std::string_view rest = text.substr(quote + 1);
  return rest.substr(0, base64_length(rest));
}

// FromBase64String("…"), and what VBScript hands to an element of type bin.base64.
void find_base64_literals(std::string_view text, std::vector<Found>& out) {
  constexpr std::array<std::string_view, 2> kMarks = {"frombase64string", "bin.base64"};
  for (const std::string_view mark : kMarks) {
    for (std::size_t at = find_nocase(text, mark); at != std::string_view::npos;
         at = find_nocase(text, mark, at + 1)) {
      if (out.size() >= kMaxResults) return;
      // Behind bin.base64's own closing quote stands the value's opening one.
      const std::string_view value =
          quoted_base64(text.substr(at + mark.size()), mark == kMarks[1]);
      if (value.size() < kMinEncoded) continue;
      if (auto plain = decode_base64_text(value))
        out.push_back({value, std::move(*plain), "base64"});
    }
  }
}

// The number at the start of `text`; its length is 0 where there is none.
std::pair<unsigned, std::size_t> number_at(std::string_view text) {
  unsigned number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return {0, 0};
  return {number, static_cast<std::size_t>(end - text.data())};
}

void append_code(unsigned code, std::string& out) {
  const std::array<char, 2> unit = {static_cast<char>(code & 0xFF), static_cast<char>(code >> 8)};
  append_utf16(ByteView(std::string_view(unit.data(), unit.size())), out);
}

// [char]73+[char]69 … or ([char[]](73,69,88) …): every number up to something else, which lies at
// `end`.
Found character_list(std::string_view text, std::size_t begin, std::size_t& end) {
  constexpr std::string_view kCast = "[char]";
  constexpr std::string_view kBetween = " \t()+,[]";
  Found found{{}, {}, "character-list"};
  std::size_t at = begin, last = begin;
  std::size_t count = 0;
  while (at < text.size()) {
    if (starts_with_nocase(text.substr(at), kCast)) {
      at += kCast.size();
    } else if (starts_with_nocase(text.substr(at), "[char[]]")) {
      at += 8;
    } else if (const auto [code, size] = number_at(text.substr(at)); size > 0 && code <= 0xFFFF) {
      append_code(code, found.text);
      at += size;
      last = at;
      ++count;
    } else if (kBetween.find(text[at]) != std::string_view::npos) {
      ++at;
    } else {
      break;
    }
  }
  end = std::max(at, begin + 1);
  found.from = text.substr(begin, last - begin);
  if (count < kMinListed || !is_readable(found.text)) found.text.clear();
  return found;
}

void find_character_lists(std::string_view text, std::vector<Found>& out) {
  std::size_t at = find_nocase(text, "[char");
  while (at != std::string_view::npos && out.size() < kMaxResults) {
    std::size_t end = at;
    Found found = character_list(text, at, end);
    if (!found.text.empty()) out.push_back(std::move(found));
    at = find_nocase(text, "[char", end);
  }
}

std::vector<Found> decode_layer(std::string_view text) {
  std::vector<Found> found;
  if (auto command = encoded_command(text)) found.push_back(std::move(*command));
  find_base64_literals(text, found);
  find_character_lists(text, found);
  return found;
}

}  // namespace

std::optional<std::string> decode_base64_text(std::string_view base64) {
  if (base64.size() > kMaxDecodedSize) return std::nullopt;
  const auto bytes = base64_bytes(base64);
  if (!bytes) return std::nullopt;
  if (auto text = utf16_text(*bytes)) return text;
  return is_readable(*bytes) ? bytes : std::nullopt;
}

std::string decode_encoded_command(std::string_view command_line) {
  auto found = encoded_command(command_line.substr(0, kMaxDecodedSize));
  return found ? std::move(found->text) : std::string();
}

std::vector<DecodedText> decode_text(std::string_view text) {
  std::vector<DecodedText> results;
  std::size_t budget = kMaxDecodedSize;
  const auto take = [&](std::vector<Found> layer, std::size_t depth) {
    for (Found& each : layer) {
      const std::size_t cost = each.from.size() + each.text.size();
      if (cost > budget || results.size() >= kMaxResults) return;
      budget -= cost;
      results.push_back({std::string(each.from), std::move(each.text), each.how, depth});
    }
  };
  take(decode_layer(text.substr(0, kMaxDecodedSize)), 0);
  for (std::size_t i = 0; i < results.size(); ++i) {
    const std::size_t depth = results[i].depth + 1;
    if (depth >= kMaxDecodeDepth) continue;
    const std::string outer = results[i].text;
    take(decode_layer(outer), depth);
  }
  return results;
}

std::optional<std::string> decode_number_list(std::string_view list) {
  std::string text;
  std::size_t count = 0;
  list = trimmed(unquoted(trimmed(list)));
  while (!list.empty()) {
    const auto [code, size] = number_at(list);
    if (size == 0 || code > 0xFFFF || text.size() > kMaxDecodedSize) return std::nullopt;
    append_code(code, text);
    ++count;
    list = trimmed(list.substr(size));
    if (list.empty()) break;
    if (list.front() != ',') return std::nullopt;
    list = trimmed(list.substr(1));
  }
  const bool is_text = count >= kMinListed && is_readable(text);
  return is_text ? std::optional(std::move(text)) : std::nullopt;
}

}  // namespace wmiscope
