// SPDX-License-Identifier: Apache-2.0
//
// Which attack tool an act of WMI use carries the marks of (content/tools/*.yml; the ids of
// contracts.md section 3). A mark is something that only this tool leaves; what several leave, or
// what anybody may type, names none.
//
//   auto tools = ToolFingerprints::load();                    // once, when there is something to
//   ask ActTexts texts; texts.child_command_line = command_line;                  // with "%%"
//   collapsed texts.parent_command_line = "C:\\Windows\\system32\\wbem\\wmiprvse.exe -secured
//   -Embedding"; tools->identify(texts);                                   // "impacket-wmiexec",
//   or empty
//
// Ask with all texts of one act together, and once for each child, consumer and script of an
// activity; the first answer that is not empty holds. Immutable, any thread; `texts` is not kept.
// Facts: wmi-knowledge section 3; each fingerprint names its source.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <utility>

#include "context/judge/text_patterns.h"

namespace wmiscope {

class ToolFingerprints {
 public:
  static std::expected<ToolFingerprints, std::string> load();

  // The id; empty where no fingerprint matches. Lives as long as this object.
  std::string_view identify(const ActTexts& texts) const;
  // The same with its rank (smaller is more specific), to choose among the answers for several
  // texts.
  const TextPattern* best(ActTexts texts) const;
  const TextPatterns& patterns() const { return patterns_; }

 private:
  explicit ToolFingerprints(TextPatterns patterns) : patterns_(std::move(patterns)) {}

  TextPatterns patterns_;
};

}  // namespace wmiscope
