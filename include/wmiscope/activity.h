// SPDX-License-Identifier: Apache-2.0
//
// One act of using WMI on one host: one intent carried out, with how, by whom, from where, to what end, and
// the records that show it (contracts.md section 3, wmiscope.activity/1). One wmic command; one shell
// session of wmiexec with all its children; one subscription with its firings and its deletion.
//
// All text is UTF-8 as the events store it (hostile: whoever writes it out must escape it). Empty
// strings and absent optionals are facts that are not known.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "wmiscope/finding.h"

namespace wmiscope {

enum class OriginKind : std::uint8_t { kUnknown, kLocal, kRemote };
enum class Confidence : std::uint8_t { kLow, kMedium, kHigh };

// One reason for a verdict: a stable code and a sentence.
struct Reason {
  std::string code;
  std::string text;
};

// Where the WMI request was made. Local: a caller on this host, even if its target is another one.
struct Origin {
  OriginKind kind = OriginKind::kUnknown;
  Confidence confidence = Confidence::kLow;
  std::vector<Reason> why;
  std::string source_ip;
  std::string source_host;
  std::string source_user;
  std::string logon_id;  // "0xc93745"
  std::optional<std::uint32_t> logon_type;
};

struct Purpose {
  std::string purpose;  // "lateral-movement"
  std::vector<std::string> mitre_attack;
  std::string why;
};

// A record that the activity stands on.
struct EvidenceRecord {
  EventRef event;
  SourceRef source;
  Time time;
  std::string shows;  // for people: "WmiPrvSE.exe started cmd.exe"
};

struct ActivityProcess {
  std::string role;  // caller, main, ancestor, child
  std::string image;
  std::string command_line;
  std::string user;
  std::string process_id;
  std::string process_guid;
  Time time;
};

// A permanent or temporary subscription, joined from its parts.
struct Subscription {
  struct {
    std::string name, name_space, query, kind;
  } filter;
  struct {
    std::string name, class_name, payload;
  } consumer;
  std::optional<bool> bound;
  Time created;
  Time deleted;
  std::string creator;
  std::vector<Time> fired;
};

struct Decoded {
  std::string from;
  std::string text;
};

struct Activity {
  std::string id;  // 32 hex digits over host, vector and the id of the earliest evidence
  std::string host;
  Time start;
  Time end;
  std::string vector;  // "wmi-process-create"
  Origin origin;
  std::string user;  // DOMAIN\name where known
  std::string user_sid;
  std::string tool;               // a fingerprint, never a guess
  std::vector<Purpose> purposes;  // ranked
  std::string benign;             // reason; empty where it is not known to be harmless
  std::string sentence;           // for people: who did what, from where
  std::string summary;            // the same with host, time and purposes, to stand alone
  int risk_score = 0;
  std::vector<std::string> findings;     // ids
  std::vector<EvidenceRecord> evidence;  // in time order, at most 200
  std::uint64_t evidence_total = 0;
  std::vector<ActivityProcess> processes;
  std::optional<Subscription> subscription;
  std::vector<Decoded> decoded;
  std::vector<std::string> linked;  // ids of activities: the other half on another host
};

}  // namespace wmiscope
