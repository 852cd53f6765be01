// SPDX-License-Identifier: Apache-2.0
//
// The shapes in which Windows events come as JSON, out of content/fields/json/*.yml: how one is
// recognised, where its envelope and its data are, which names differ.
//
//   for (const JsonShape& shape : builtin_json_shapes().shapes)
//     if (all of shape.needs are there) …
//
// shapes.yml is one document:
//
//   wrappers, containers, foreign, hints, placeholders: lists of paths or words
//   xml: {attribute_members, attribute_signs, attribute_suffix, text_members}
//   shapes:
//     - name: winlogbeat
//       roots: [Event, .]               # where the event begins; the first with all of `needs`
//       counts needs: [a.b|c, d]               # paths that must be there, | between alternatives
//       envelope: {Channel: path, …}    # names of event/fields.h; a path or a list of them
//       time: [path z, path utc, path]  # the first that has a zone or is `utc`, else the first
//       data: [path, …]                 # members, name and text; JSON or XML inside a string too
//       positions: [path]               # a list of values without names
//       message: [path]                 # the rendered message
//       values: {Channel: {from: to}}   # words that the shape uses for values of its envelope
//   renames:
//     - {channel, provider, id, fields: {Image: [path, …]}}     # "a.b\c.d" joins two by a
//     backslash
//
// and positions.yml, beside it, another, made from real events:
//
//   positions:
//     - {channel, provider, id, layouts: ["RuleName UtcTime LogonId:hex …", …]}
//
// Plain data; the built-in one is loaded once, when it is first asked for, and then constant. Any
// thread.
#pragma once

#include <array>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "content/embedded.h"
#include "event/fields.h"

namespace wmiscope {

// A way to a value. "System.Provider@Name": steps and the attribute of the last one.
struct JsonPath {
  enum class Zone : std::uint8_t { kAny, kOnlyZ, kUtc };

  std::vector<std::string> steps;  // none: the event itself
  std::string attribute;
  bool field = false;  // $Name: a field of the event data
  Zone zone = Zone::kAny;
  std::string after;
};

using JsonPaths = std::vector<JsonPath>;

struct JsonShape {
  std::string name;
  JsonPaths roots;
  std::vector<JsonPaths> needs;
  std::array<JsonPaths, kSystemFieldCount> envelope;  // without the time
  JsonPaths time;
  JsonPaths data;
  JsonPaths positions;
  JsonPaths message;
  struct Alias {
    SystemField field;
    std::string from;
    std::string to;
  };
  std::vector<Alias> values;
};

// Where a field is that the event data does not have under its name.
struct JsonRename {
  std::string field;
  // Alternatives; the parts of one are joined by a backslash.
  std::vector<JsonPaths> from;
};

struct JsonRenames {
  std::string channel;
  std::string provider;
  std::uint32_t event_id = 0;
  std::vector<JsonRename> fields;
};

// The names of an event's values by their position: a layout for each version of the event.
struct JsonPositions {
  std::string channel;
  std::string provider;
  std::uint32_t event_id = 0;
  struct Name {
    std::string name;
    bool hex = false;  // numbers of it are shown in hexadecimal
  };
  std::vector<std::vector<Name>> layouts;
};

// How converters of XML to JSON write attributes and text.
struct JsonXmlHabits {
  std::vector<std::string> attribute_members;
  std::vector<std::string> attribute_signs;
  std::string attribute_suffix;
  std::vector<std::string> text_members;
};

struct JsonShapes {
  std::vector<std::string> wrappers;
  JsonPaths containers;
  JsonPaths foreign;
  std::vector<std::string> hints;
  std::vector<std::string> placeholders;
  JsonXmlHabits xml;
  std::vector<JsonShape> shapes;
  std::vector<JsonRenames> renames;
  std::vector<JsonPositions> positions;

  // The renames of an event, known by its channel, else by its provider; null where there are none.
  const JsonRenames* renames_of(std::string_view channel, std::string_view provider,
                                std::uint32_t event_id) const;

  struct Position {
    std::size_t index = 0;
    bool hex = false;
  };
  // At which of `count` values without names the field stands: by the layout of that length, else
  // by the longest one that is shorter, since later versions append.
  std::optional<Position> position(std::string_view channel, std::string_view provider,
                                   std::uint32_t event_id, std::size_t count,
                                   std::string_view field) const;
};

// The built-in shapes. Empty where this project's own content is wrong, which a test rules out.
const JsonShapes& builtin_json_shapes();

// The error names file and line.
std::expected<JsonShapes, std::string> load_json_shapes(std::span<const EmbeddedFile> files);

}  // namespace wmiscope
