// SPDX-License-Identifier: Apache-2.0
//
// The fields inside an event's rendered English message, for forms that keep little else: NXLog
// drops the user data of WMI-Activity, a forwarder may send the message alone.
//
//   const RenderedMessage message(text, {channel, provider, 4688});
//   std::string_view user = message.field("TargetUserName");     // empty where there is none
//
//   Sysmon                  Name: value           one blank; the value is the rest of the line
//   Security 4688           Label: value          under headings
//   WMI-Activity 5857-5861  Name = value; …       separators of each event's own; all fields or
//   none PowerShell 4104         the script between its first and its last two lines
//
// CRLF or LF ends a line, a bare CR does not (corpus README, choice 6). Fields are views of the
// text. Read when made, in the order of the text; of doubled names the first counts. No state, any
// thread.
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace wmiscope {

// An event's log, known by its provider where there is no channel, and its id.
struct MessageKind {
  std::string_view channel;
  std::string_view provider;
  std::uint32_t event_id = 0;
};

class RenderedMessage {
 public:
  using Field = std::pair<std::string_view, std::string_view>;

  RenderedMessage(std::string_view text, const MessageKind& kind);

  std::string_view field(std::string_view name) const;
  const std::vector<Field>& fields() const { return fields_; }

  // Whether messages of this kind have a grammar here.
  static bool is_known(const MessageKind& kind);

 private:
  std::vector<Field> fields_;
};

}  // namespace wmiscope
