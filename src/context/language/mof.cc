// SPDX-License-Identifier: Apache-2.0
#include "context/language/mof.h"

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "base/ascii.h"
#include "base/bytes.h"
#include "base/sid.h"
#include "context/language/command_text.h"

namespace wmiscope {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\0'; }

bool is_name_char(char c) {
  const char l = ascii_lower(c);
  return (l >= 'a' && l <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '$';
}

class MofParser {
 public:
  explicit MofParser(std::string_view text) : text_(text) {}

  std::vector<MofInstance> parse() {
    while (skip_space() && instances_.size() < kMaxMofInstances) {
      if (text_[at_] == '"') {
        string();
      } else if (equals_nocase(name(), "instance")) {
        read_instance();
      }
    }
    return std::move(instances_);
  }

 private:
  // Blanks and comments.
  bool skip_space() {
    while (at_ < text_.size()) {
      if (is_blank(text_[at_])) {
        ++at_;
      } else if (text_.substr(at_).starts_with("//")) {
        at_ = std::min(text_.find('\n', at_), text_.size());
      } else if (text_.substr(at_).starts_with("/*")) {
        const std::size_t end = text_.find("*/", at_ + 2);
        at_ = end == std::string_view::npos ? text_.size() : end + 2;
      } else {
        return true;
      }
    }
    return false;
  }

  bool accept(char c) {
    if (!skip_space() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  // A name, or one other byte.
  std::string_view name() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && is_name_char(text_[at_])) ++at_;
    if (at_ == begin && at_ < text_.size()) ++at_;
    return text_.substr(begin, at_ - begin);
  }

  // `instance` was read.
  void read_instance() {
    if (!skip_space() || !equals_nocase(name(), "of") || !skip_space()) return;
    MofInstance instance;
    instance.class_name = name();
    if (skip_space() && is_name_char(text_[at_])) {
      const bool as = equals_nocase(name(), "as");
      if (as && skip_space()) instance.alias = name();
    }
    if (!accept('{')) return;
    while (skip_space() && text_[at_] != '}') read_property(instance);
    accept('}');
    instances_.push_back(std::move(instance));
  }

  // `Name = value;`, with qualifiers in brackets before it.
  void read_property(MofInstance& instance) {
    if (text_[at_] == '[') {
      at_ = std::min(text_.find(']', at_), text_.size() - 1) + 1;
      return;
    }
    const std::string key(name());
    if (!accept('=')) return;
    std::string value = read_value();
    if (instance.properties.size() < kMaxMofProperties) {
      instance.properties.emplace_back(key, std::move(value));
    }
  }

  // Up to the semicolon; where one is missing, up to the brace that closes the instance.
  std::string read_value() {
    std::string value;
    bool is_string = false;
    std::size_t depth = 0;
    while (at_ < text_.size() && (depth > 0 || (text_[at_] != ';' && text_[at_] != '}'))) {
      const char c = text_[at_];
      if (c == '"' && depth == 0) {
        if (!is_string) value.clear();
        is_string = true;
        value += string();
        continue;
      }
      if (c == '"') {
        value += '"' + string() + '"';
        continue;
      }
      if (c == '{') ++depth;
      if (c == '}' && depth > 0) --depth;
      if (!is_string) value += c;
      ++at_;
    }
    accept(';');
    return is_string ? value : std::string(trimmed(value));
  }

  // The text of the string at the place, escapes resolved.
  std::string string() {
    std::string out;
    for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_) {
      if (text_[at_] == '\\' && at_ + 1 < text_.size()) {
        out += escaped(text_[++at_]);
      } else {
        out += text_[at_];
      }
    }
    at_ = std::min(at_ + 1, text_.size());
    return out;
  }

  static char escaped(char c) {
    switch (c) {
      case 'n':
        return '\n';
      case 'r':
        return '\r';
      case 't':
        return '\t';
      default:
        return c;
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<MofInstance> instances_;
};

}  // namespace

std::string_view MofInstance::text(std::string_view property) const {
  for (const auto& [name, value] : properties) {
    if (equals_nocase(name, property)) return value;
  }
  return {};
}

std::vector<MofInstance> parse_mof(std::string_view text) { return MofParser(text).parse(); }

std::string sid_of_byte_list(std::string_view list) {
  constexpr std::size_t kMaxSidSize = 8 + 4 * kMaxSubauthorities;
  list = trimmed(list);
  if (list.starts_with('{') && list.ends_with('}')) list = list.substr(1, list.size() - 2);
  std::string bytes;
  while (!trimmed(list).empty()) {
    list = trimmed(list);
    unsigned value = 0;
    const auto [end, error] = std::from_chars(list.data(), list.data() + list.size(), value);
    if (error != std::errc() || value > 0xFF || bytes.size() == kMaxSidSize) return {};
    bytes += static_cast<char>(value);
    list.remove_prefix(static_cast<std::size_t>(end - list.data()));
    list = trimmed(list);
    if (list.starts_with(',')) list.remove_prefix(1);
  }
  std::string sid;
  return append_sid(ByteView(std::string_view(bytes)), sid) ? sid : std::string();
}

}  // namespace wmiscope
