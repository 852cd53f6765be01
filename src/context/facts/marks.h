// SPDX-License-Identifier: Apache-2.0
//
// What a process start may mean to the context (Mark in facts.h), from its own texts alone.
//
//   fact.marks = marks_of({.image = …, .command = …, .parent_image = …});
//
// It comes from what each text says by itself, its traits. Images and command lines recur, so a
// caller that knows a text again may keep them:
//
//   traits[TextRole::kImage] = traits_of(TextRole::kImage, image); …
//   fact.marks = marks_of(traits);
//
// Pure, any thread. Facts: wmi-knowledge 4.1.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace wmiscope {

struct StartTexts {
  std::string_view image = {};
  std::string_view command = {};
  std::string_view original_name = {};  // of the version resource; empty: not known
  std::string_view parent_image = {};
  std::string_view parent_command = {};
};

// What a text is to the context.
enum class TextRole : std::uint8_t {
  kImage,
  kCommand,
  kOriginalName,
  kParentImage,
  kParentCommand,
  kScript,  // of PowerShell's logs: what kMayUseWmi says of it
};
inline constexpr std::size_t kTextRoles = 6;
inline constexpr std::uint32_t kMayUseWmi = 1 << 20;

class TextTraits {
 public:
  std::uint32_t& operator[](TextRole role) { return traits_[static_cast<std::size_t>(role)]; }
  std::uint32_t operator[](TextRole role) const { return traits_[static_cast<std::size_t>(role)]; }

 private:
  std::array<std::uint32_t, kTextRoles> traits_{};
};

std::uint32_t traits_of(TextRole role, std::string_view text);
std::uint32_t marks_of(const TextTraits& traits);
std::uint32_t marks_of(const StartTexts& texts);

// Whether a line names WMI's COM or WinRM's URIs of it.
bool names_com_door(std::string_view command);

// powershell.exe, pwsh.exe, powershell_ise.exe.
bool is_powershell(std::string_view name);

// The redirect by which impacket, CrackMapExec, smbmap and their like fetch output: everything
// behind "1> ", a file on a share or in Windows' folder; empty where there is none. Commands of one
// shell share it, or at least its folder.
std::string_view redirect_of(std::string_view command);

}  // namespace wmiscope
