// SPDX-License-Identifier: Apache-2.0
//
// What a WQL query is about: its class, the classes of its ISA tests, how often it polls.
//
//   const WqlQuery q = parse_wql("SELECT * FROM __InstanceCreationEvent WITHIN 5 WHERE "
//                                "TargetInstance ISA 'Win32_Process'");
//   q.from == "__InstanceCreationEvent"; q.isa[0] == "Win32_Process"; q.within == "5";
//
// A tokenizer, no parser: text that is no WQL gives an empty result. Also for the names of WMI
// classes in any other text (scripts, object paths, MOF). Pure functions, any thread, linear.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace wmiscope {

struct WqlQuery {
  std::string from;              // the class of FROM; of ASSOCIATORS/REFERENCES OF {…} its class
  std::vector<std::string> isa;  // classes that instances are tested for
  std::string within;            // polling interval in seconds, as written
  std::string where;             // the clause behind WHERE, as written
  bool is_notification() const;  // whether the query waits for events instead of reading state
};

WqlQuery parse_wql(std::string_view text);

// Text as a key for joins: lower case, runs of blanks one blank, none at the ends, quotes ' for ".
std::string query_key(std::string_view query);

// Names of WMI classes that stand in the text as whole words, in order, each once: Win32_…, CIM_…,
// MSFT_…, MSAcpi_…, __EventFilter and its like, StdRegProv, AntiVirusProduct …, *EventConsumer. At
// most 64.
std::vector<std::string> wmi_class_names(std::string_view text);

}  // namespace wmiscope
