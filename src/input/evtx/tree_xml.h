// SPDX-License-Identifier: Apache-2.0
//
// XML trees as XML text, one event a line, as Windows' own event XML shows values (event/value.h)
// and as Splunk's XmlWinEventLog lays it out.
//
//   TreeXml xml;
//   xml.append(*root, out);                     // <Event xmlns="…"><System>…</Event>
//   if (!xml.sound()) …                         // more than a record may take
//
// Text is escaped so that every reader of XML 1.0 takes it, and reads back what the event holds,
// line ends included; what XML cannot hold (control characters, bytes that are no UTF-8) becomes
// U+FFFD. Characters in names that XML does not allow there become '_'. Trees are without
// substitutions. One thread.
#pragma once

#include <string>
#include <string_view>

#include "input/evtx/xml_tree.h"

namespace wmiscope::evtx {

class TreeXml {
 public:
  void append(const XmlElement& element, std::string& out);

  // False once more was to be written than limits::kMaxRecordJson allows; what was written then is
  // incomplete.
  bool sound() const { return sound_; }

 private:
  void append_nodes(const std::vector<XmlNode>& nodes, bool attribute, std::string& out);

  bool sound_ = true;
  std::string scratch_;
};

}  // namespace wmiscope::evtx
