// SPDX-License-Identifier: Apache-2.0
#include "input/json/xml_dump.h"

#include <memory>
#include <utility>

#include "event/system_parts.h"
#include "input/evtx/tree_xml.h"

namespace wmiscope::json {
namespace {

using evtx::XmlElement;
using evtx::XmlNode;

constexpr std::string_view kNamespace = "http://schemas.microsoft.com/win/2004/08/events/event";

XmlNode text_node(std::string text) {
  return {.kind = XmlNode::Kind::kText, .text = std::move(text)};
}

XmlNode element_node(XmlElement element) {
  return {.kind = XmlNode::Kind::kElement,
          .element = std::make_shared<const XmlElement>(std::move(element))};
}

std::string text_of(const Value& value) {
  std::string text;
  append_value(value, text);
  return text;
}

std::string system_text(JsonEvent& event, SystemField field) {
  if (field == SystemField::kTime) {
    if (const auto time = event.time()) return std::string(time->text);
  }
  return text_of(event.system(field));
}

XmlElement system_element(JsonEvent& event) {
  XmlElement system{.name = "System"};
  XmlElement element;
  const auto end = [&] {
    if (!element.name.empty()) system.children.push_back(element_node(std::move(element)));
  };
  for (const SystemPart& part : kSystemParts) {
    std::string text = system_text(event, part.field);
    if (text.empty()) continue;
    if (element.name != part.element) {
      end();
      element = {.name = std::string(part.element)};
    }
    if (part.attribute.empty()) {
      element.children.push_back(text_node(std::move(text)));
    } else {
      element.attributes.push_back({std::string(part.attribute), {text_node(std::move(text))}});
    }
  }
  end();
  return system;
}

XmlElement data_element(JsonEvent& event) {
  XmlElement data{.name = "EventData"};
  for (const DataField& field : event.data()) {
    XmlElement element{.name = "Data"};
    if (!field.name.empty()) {
      element.attributes.push_back({"Name", {text_node(std::string(field.name))}});
    }
    std::string text = text_of(event.value(field));
    if (!text.empty()) element.children.push_back(text_node(std::move(text)));
    data.children.push_back(element_node(std::move(element)));
  }
  return data;
}

}  // namespace

bool write_xml_dump(JsonEvent& event, std::string& out) {
  XmlElement root{.name = "Event"};
  root.attributes.push_back({"xmlns", {text_node(std::string(kNamespace))}});
  root.children.push_back(element_node(system_element(event)));
  root.children.push_back(element_node(data_element(event)));
  if (const Value message = event.message(); !message.absent()) {
    XmlElement text{.name = "Message"};
    text.children.push_back(text_node(text_of(message)));
    XmlElement rendering{.name = "RenderingInfo"};
    rendering.children.push_back(element_node(std::move(text)));
    root.children.push_back(element_node(std::move(rendering)));
  }
  const std::size_t begin = out.size();
  evtx::TreeXml xml;
  xml.append(root, out);
  if (xml.sound()) {
    out += '\n';
  } else {
    out.resize(begin);
  }
  return xml.sound();
}

}  // namespace wmiscope::json
