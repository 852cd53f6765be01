// SPDX-License-Identifier: Apache-2.0
#include "context/facts/odd_program.h"

#include <algorithm>
#include <span>

#include "base/ascii.h"
#include "context/facts/marks.h"
#include "context/language/command_text.h"

namespace wmiscope {
namespace {

constexpr std::string_view kScriptHosts[] = {"wscript.exe", "cscript.exe", "mshta.exe"};
constexpr std::string_view kOffice[] = {"winword.exe",  "excel.exe", "powerpnt.exe", "outlook.exe",
                                        "msaccess.exe", "mspub.exe", "visio.exe"};

// All of them lie in the folder wbem; the .NET client loads them too.
constexpr std::string_view kClientDlls[] = {"wbemprox.dll", "fastprox.dll", "wbemsvc.dll"};
constexpr std::string_view kClientHelpers[] = {"wmiutils.dll", "wbemdisp.dll"};
constexpr std::string_view kScriptingDll = "wbemdisp.dll";

// Below them nothing is installed; a file in a folder that ends so, or anywhere below.
constexpr std::string_view kOpenFolders[] = {"\\users\\public\\",  "\\windows\\temp\\",
                                             "\\windows\\tasks\\", "\\windows\\tracing\\",
                                             "\\perflogs\\",       "\\$recycle.bin\\"};

// Of a profile: "…\Users\bob\" is cut off.
constexpr std::string_view kInstalledInProfile[] = {"appdata\\", "scoop\\", "onedrive\\", "."};
constexpr std::string_view kProfileTemp = "appdata\\local\\temp\\";

constexpr std::string_view kInstallerWords[] = {"setup", "install", "update", "uninst", "redist"};

bool any_is(std::span<const std::string_view> names, std::string_view name) {
  return std::ranges::any_of(names, [&](std::string_view n) { return equals_nocase(n, name); });
}

// Self-extracting installers: {GUID}, is-XXXX.tmp (Inno), nsXXXX.tmp (NSIS), 7zSXXXX, or the name.
bool is_installer(std::string_view below_temp) {
  const auto named = [&](std::string_view word) {
    return find_nocase(file_name(below_temp), word) != std::string_view::npos;
  };
  if (std::ranges::any_of(kInstallerWords, named)) return true;
  const std::string_view folder = below_temp.substr(0, below_temp.find('\\'));
  if (folder.size() == below_temp.size()) return false;
  const bool unpacked = folder.starts_with('{') || starts_with_nocase(folder, "is-") ||
                        starts_with_nocase(folder, "7zs");
  return unpacked || (starts_with_nocase(folder, "ns") && ends_with_nocase(folder, ".tmp"));
}

bool is_direct(std::string_view rest) { return rest.find('\\') == std::string_view::npos; }

// `rest`: behind "C:\Users\bob\".
bool is_odd_in_profile(std::string_view rest) {
  if (starts_with_nocase(rest, kProfileTemp)) {
    return !is_installer(rest.substr(kProfileTemp.size()));
  }
  for (const std::string_view folder : {"appdata\\local\\", "appdata\\roaming\\", "appdata\\"}) {
    if (starts_with_nocase(rest, folder) && is_direct(rest.substr(folder.size()))) return true;
  }
  return std::ranges::none_of(kInstalledInProfile, [&](std::string_view folder) {
    return starts_with_nocase(rest, folder);
  });
}

}  // namespace

bool is_odd_program(std::string_view image) {
  if (image.size() < 4 || image[1] != ':' || image[2] != '\\') return false;
  const std::string_view path = image.substr(2);  // "\Users\bob\a.exe"
  for (const std::string_view folder : kOpenFolders) {
    if (starts_with_nocase(path, folder)) return !is_installer(path.substr(folder.size()));
  }
  if (is_installer(file_name(path))) return false;
  constexpr std::string_view kUsers = "\\users\\", kProgramData = "\\programdata\\";
  if (starts_with_nocase(path, kUsers)) {
    const std::size_t profile = path.find('\\', kUsers.size());
    return profile != std::string_view::npos && is_odd_in_profile(path.substr(profile + 1));
  }
  if (starts_with_nocase(path, kProgramData)) return is_direct(path.substr(kProgramData.size()));
  const bool temp = starts_with_nocase(path, "\\temp\\") || starts_with_nocase(path, "\\tmp\\");
  return temp || is_direct(path.substr(1));
}

bool is_script_host(std::string_view image) { return any_is(kScriptHosts, file_name(image)); }

bool is_office(std::string_view image) { return any_is(kOffice, file_name(image)); }

bool is_wmi_client_load(std::string_view image, std::string_view dll) {
  const std::string_view name = file_name(dll);
  if (is_script_host(image) || is_office(image)) return equals_nocase(name, kScriptingDll);
  const bool client = any_is(kClientDlls, name) || any_is(kClientHelpers, name);
  return client && (is_odd_program(image) || is_powershell(file_name(image)));
}

bool proves_wmi_client(std::string_view dll) {
  return any_is(kClientDlls, file_name(dll)) || equals_nocase(file_name(dll), kScriptingDll);
}

}  // namespace wmiscope
