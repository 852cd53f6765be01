// SPDX-License-Identifier: Apache-2.0
//
// One <Event> of XML as the tree that EVTX records become (input/evtx/xml_tree.h), for the writers
// of dump.
//
//   TreeBuilder builder(text);
//   auto root = builder.build();                // null where the XML is broken: builder.wrong()
//
// Values of the System element get types: integers, GUIDs. The tree views numbers that the builder
// owns. Nesting and elements are bounded (base/limits.h). One thread.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "input/event_xml/xml_scanner.h"
#include "input/evtx/xml_tree.h"

namespace wmiscope::event_xml {

class TreeBuilder {
 public:
  explicit TreeBuilder(std::string_view text) : text_(text), scanner_(text) {}

  std::shared_ptr<const evtx::XmlElement> build();
  const char* wrong() const { return wrong_; }

 private:
  struct Open {
    evtx::XmlElement element;
    std::size_t content = 0;  // where that begins
    bool leaf = true;
  };

  void open(const XmlTag& tag);
  void close(std::size_t content_end);
  void read_attributes(const XmlTag& tag, evtx::XmlElement& element);
  bool in_system() const { return open_.size() > 2 && open_[1].element.name == "System"; }
  std::vector<evtx::XmlNode> content_of(const Open& open, std::string_view content);
  evtx::XmlNode system_node(std::string_view name, std::string_view text);

  std::string_view text_;
  XmlScanner scanner_;
  std::vector<Open> open_;
  std::size_t elements_ = 0;
  std::shared_ptr<const evtx::XmlElement> root_;
  std::deque<std::array<std::uint8_t, 16>> values_;  // never moves
  const char* wrong_ = nullptr;
};

}  // namespace wmiscope::event_xml
