// SPDX-License-Identifier: Apache-2.0
//
// A wmic command line taken apart: where it goes, what it asks for, what it starts.
//
//   const WmicCommand wmic = parse_wmic(command_line);       // as logged, "%%" may stay
//   if (wmic.is_remote(own_names)) use(wmic.nodes);
//   if (!wmic.created_command.empty()) join_with_child(wmic.created_command);
//
// Whether the process is wmic at all its image and OriginalFileName decide (is_wmic_program): the
// first word is skipped whatever it is called. wmic's own grammar: switches begin with '/' or '-',
// have blanks around their colon or none, stand in any order; then an alias or PATH or CLASS with a
// class, WHERE with a clause, a verb. What does not fit is skipped: a logged line is what somebody
// typed, not what wmic accepted.
//
// Values own their text. Pure functions, any thread; time and memory linear in the line. Facts:
// wmi-knowledge section 4 (V1, V2, V9, "wmic parsing"); the aliases are those of Windows' cli.mof.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace wmiscope {

enum class WmicVerb : std::uint8_t {
  kNone,  // wmic lists, as if LIST had been said
  kList,
  kGet,
  kCall,
  kSet,
  kCreate,
  kDelete,
  kAssoc,
  kOther,  // a verb of the alias' own: nteventlog … cl
};

struct WmicCommand {
  std::vector<std::string> nodes;    // hosts of /node, unquoted; "@hosts.txt" is a list in a file
  std::string user;                  // of /user
  bool has_password = false;         // /password is there; its value is not kept
  std::string name_space;            // of /namespace, as written
  std::string output;                // of /output or /append
  std::string record;                // of /record
  std::vector<std::string> formats;  // of /format, unquoted: "csv", "https://…/x.xsl"

  std::string alias;       // "process"; empty with PATH, CLASS and context-free calls
  std::string class_name;  // "Win32_Process": of the alias, PATH or CLASS; empty where unknown
  std::string where;       // the clause, unquoted
  WmicVerb verb = WmicVerb::kNone;
  std::string method;           // of CALL, or the alias' own verb: "create", "cl"
  std::string arguments;        // behind the method, or the properties of GET and SET, as written
  std::string created_command;  // what Win32_Process.Create is to start, unquoted

  // Whether it asks another host than this one. `own_names`: names and addresses of the host, with
  // or without domain; localhost and its like always are. A list in a file counts as another host.
  bool is_remote(std::span<const std::string_view> own_names = {}) const;
  // The format that is a style sheet by URL or path and no built-in format; empty: none.
  std::string_view style_sheet() const;
  // Whether the style sheet comes from the network: http, https, ftp, or a UNC path.
  bool style_sheet_is_remote() const;
};

// The hosts of /node that a text has room for (host_list.h).
std::vector<std::string_view> named_nodes(const WmicCommand& wmic);

// Whether the process is wmic, under whatever name.
bool is_wmic_program(std::string_view image, std::string_view original_file_name);

WmicCommand parse_wmic(std::string_view command_line);

// The wmic calls inside a longer command or script ("cmd /c wmic shadowcopy delete & …"), each to the
// end of its command, at most kMaxWmicCalls; carets are no hindrance.
inline constexpr std::size_t kMaxWmicCalls = 16;
std::vector<std::string> find_wmic_calls(std::string_view text);

// The same of a script of PowerShell, where wmic stands as a command: text that only mentions it is
// none.
std::vector<std::string> find_called_wmic(std::string_view script);

// "Win32_Process" for "process", without case; empty where wmic has no such alias.
std::string_view class_of_wmic_alias(std::string_view alias);

// Whether a host name means the host itself: localhost, 127.0.0.1, ::1, ".", %computername%,
// $env:COMPUTERNAME, or one of `own_names` with or without its domain.
bool is_own_host(std::string_view host, std::span<const std::string_view> own_names);

}  // namespace wmiscope
