// SPDX-License-Identifier: Apache-2.0
#include "context/judge/tool_fingerprints.h"

#include "context/language/command_text.h"
#include "context/language/decode.h"
#include "context/language/wmic_command.h"

namespace wmiscope {
namespace {

// What the texts hide, outer layers first.
std::string hidden_text(const ActTexts& texts) {
  std::string all;
  for (const std::string_view text :
       {texts.child_command_line, texts.caller_command_line, texts.consumer_payload}) {
    for (const DecodedText& each : decode_text(text)) all.append(each.text).append("\n");
  }
  return all;
}

}  // namespace

std::expected<ToolFingerprints, std::string> ToolFingerprints::load() {
  auto patterns = TextPatterns::load("tools", "tool");
  if (!patterns) return std::unexpected(std::move(patterns.error()));
  return ToolFingerprints(std::move(*patterns));
}

std::string_view ToolFingerprints::identify(const ActTexts& texts) const {
  const TextPattern* hit = best(texts);
  return hit == nullptr ? std::string_view() : std::string_view(hit->name);
}

const TextPattern* ToolFingerprints::best(ActTexts texts) const {
  std::string sheet;
  const std::string_view line = texts.caller_command_line;
  const bool wmic =
      is_wmic_program(texts.caller_image, "") || is_wmic_program(split_command(line).program, "");
  if (texts.style_sheet.empty() && wmic) {
    sheet = parse_wmic(line).style_sheet();
    texts.style_sheet = sheet;
  }
  std::string hidden;
  if (texts.script.empty()) {
    hidden = hidden_text(texts);
    texts.script = hidden;
  }
  return patterns_.first_match(texts);
}

}  // namespace wmiscope
