// SPDX-License-Identifier: Apache-2.0
#include "input/event_xml/xml_dump.h"

#include "input/event_xml/tree_builder.h"
#include "input/evtx/tree_json.h"
#include "input/evtx/tree_xml.h"

namespace wmiscope::event_xml {
namespace {

bool append_json(const evtx::XmlElement& root, std::string& out) {
  out += '{';
  evtx::append_json_key(root.name, 0, out);
  evtx::TreeJson json;
  json.append_value(root, false, out);
  out += '}';
  return json.sound();
}

bool append_xml(const evtx::XmlElement& root, std::string& out) {
  evtx::TreeXml xml;
  xml.append(root, out);
  return xml.sound();
}

}  // namespace

const char* XmlDump::write(std::string_view event, Buffer& out) {
  TreeBuilder builder(event);
  const auto root = builder.build();
  if (!root) return builder.wrong();
  line_.clear();
  const bool sound =
      format_ == DumpFormat::kXml ? append_xml(*root, line_) : append_json(*root, line_);
  if (!sound) return "an event in XML that is too long to be written";
  line_ += '\n';
  out.append(ByteView(line_));
  return nullptr;
}

}  // namespace wmiscope::event_xml
