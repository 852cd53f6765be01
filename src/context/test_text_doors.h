// SPDX-License-Identifier: Apache-2.0
//
// All parsers of this room that the text of a record may reach, for the tests and the fuzz target that
// hold them against hostile ones.
//
//   parse_with_all(text, *ToolFingerprints::load());
//
// What can be said of every text is checked by the caller; this only has them run.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "context/facts/marks.h"
#include "context/judge/payload.h"
#include "context/judge/tool_fingerprints.h"
#include "context/language/command_text.h"
#include "context/language/decode.h"
#include "context/language/mof.h"
#include "context/language/powershell_wmi.h"
#include "context/language/subscription_text.h"
#include "context/language/tool_client.h"
#include "context/language/winrm_command.h"
#include "context/language/wmi_operation.h"
#include "context/language/wmic_command.h"
#include "context/language/wql.h"

namespace wmiscope {

// What the purpose rules would look at.
inline std::vector<Payload> payloads_of(std::string_view text) {
  std::vector<Payload> payloads;
  const WmicCommand wmic = parse_wmic(text);
  add_payloads(wmic, text, wmic.is_remote(), payloads);
  add_child(text, "", true, payloads);
  add_query(text, "", payloads);
  add_consumer(ConsumerKind::kCommandLine, text, payloads);
  add_consumer(ConsumerKind::kScript, text, payloads);
  add_script_words(text, payloads);
  add_registry_write(text, text, payloads);
  if (const auto operation = parse_wmi_operation(text)) add_operation(*operation, true, payloads);
  for (const WmiCall& call : find_wmi_calls(text)) add_payloads(call, is_remote(call), payloads);
  for (const WmiCall& call : find_bound_wmi_calls(text)) add_payloads(call, true, payloads);
  if (const auto call = parse_tool_client(text)) add_payloads(*call, true, payloads);
  return payloads;
}

inline void parse_with_all(std::string_view text, const ToolFingerprints& tools) {
  (void)payloads_of(text);
  (void)marks_of({.image = "C:\\x\\cmd.exe", .command = text});
  (void)marks_of({.image = "C:\\x\\powershell.exe", .command = text});
  (void)redirect_of(text);
  (void)parse_winrm(text);
  (void)decode_number_list(text);
  (void)decode_base64_text(text);
  (void)sid_of_byte_list(text);
  (void)parse_binding(text);
  (void)parse_reference(text);
  (void)filter_kind(text);
  (void)matches_template(text, text);
  (void)query_key(text);
  (void)parse_audited_operation(text, text);
  (void)same_command(text, std::string(text) + " ");
  ActTexts texts;
  texts.child_command_line = texts.caller_command_line = texts.consumer_payload = text;
  (void)tools.best(texts);
}

}  // namespace wmiscope
