// SPDX-License-Identifier: Apache-2.0
//
// Events for the tests of this room: raw values by name, laid out for an entry of a demand.
//
//   TestEvent event;
//   event.id(1).set("Image", "C:\\wmic.exe").set("Count", Value::number(ValueType::kUint, 3));
//   set.match(event.laid_out(set.demand()[entry], entry, table.names), arena, matches);
//
// Texts are stored as UTF-16, as in a log, or as UTF-8. The event is valid as long as the
// TestEvent.
#pragma once

#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/utf16.h"
#include "event/demand.h"
#include "event/event.h"

namespace wmiscope {

enum class TestEncoding { kUtf8, kUtf16 };

class TestEvent {
 public:
  TestEvent() = default;
  TestEvent(const TestEvent&) = delete;
  TestEvent& operator=(const TestEvent&) = delete;

  TestEvent& set(const std::string& name, Value value) {
    values_[name] = value;
    return *this;
  }
  TestEvent& set(const std::string& name, std::string_view text,
                 TestEncoding encoding = TestEncoding::kUtf16) {
    return set(name, stored(text, encoding));
  }
  TestEvent& system(SystemField field, std::string_view text) {
    event_.system[static_cast<std::size_t>(field)] = stored(text, TestEncoding::kUtf16);
    return *this;
  }
  TestEvent& id(std::uint32_t id) {
    event_.event_id = id;
    event_.system[static_cast<std::size_t>(SystemField::kEventId)] =
        Value::number(ValueType::kUint, id);
    return *this;
  }

  std::uint32_t event_id() const { return event_.event_id; }
  const Value& value(const std::string& name) const {
    static const Value kAbsent;
    const auto at = values_.find(name);
    return at == values_.end() ? kAbsent : at->second;
  }

  const Event& laid_out(const DemandEntry& entry, std::size_t index, const FieldNames& names) {
    slots_.clear();
    all_.clear();
    for (const FieldId field : entry.fields) {
      slots_.push_back(value(std::string(names.name(field))));
    }
    if (entry.all_values) {
      for (const auto& [name, each] : values_) all_.push_back({name, each});
    }
    event_.entry = index;
    event_.fields = slots_;
    event_.all = all_;
    return event_;
  }

 private:
  Value stored(std::string_view text, TestEncoding encoding) {
    const bool utf16 = encoding == TestEncoding::kUtf16;
    const std::string& kept = texts_.emplace_back(utf16 ? utf8_to_utf16(text) : std::string(text));
    return utf16 ? Value::utf16(ByteView(kept)) : Value::utf8(kept);
  }

  std::deque<std::string> texts_;
  std::map<std::string, Value> values_;
  std::vector<Value> slots_;
  std::vector<NamedValue> all_;
  Event event_;
};

}  // namespace wmiscope
