// SPDX-License-Identifier: Apache-2.0
//
// XML trees as JSON in the shape of evtx_dump 0.15.1 (docs/dump.md): the plain way. It serves the
// rare records that no plan fits, renders the constant parts of plans, and is the reference of
// both.
//
//   TreeJson json;
//   json.append_value(*root, is_data_container(root->name), out);
//   if (!json.sound()) …                                     // more than a record may take
//
// The shape of an element: null where nothing is in it; a number or text where it has text alone;
// else an object of "#attributes", "#text" and its elements, in which repeated names are numbered
// (Name, Name_1 …). In EventData and UserData a named Data goes by its name, unnamed ones are the
// list "Data":{"#text":[…]}. One thread. Trees are without substitutions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "input/evtx/xml_tree.h"

namespace wmiscope::evtx {

// Elements whose Data children are shown by their names.
inline bool is_data_container(std::string_view name) {
  return name == "EventData" || name == "UserData";
}

// Counts how often names occur, to number the repeats.
class NameCounts {
 public:
  // 0 the first time, then 1, 2 …
  std::uint32_t next(std::string_view name);

 private:
  std::unordered_map<std::string, std::uint32_t> counts_;
};

// "name": or "name_2":
void append_json_key(std::string_view name, std::uint32_t repeat, std::string& out);

// The text of a named Data's name; empty for an unnamed one.
std::string data_name(const XmlElement& data);

class TreeJson {
 public:
  void append_value(const XmlElement& element, bool container, std::string& out);
  // A Data of a container: "" where nothing is in it, its attributes not shown.
  void append_data_value(const XmlElement& data, std::string& out);
  // ,"#attributes":{…} without the comma; nothing where no attribute has a value.
  void append_attributes(const XmlElement& element, std::string& out);

  // False once more was to be written than limits::kMaxRecordJson or kMaxRecordNodes allow, or an
  // attribute held an element; what was written then is incomplete.
  bool sound() const { return sound_; }

 private:
  struct Container;

  void append_object(const XmlElement& element, bool container, bool attributes, std::string& out);
  void append_member(const XmlElement& child, Container& container, std::string& out);
  void append_named_data(const XmlElement& parent, std::size_t& at, Container& container,
                         std::string& out);
  void append_unnamed_data(const XmlElement& parent, Container& container, std::string& out);
  bool within_limits(const std::string& out);

  std::size_t visited_ = 0;
  bool sound_ = true;
};

}  // namespace wmiscope::evtx
