// SPDX-License-Identifier: Apache-2.0
//
// What makes an event filter fire, from its query (wmi-knowledge 2.4).
#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "context/language/subscription_text.h"
#include "context/language/wql.h"

namespace wmiscope {
namespace {

struct ClassKind {
  std::string_view class_name;  // lower case
  std::string_view kind;
};

// By the class that a query reads, or whose instances it waits for.
constexpr std::array kClassKinds = {
    ClassKind{"__timerevent", "timer"},
    ClassKind{"__intervaltimerinstruction", "timer"},
    ClassKind{"__absolutetimerinstruction", "timer"},
    ClassKind{"win32_localtime", "daily-time"},
    ClassKind{"win32_utctime", "daily-time"},
    ClassKind{"win32_processstarttrace", "process-start"},
    ClassKind{"win32_processstoptrace", "process-end"},
    ClassKind{"win32_logonsession", "logon"},
    ClassKind{"win32_loggedonuser", "logon"},
    ClassKind{"win32_volumechangeevent", "usb-insert"},
    ClassKind{"win32_devicechangeevent", "usb-insert"},
    ClassKind{"win32_logicaldisk", "usb-insert"},
    ClassKind{"win32_usbcontrollerdevice", "usb-insert"},
    ClassKind{"msft_scmeventlogevent", "event-log"},
    ClassKind{"cim_datafile", "file"},
    ClassKind{"cim_directorycontainsfile", "file"},
    ClassKind{"registryvaluechangeevent", "registry"},
    ClassKind{"registrykeychangeevent", "registry"},
    ClassKind{"registrytreechangeevent", "registry"},
    ClassKind{"win32_service", "service"},
};

struct KindWords {
  std::string_view kind;
  std::string_view words;
};
constexpr std::array kWords = {
    KindWords{"timer", "every time a timer runs out"},
    KindWords{"daily-time", "at a time of day"},
    KindWords{"uptime", "some minutes after the system has started"},
    KindWords{"almost-at-once", "almost at once, again and again"},
    KindWords{"process-start", "when a process starts"},
    KindWords{"process-end", "when a process ends"},
    KindWords{"logon", "when somebody logs on"},
    KindWords{"usb-insert", "when a drive is plugged in"},
    KindWords{"failed-logon", "when a logon fails"},
    KindWords{"event-log", "when an event is logged"},
    KindWords{"file", "when a file changes"},
    KindWords{"registry", "when the registry changes"},
    KindWords{"service", "when a service changes"},
    KindWords{"other", "on an event of WMI"},
};

std::string_view kind_of_class(std::string_view name) {
  const auto at = std::ranges::find_if(
      kClassKinds, [&](const ClassKind& each) { return equals_nocase(each.class_name, name); });
  return at == kClassKinds.end() ? std::string_view() : at->kind;
}

bool holds(std::string_view text, std::string_view lower) {
  return find_nocase(text, lower) != std::string_view::npos;
}

// A class of which an instance comes when a process starts and goes when it ends.
std::string_view process_kind(const WqlQuery& query) {
  return equals_nocase(query.from, "__InstanceDeletionEvent") ? "process-end" : "process-start";
}

std::string_view kind_of_instance(const WqlQuery& query, std::string_view name) {
  if (equals_nocase(name, "Win32_Process")) return process_kind(query);
  if (equals_nocase(name, "Win32_NTLogEvent")) {
    return holds(query.where, "4625") || holds(query.where, "4771") ? "failed-logon" : "event-log";
  }
  if (starts_with_nocase(name, "Win32_PerfFormattedData_PerfOS_System") ||
      starts_with_nocase(name, "Win32_PerfRawData_PerfOS_System")) {
    return holds(query.where, "systemuptime") ? "uptime" : "almost-at-once";
  }
  return kind_of_class(name);
}

}  // namespace

std::string_view filter_kind(std::string_view text) {
  const WqlQuery query = parse_wql(text);
  if (query.from.empty()) return text.empty() ? "" : "other";
  if (const auto kind = kind_of_class(query.from); !kind.empty()) return kind;
  for (const std::string& name : query.isa) {
    if (const auto kind = kind_of_instance(query, name); !kind.empty()) return kind;
  }
  const auto kind = kind_of_instance(query, query.from);
  return kind.empty() ? "other" : kind;
}

std::string_view filter_kind_words(std::string_view kind) {
  const auto at = std::ranges::find(kWords, kind, &KindWords::kind);
  return at == kWords.end() ? kind : at->words;
}

}  // namespace wmiscope
