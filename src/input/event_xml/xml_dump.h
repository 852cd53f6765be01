// SPDX-License-Identifier: Apache-2.0
//
// One <Event> of XML as a line of text: JSON in evtx_dump's shape, or XML again, the same for all
// of its forms.
//
//   XmlDump dump(DumpFormat::kJsonl);
//   if (const char* wrong = dump.write(text, out)) …           // a literal; nothing was written
//
// Names lose their prefixes, text between elements is dropped. In JSON the integers of the System
// element are numbers and its GUIDs are written as evtx_dump writes them; event data stays text,
// since XML does not say its types. One thread.
#pragma once

#include <string>
#include <string_view>

#include "input/buffer.h"
#include "wmiscope/dump_format.h"

namespace wmiscope::event_xml {

class XmlDump {
 public:
  explicit XmlDump(DumpFormat format) : format_(format) {}

  const char* write(std::string_view event, Buffer& out);

 private:
  DumpFormat format_;
  std::string line_;  // scratch
};

}  // namespace wmiscope::event_xml
