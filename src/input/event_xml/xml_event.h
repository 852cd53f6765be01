// SPDX-License-Identifier: Apache-2.0
//
// One <Event> of XML as a Windows event: its envelope (System), its fields, its rendered message.
//
//   XmlEvent event;
//   if (event.begin(text, arena) != XmlEvent::State::kEvent) …   // read up to </System>
//   Value channel = event.system(SystemField::kChannel);
//   if (!event.read_rest()) …                                     // event.wrong() says why
//   Value image = event.field("Image");
//
// A field is a leaf element of EventData or UserData: one with an attribute Name goes by that, any
// other but Data by its own name (as in EVTX, input/evtx/template.h); of doubled names the first
// counts. Windows writes an array as Data elements of one name in a row: they are one field, its
// items joined as in EVTX. The message of RenderingInfo is the field Message; the fields inside it
// serve only where the event brings none of its own. Text between elements means nothing. Values
// are views of the text or the arena, made when they are asked for; nothing is resolved before.
// Reused for the next event. One thread.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "base/limits.h"
#include "event/event.h"
#include "event/fields.h"
#include "input/event_xml/xml_scanner.h"
#include "input/rendered_message.h"
#include "input/text/event_time.h"

namespace wmiscope::event_xml {

class XmlEvent {
 public:
  enum class State : std::uint8_t {
    kEvent,
    kForeign,  // sound XML without a System element
    kBroken,
  };

  struct Field {
    std::string_view name;     // empty where it has none
    std::string_view content;  // as written
    bool again = false;        // a further item of the field before it
  };

  State begin(std::string_view text, Arena& arena);
  bool read_rest();
  // A literal, where the event is broken.
  const char* wrong() const { return wrong_; }

  Value system(SystemField field) const { return system_[static_cast<std::size_t>(field)]; }
  std::uint32_t event_id() const { return event_id_; }
  std::optional<EventTime> time() const;

  Value field(std::string_view name);
  // In the order of the text; value() of one that comes again is that of the first.
  const std::vector<Field>& fields() const { return fields_; }
  Value value(std::size_t field);
  Value message();

 private:
  struct Open {
    std::string_view name;
    std::string_view data_name;  // its attribute Name, as written
    std::size_t content = 0;     // where that begins
    bool leaf = true;
  };
  enum class Part : std::uint8_t { kNone, kSystem, kRendering, kData };

  bool step();
  void open(const XmlTag& tag);
  void close(const XmlTag& tag);
  void end_element(const Open& element, std::string_view content);
  void add_field(const Open& element, std::string_view content);
  void read_attributes(std::string_view attributes, Open& element);
  void set_system(std::string_view element, std::string_view attribute, std::string_view content);
  Value in_message(std::string_view name);
  std::string_view resolved(std::string_view content);
  void fail(const char* what);

  std::string_view text_;
  Arena* arena_ = nullptr;
  XmlScanner scanner_{{}};
  std::array<Open, limits::kMaxElementDepth> stack_;
  std::size_t depth_ = 0;
  Part part_ = Part::kNone;  // of the event that the scanner is in
  bool has_system_ = false;
  bool done_ = false;
  std::size_t elements_ = 0;
  const char* wrong_ = nullptr;

  std::array<Value, kSystemFieldCount> system_;
  std::uint32_t event_id_ = 0;
  std::vector<Field> fields_;
  std::string_view message_;  // as written
  std::optional<RenderedMessage> rendered_;
  std::string scratch_;
};

}  // namespace wmiscope::event_xml
