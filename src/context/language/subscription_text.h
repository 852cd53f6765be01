// SPDX-License-Identifier: Apache-2.0
//
// The texts of permanent event subscriptions, made comparable across Sysmon 19-21, WMI-Activity
// 5859 and 5861, PowerShell 4103 and wmic.
//
//   normal_text(R"( "Evil")")                                     // Evil
//   parse_reference(R"(\\.\ROOT\subscription:CommandLineEventConsumer.Name="x")")->name   // x
//   filter_kind("SELECT * FROM Win32_ProcessStartTrace …")        // process-start
//   parse_binding(possible_cause)->consumer.payload               // the command of a 5861
//   matches_template(child_command_line, consumer.payload)        // it fired
//
// Results own their text. Pure functions, any thread, linear. Facts: wmi-knowledge section 2.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace wmiscope {

// A raw string of Sysmon 19-21: without blanks and one pair of quotes around it, with \" and
// \\ both resolved where it was quoted (repeated where they were doubled twice), "%%" as "%".
std::string normal_text(std::string_view raw);

// "root\subscription" for //./root/subscription, \\.\ROOT\subscription, root\\Subscription …
std::string normal_namespace(std::string_view raw);

// Class and name of an object that a binding or a firing names, in every form seen:
// Class.Name="x", \\.\ROOT\subscription:Class.Name="x", Class="x" (5861), Class.Name=\"x\".
struct ObjectReference {
  std::string class_name;  // "CommandLineEventConsumer"
  std::string name;        // "Evil"
  std::string name_space;  // normal; empty where it has none
};
std::optional<ObjectReference> parse_reference(std::string_view raw);

enum class ConsumerKind : std::uint8_t {
  kUnknown,  // a class of its own making: as dangerous as the worst
  kCommandLine,
  kScript,
  kLogFile,
  kSmtp,
  kEventLog,
};
// Of a class ("ActiveScriptEventConsumer") or of Sysmon's Type ("Script"), without case.
ConsumerKind consumer_kind(std::string_view class_or_type);
// The class behind Sysmon's Type; the text itself where it is no such word.
std::string consumer_class(std::string_view class_or_type);
// high, medium or low (wmi-knowledge 2.3).
std::string_view consumer_risk(ConsumerKind kind);
// The vector of an activity: command-line-consumer, script-consumer, other-consumer.
std::string_view consumer_vector(ConsumerKind kind);

// What makes a filter fire: timer, daily-time, uptime, almost-at-once, process-start, process-end,
// logon, usb-insert, failed-logon, event-log, file, registry, service, other; empty for no query.
std::string_view filter_kind(std::string_view query);
// The same for people: "when a process starts".
std::string_view filter_kind_words(std::string_view kind);

// One 5861: both ends of a binding with all that its MOF says.
struct BoundSubscription {
  struct {
    std::string name, query, name_space, creator_sid;
  } filter;
  struct {
    std::string class_name, name, payload, creator_sid;
  } consumer;
};
std::optional<BoundSubscription> parse_binding(std::string_view possible_cause);

// Whether a command line is what a CommandLineTemplate gives: without case, quotes and number of
// blanks, each %Property% standing for any text. A template with nothing but properties matches
// nothing.
bool matches_template(std::string_view command_line, std::string_view command_template);

}  // namespace wmiscope
