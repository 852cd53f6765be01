// SPDX-License-Identifier: Apache-2.0
#include "context/facts/marks.h"

#include <algorithm>
#include <span>

#include "base/ascii.h"
#include "context/facts/facts.h"
#include "context/language/command_text.h"
#include "context/language/powershell_wmi.h"
#include "context/language/tool_client.h"
#include "context/language/wmic_command.h"

namespace wmiscope {
namespace {

// Traits that are no marks yet; they lie above those, and above kMayUseWmi.
constexpr std::uint32_t kMarkBits = (1 << 20) - 1;
constexpr std::uint32_t kTraitShell = 1 << 21;  // of an image
constexpr std::uint32_t kTraitCmd = 1 << 22;
constexpr std::uint32_t kTraitProviderTool = 1 << 23;
constexpr std::uint32_t kTraitComDoor = 1 << 21;  // of a command line, beside kMayUseWmi
constexpr std::uint32_t kTraitRedirects = 1 << 22;
constexpr std::uint32_t kTraitTool = 1 << 23;
constexpr std::uint32_t kTraitCallsWmic = 1 << 24;
constexpr std::uint32_t kTraitMmc = 1 << 21;       // of a parent's image
constexpr std::uint32_t kTraitEmbedded = 1 << 21;  // of a parent's command line
static_assert((kActMarks | kMarkHasParentName) <= kMarkBits && kMayUseWmi > kMarkBits);

struct ImageMark {
  std::string_view name;
  std::uint32_t mark;
};

constexpr ImageMark kImages[] = {
    {"wmiprvse.exe", kMarkProviderHost},   {"scrcons.exe", kMarkScrcons},
    {"mofcomp.exe", kMarkMofcomp},         {"wbemtest.exe", kMarkWbemtest},
    {"wmiadap.exe", kMarkHousekeeping},    {"unsecapp.exe", kMarkHousekeeping},
    {"splunk-wmi.exe", kMarkHousekeeping}, {"conhost.exe", kMarkConhost},
    {"sharpwmi.exe", kMarkToolClient},     {"sharpmove.exe", kMarkToolClient},
    {"movewmi.exe", kMarkToolClient},
};

constexpr std::string_view kShells[] = {"powershell.exe", "pwsh.exe", "powershell_ise.exe"};

// Doors to WMI that need neither wmic nor PowerShell, in command lines of script hosts, winrm …
constexpr std::string_view kComWords[] = {"winmgmts:", "wbemscripting", "wmicimv2", "wmi/root",
                                          "wmiprvse -regserver"};

// A shell's line may be all that is known of a call of wmic.
constexpr std::string_view kShellWords[] = {"wmic ", "wmic.exe", "wm^ic"};

bool has_word_at(std::string_view rest, std::span<const std::string_view> words) {
  return std::ranges::any_of(words,
                             [&](std::string_view word) { return starts_with_nocase(rest, word); });
}

// Made for every process: each word begins with a 'w', which is soon looked for.
bool has_word_of(std::string_view command, std::span<const std::string_view> words) {
  for (const char first : {'w', 'W'}) {
    for (std::size_t at = 0; (at = command.find(first, at)) != std::string_view::npos; ++at) {
      if (has_word_at(command.substr(at), words)) return true;
    }
  }
  return false;
}

std::uint32_t image_traits(std::string_view image) {
  const std::string_view name = file_name(image);
  for (const ImageMark& each : kImages) {
    if (equals_nocase(name, each.name)) return each.mark;
  }
  if (is_wmic_program(image, {})) return kMarkWmic;
  if (is_powershell(name)) return kTraitShell;
  if (equals_nocase(name, "cmd.exe")) return kTraitCmd;
  return equals_nocase(name, "register-cimprovider.exe") ? kTraitProviderTool : 0;
}

// -e, -ec, -enc … with something behind it.
bool may_be_encoded(std::string_view command) {
  for (const char sign : {'-', '/'}) {
    for (std::size_t at = 0; (at = command.find(sign, at)) != std::string_view::npos; ++at) {
      if (at + 2 < command.size() && ascii_lower(command[at + 1]) == 'e') return true;
    }
  }
  return false;
}

std::uint32_t command_traits(std::string_view command) {
  std::uint32_t traits = 0;
  if (may_be_encoded(command) || may_use_wmi(command)) traits |= kMayUseWmi;
  if (may_be_tool_client(command)) traits |= kTraitTool;
  if (has_word_of(command, kComWords)) traits |= kTraitComDoor;
  if (has_word_of(command, kShellWords)) traits |= kTraitCallsWmic;
  if (!redirect_of(command).empty()) traits |= kTraitRedirects;
  return traits;
}

// Under whatever name it runs now.
std::uint32_t original_name_traits(std::string_view name) {
  if (is_wmic_program({}, name)) return kMarkWmic;
  if (equals_nocase(name, "mofcomp.exe")) return kMarkMofcomp;
  return is_powershell(name) ? kTraitShell : 0;
}

std::uint32_t parent_traits(std::string_view image) {
  if (image.empty() || image == "-" || image == "?") return 0;
  const std::string_view name = file_name(image);
  if (equals_nocase(name, "wmiprvse.exe")) return kMarkHasParentName | kMarkOfProviderHost;
  if (equals_nocase(name, "scrcons.exe")) return kMarkHasParentName | kMarkOfScrcons;
  if (equals_nocase(name, "wmic.exe")) return kMarkHasParentName | kMarkOfWmic;
  if (equals_nocase(name, "mmc.exe")) return kMarkHasParentName | kTraitMmc;
  return kMarkHasParentName;
}

// Of an image that is nothing by its name.
std::uint32_t mark_of_command(std::uint32_t image, std::uint32_t command) {
  if ((image & kTraitShell) != 0) return (command & kMayUseWmi) != 0 ? kMarkPowershell : 0;
  if ((image & kTraitProviderTool) != 0) return kMarkScriptCom;
  if ((command & kTraitTool) != 0) return kMarkToolClient;
  const bool shell_calls = (image & kTraitCmd) != 0 && (command & kTraitCallsWmic) != 0;
  return (command & kTraitComDoor) != 0 || shell_calls ? kMarkScriptCom : 0;
}

}  // namespace

std::uint32_t traits_of(TextRole role, std::string_view text) {
  switch (role) {
    case TextRole::kImage:
      return image_traits(text);
    case TextRole::kCommand:
      return command_traits(text);
    case TextRole::kOriginalName:
      return original_name_traits(text);
    case TextRole::kParentImage:
      return parent_traits(text);
    case TextRole::kParentCommand:
      return find_nocase(text, "-embedding") != std::string_view::npos ? kTraitEmbedded : 0;
    case TextRole::kScript:
      return may_use_wmi(text) ? kMayUseWmi : 0;
  }
  return 0;
}

std::uint32_t marks_of(const TextTraits& traits) {
  using enum TextRole;
  const std::uint32_t image = traits[kImage];
  std::uint32_t marks = traits[kParentImage] & kMarkBits;
  // Processes that DCOM starts for MMC20.Application.
  if ((traits[kParentImage] & kTraitMmc) != 0 && traits[kParentCommand] != 0) marks |= kMarkOfDcom;
  const std::uint32_t by_name = image & kMarkBits;
  const std::uint32_t original = traits[kOriginalName];
  const std::uint32_t of_image = by_name != 0 ? by_name : original & kMarkBits;
  marks |= of_image != 0 ? of_image
                         : mark_of_command(image | (original & kTraitShell), traits[kCommand]);
  if ((image & kTraitCmd) != 0 && (traits[kCommand] & kTraitRedirects) != 0) {
    marks |= kMarkToolLine;
  }
  return marks;
}

std::uint32_t marks_of(const StartTexts& texts) {
  TextTraits traits;
  const auto look = [&](TextRole role, std::string_view text) {
    traits[role] = traits_of(role, text);
  };
  look(TextRole::kImage, texts.image);
  look(TextRole::kCommand, texts.command);
  look(TextRole::kOriginalName, texts.original_name);
  look(TextRole::kParentImage, texts.parent_image);
  look(TextRole::kParentCommand, texts.parent_command);
  return marks_of(traits);
}

bool names_com_door(std::string_view command) { return has_word_of(command, kComWords); }

bool is_powershell(std::string_view name) {
  for (const std::string_view shell : kShells) {
    if (equals_nocase(name, shell)) return true;
  }
  return false;
}

std::string_view redirect_of(std::string_view command) {
  if (find_nocase(command, "/q /c ") == std::string_view::npos) return {};
  const std::size_t at = command.rfind("1> ");
  if (at == std::string_view::npos) return {};
  std::string_view target = trimmed(command.substr(at + 3));
  if (target.ends_with("2>&1")) target = trimmed(target.substr(0, target.size() - 4));
  target = unquoted(target);
  const bool to_share = target.starts_with("\\\\");
  const bool to_windows = find_nocase(target, "\\windows\\") != std::string_view::npos;
  return to_share || to_windows ? target : std::string_view();
}

}  // namespace wmiscope
