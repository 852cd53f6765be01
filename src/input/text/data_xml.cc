// SPDX-License-Identifier: Apache-2.0
#include "input/text/data_xml.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>

#include "input/text/code_point.h"

namespace wmiscope {
namespace {

constexpr std::size_t kMaxReference = 16;  // "#x0010FFFF;"

struct Entity {
  std::string_view name;
  char character;
};
constexpr Entity kEntities[] = {
    {"lt", '<'}, {"gt", '>'}, {"amp", '&'}, {"quot", '"'}, {"apos", '\''}};

// "#10" or "#xA".
std::optional<std::uint32_t> numbered(std::string_view name) {
  if (!name.starts_with('#')) return std::nullopt;
  name.remove_prefix(1);
  const bool hex = name.starts_with('x') || name.starts_with('X');
  if (hex) name.remove_prefix(1);
  std::uint32_t number = 0;
  const auto [end, error] =
      std::from_chars(name.data(), name.data() + name.size(), number, hex ? 16 : 10);
  if (error != std::errc() || end != name.data() + name.size()) return std::nullopt;
  return number;
}

bool append_reference(std::string_view name, std::string& out) {
  for (const Entity& entity : kEntities) {
    if (entity.name != name) continue;
    out += entity.character;
    return true;
  }
  const auto number = numbered(name);
  if (number) append_code_point(*number, out);
  return number.has_value();
}

// The value of the attribute Name within a start tag.
std::string_view name_of(std::string_view tag) {
  const std::size_t at = tag.find("Name=");
  if (at == std::string_view::npos || at + 6 > tag.size()) return {};
  const char quote = tag[at + 5];
  if (quote != '"' && quote != '\'') return {};
  const std::size_t end = tag.find(quote, at + 6);
  return end == std::string_view::npos ? std::string_view() : tag.substr(at + 6, end - at - 6);
}

// "Data" of <Data Name="x">, </Data> or <Data/>.
std::string_view element_of(std::string_view tag) {
  return tag.substr(0, tag.find_first_of(" \t\r\n/>"));
}

std::string_view datum_name(std::string_view tag) {
  const std::string_view name = name_of(tag);
  const std::string_view element = element_of(tag);
  return !name.empty() || element == "Data" || element == "Param" ? name : element;
}

}  // namespace

void append_resolved(std::string_view text, std::string& out) {
  while (true) {
    const std::size_t at = text.find('&');
    out += text.substr(0, at);
    if (at == std::string_view::npos) return;
    text.remove_prefix(at + 1);
    const std::size_t end = text.substr(0, kMaxReference).find(';');
    if (end != std::string_view::npos && append_reference(text.substr(0, end), out)) {
      text.remove_prefix(end + 1);
    } else {
      out += '&';
    }
  }
}

std::string_view resolve_references(std::string_view text, Arena& arena) {
  if (text.find('&') == std::string_view::npos) return text;
  std::string out;
  append_resolved(text, out);
  return arena.copy(out);
}

std::vector<XmlDatum> read_data_xml(std::string_view xml, Arena& arena) {
  std::vector<XmlDatum> data;
  for (std::size_t open = xml.find('<'); open != std::string_view::npos;
       open = xml.find('<', open)) {
    const std::size_t close = xml.find('>', open);
    if (close == std::string_view::npos) break;
    const std::string_view tag = xml.substr(open + 1, close - open - 1);
    open = close + 1;
    if (tag.empty() || tag[0] == '/' || tag[0] == '?' || tag[0] == '!') continue;
    const std::string_view name = datum_name(tag);
    if (tag.ends_with('/')) {
      if (element_of(tag) == "Data" || element_of(tag) == "Param") data.push_back({name, {}});
      continue;
    }
    const std::size_t end = std::min(xml.find('<', open), xml.size());
    const std::string_view behind = xml.substr(end);
    // An element that holds elements is no value.
    if (!behind.starts_with("</") || element_of(behind.substr(2)) != element_of(tag)) continue;
    data.push_back(
        {resolve_references(name, arena), resolve_references(xml.substr(open, end - open), arena)});
  }
  return data;
}

}  // namespace wmiscope
