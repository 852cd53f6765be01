// SPDX-License-Identifier: Apache-2.0
//
// Named patterns over named texts, read from YAML of content/: what tool fingerprints and the known
// harmless users of WMI have in common.
//
//   auto set = TextPatterns::load("tools", "tool");
//   if (const TextPattern* hit = set->first_match(texts)) use(hit->name);
//
// A file of the folder holds documents such as
//
//   tool: impacket-wmiexec            # the name; `benign` files say `reason`
//   rank: 10                          # smaller first; may be missing (100)
//   sources: [where the fact is from]
//   patterns:                         # one of them has to match
//     - child_command_line: 'regular expression'     # all fields of one have to match
//       parent_command_line: ['one', 'of these']
//
// Expressions are RE2, without case, `.` crosses lines, and match anywhere unless they have ^ and
// $. A text that is not known matches nothing. Immutable once loaded, any thread; load it when
// there is something to look at.
#pragma once

#include <cstddef>
#include <expected>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/regex.h"
#include "content/embedded.h"

namespace wmiscope {

// What is known about an act of WMI use, as texts; empty: not known. Views: valid as long as what
// they point to.
struct ActTexts {
  std::string_view child_image;         // process started through WMI, or below scrcons
  std::string_view child_command_line;  // with "%%" collapsed
  std::string_view parent_image;        // of that process, of an XSL script's child: wmic
  std::string_view parent_command_line;
  std::string_view caller_image;  // process that asked: wmic.exe, powershell.exe, a.exe
  std::string_view caller_command_line;
  std::string_view caller_parent_image;
  std::string_view caller_parent_command_line;
  std::string_view style_sheet;   // of a wmic caller: WmicCommand::style_sheet(); ToolFingerprints
                                  //   finds it by itself where wmic has its own name
  std::string_view filter_name;   // of a subscription, normal_text()
  std::string_view filter_query;  // also of a temporary one (5860)
  std::string_view consumer_name;
  std::string_view consumer_class;    // ActiveScriptEventConsumer
  std::string_view consumer_payload;  // command, script
  std::string_view creator_sid;
  std::string_view script;          // script block; ToolFingerprints takes what command lines and
                                    //   payloads hide where there is none
  std::string_view share_file;      // RelativeTargetName of a 5145 beside it
  std::string_view registry_key;    // TargetObject of a value that WmiPrvSE wrote
  std::string_view registry_value;  // Details
  std::string_view provider_name;   // 5857
  std::string_view provider_path;
  std::string_view operation;     // 5858, 4662: parse_wmi_operation().text or Operation
  std::string_view result_code;   // 0x80041002
  std::string_view operation_id;  // 5858: Id
  std::string_view user;          // DOMAIN\name of the caller or owner
  std::string_view user_sid;
};

struct TextPattern {
  struct Test {
    std::string_view ActTexts::* field;
    std::vector<Regex> any_of;
  };
  using All = std::vector<Test>;

  std::string name;
  int rank = 100;
  std::vector<std::string> sources;
  std::vector<All> alternatives;

  bool matches(const ActTexts& texts) const;
};

// All texts in one, for comparing what is known of two acts.
std::string joined(const ActTexts& texts);

// The field of a name in YAML; null where there is none.
std::string_view ActTexts::* act_text_field(std::string_view name);

class TextPatterns {
 public:
  // All files of a folder of content/; `key` holds the name. The error names file and line.
  static std::expected<TextPatterns, std::string> load(std::string_view folder,
                                                       std::string_view key);
  static std::expected<TextPatterns, std::string> parse(std::span<const EmbeddedFile> files,
                                                        std::string_view key);

  // The matching one of the smallest rank; of equal ones the first by name. Null: none.
  const TextPattern* first_match(const ActTexts& texts) const;
  std::span<const TextPattern> patterns() const { return patterns_; }

 private:
  std::vector<TextPattern> patterns_;  // by rank, then name
};

}  // namespace wmiscope
