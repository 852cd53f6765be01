// SPDX-License-Identifier: Apache-2.0
//
// One JSON object (or list), appended to a string in the order of the calls.
//
//   JsonObject object(line);
//   object.known("user", finding.user);          // left out where it is empty
//   object.number("index", finding.source.index);
//   JsonObject event(object.value("event"));     // a nested one; close it before going on
//   event.close();
//   object.close();
//
// `known` is the contracts' rule that an unknown fact is left out and never null. Keys are literals
// of the program and are not escaped; values are, by base/json.h. The string must outlive the
// object.
#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/format.h"
#include "base/json.h"

namespace wmiscope {

class JsonObject {
 public:
  explicit JsonObject(std::string& out) : out_(out) { out_ += '{'; }
  JsonObject(const JsonObject&) = delete;
  JsonObject& operator=(const JsonObject&) = delete;

  // The place where the key's value is to be appended.
  std::string& value(std::string_view key) {
    if (!first_) out_ += ',';
    first_ = false;
    out_ += '"';
    out_ += key;
    out_ += "\":";
    return out_;
  }

  // A key that comes from the input.
  std::string& hostile_key(std::string_view key) {
    if (!first_) out_ += ',';
    first_ = false;
    append_json_string(key, out_);
    out_ += ':';
    return out_;
  }

  void text(std::string_view key, std::string_view text) { append_json_string(text, value(key)); }
  void number(std::string_view key, std::integral auto number) {
    value(key) += format("{}", number);
  }
  void boolean(std::string_view key, bool truth) { value(key) += truth ? "true" : "false"; }

  void known(std::string_view key, std::string_view text_or_empty) {
    if (!text_or_empty.empty()) text(key, text_or_empty);
  }
  template <std::integral T>
  void known(std::string_view key, std::optional<T> number_or_none) {
    if (number_or_none) number(key, *number_or_none);
  }
  void known(std::string_view key, const std::vector<std::string>& texts) {
    if (!texts.empty()) list(key, texts);
  }

  // A list of texts. An empty one is written, too.
  void list(std::string_view key, const std::vector<std::string>& texts) {
    list(key, texts,
         [](const std::string& one, std::string& out) { append_json_string(one, out); });
  }

  // A list, each item appended by `append(item, out)`. Empty ones are written too.
  template <typename Items, typename Append>
  void list(std::string_view key, const Items& items, Append append) {
    std::string& out = value(key);
    out += '[';
    bool first = true;
    for (const auto& item : items) {
      if (!first) out += ',';
      first = false;
      append(item, out);
    }
    out += ']';
  }

  void close() { out_ += '}'; }

 private:
  std::string& out_;
  bool first_ = true;
};

}  // namespace wmiscope
