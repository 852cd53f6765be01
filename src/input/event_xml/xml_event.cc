// SPDX-License-Identifier: Apache-2.0
#include "input/event_xml/xml_event.h"

#include <algorithm>

#include "event/system_parts.h"
#include "input/text/data_xml.h"

namespace wmiscope::event_xml {
namespace {

std::string_view trim(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const std::size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

bool is_blank(std::string_view text) { return trim(text).empty(); }

}  // namespace

XmlEvent::State XmlEvent::begin(std::string_view text, Arena& arena) {
  text_ = text;
  arena_ = &arena;
  scanner_ = XmlScanner(text);
  depth_ = elements_ = 0;
  part_ = Part::kNone;
  has_system_ = done_ = false;
  wrong_ = nullptr;
  system_.fill({});
  event_id_ = 0;
  fields_.clear();
  message_ = {};
  rendered_.reset();
  while (!done_ && !has_system_) {
    if (!step()) return State::kBroken;
  }
  if (!has_system_) return State::kForeign;
  std::uint64_t id = 0;
  if (!value_number(system(SystemField::kEventId), id)) {
    fail("an event in XML, whose EventID is no number");
    return State::kBroken;
  }
  event_id_ = static_cast<std::uint32_t>(id);
  return State::kEvent;
}

bool XmlEvent::read_rest() {
  while (!done_) {
    if (!step()) return false;
  }
  return true;
}

// The next tag. False where the text is broken.
bool XmlEvent::step() {
  XmlTag tag;
  if (!scanner_.next(tag)) {
    fail("the XML of an event");
  } else if (tag.kind == XmlTag::Kind::kEnd) {
    close(tag);
  } else {
    open(tag);
  }
  return wrong_ == nullptr;
}

void XmlEvent::open(const XmlTag& tag) {
  if (depth_ == stack_.size()) return fail("XML that is nested too deep");
  if (++elements_ > limits::kMaxRecordNodes) return fail("an event with too many elements");
  const std::string_view name = tag.local_name();
  if (depth_ == 1) {
    part_ = name == "System"          ? Part::kSystem
            : name == "RenderingInfo" ? Part::kRendering
                                      : Part::kData;
  }
  if (depth_ > 0) stack_[depth_ - 1].leaf = false;
  Open& element = stack_[depth_++];
  element.name = name;
  element.data_name = {};
  element.content = tag.end;
  element.leaf = true;
  read_attributes(tag.attributes, element);
  if (tag.kind == XmlTag::Kind::kEmpty) {
    --depth_;
    end_element(element, {});
  }
}

void XmlEvent::close(const XmlTag& tag) {
  if (depth_ == 0 || stack_[depth_ - 1].name != tag.local_name()) {
    return fail("the end tag of another element");
  }
  const Open& element = stack_[--depth_];
  end_element(element, text_.substr(element.content, tag.begin - element.content));
}

void XmlEvent::end_element(const Open& element, std::string_view content) {
  if (depth_ == 0) {
    done_ = true;
  } else if (depth_ == 1 && part_ == Part::kSystem) {
    has_system_ = true;
  } else if (part_ == Part::kSystem) {
    if (depth_ == 2 && element.leaf) set_system(element.name, {}, content);
  } else if (part_ == Part::kRendering) {
    if (depth_ == 2 && element.name == "Message") message_ = content;
  } else if (element.leaf && !(depth_ == 1 && is_blank(content))) {
    add_field(element, content);
  }
}

void XmlEvent::add_field(const Open& element, std::string_view content) {
  Field field{element.name, content};
  if (!element.data_name.empty()) {
    field.name = resolve_references(element.data_name, *arena_);
    field.again = !fields_.empty() && fields_.back().name == field.name;
  } else if (element.name == "Data") {
    field.name = {};
  }
  fields_.push_back(field);
}

void XmlEvent::read_attributes(std::string_view attributes, Open& element) {
  std::string_view name;
  std::string_view value;
  while (next_attribute(attributes, name, value)) {
    if (part_ == Part::kSystem) {
      if (depth_ == 3) set_system(element.name, name, value);
    } else if (name == "Name") {
      element.data_name = value;
    }
  }
  if (!is_blank(attributes)) fail("the attributes of an element");
}

void XmlEvent::set_system(std::string_view element, std::string_view attribute,
                          std::string_view content) {
  for (const SystemPart& part : kSystemParts) {
    if (part.element != element || part.attribute != attribute) continue;
    system_[static_cast<std::size_t>(part.field)] = Value::utf8(resolved(trim(content)));
  }
}

std::optional<EventTime> XmlEvent::time() const {
  const Value time = system(SystemField::kTime);
  return read_event_time(time.view().chars(), *arena_);
}

Value XmlEvent::field(std::string_view name) {
  for (std::size_t i = 0; i < fields_.size(); ++i) {
    if (fields_[i].name == name) return value(i);
  }
  if (message_.empty()) return {};
  if (name == "Message") return message();
  return fields_.empty() ? in_message(name) : Value();
}

Value XmlEvent::value(std::size_t field) {
  const auto is_last = [this](std::size_t i) {
    return i + 1 == fields_.size() || !fields_[i + 1].again;
  };
  if (is_last(field)) return Value::utf8(resolved(fields_[field].content));
  scratch_.clear();
  for (std::size_t i = field;; ++i) {
    append_content(fields_[i].content, scratch_);
    if (is_last(i)) break;
    scratch_ += ", ";
  }
  return Value::utf8(arena_->copy(scratch_));
}

Value XmlEvent::message() { return Value::utf8(resolved(message_)); }

Value XmlEvent::in_message(std::string_view name) {
  const MessageKind kind{system(SystemField::kChannel).view().chars(),
                         system(SystemField::kProvider).view().chars(), event_id_};
  if (!rendered_) rendered_.emplace(value_text(message(), *arena_), kind);
  return Value::utf8(rendered_->field(name));
}

// The content as text: a view where nothing in it is to be resolved.
std::string_view XmlEvent::resolved(std::string_view content) {
  if (content.find('&') == std::string_view::npos && content.find('<') == std::string_view::npos) {
    return content;
  }
  scratch_.clear();
  append_content(content, scratch_);
  return arena_->copy(scratch_);
}

void XmlEvent::fail(const char* what) { wrong_ = scanner_.wrong() ? scanner_.wrong() : what; }

}  // namespace wmiscope::event_xml
