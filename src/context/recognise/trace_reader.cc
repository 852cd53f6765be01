// SPDX-License-Identifier: Apache-2.0
#include "context/recognise/trace_reader.h"

#include <algorithm>
#include <charconv>

#include "base/ascii.h"
#include "base/format.h"
#include "context/language/command_text.h"
#include "context/recognise/origin.h"
#include "context/recognise/recognisers.h"

namespace wmiscope {

std::uint32_t number_of(std::string_view text) {
  return static_cast<std::uint32_t>(long_number_of(text));
}

std::uint64_t long_number_of(std::string_view text) {
  const bool hex = starts_with_nocase(text, "0x");
  if (hex) text.remove_prefix(2);
  std::uint64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number, hex ? 16 : 10);
  return number;
}

bool is_service_sid(std::string_view sid) {
  return sid == "S-1-5-18" || sid == "S-1-5-19" || sid == "S-1-5-20";
}

std::string joined_account(std::string_view domain, std::string_view name) {
  if (name.empty() || name == "-") return {};
  if (domain.empty() || domain == "-") return std::string(name);
  return format("{}\\{}", domain, name);
}

ProcessIndex TraceReader::process_of(std::uint32_t t) const {
  if (const auto guid = parse_guid(text(t, "ProcessGuid"))) {
    const ProcessIndex p = work_.tree.find_key(guid_key(*guid));
    if (p != kNoProcess) return p;
  }
  const ProcessIndex p =
      work_.tree.find(record(t).host, number_of(text(t, "ProcessId")), record(t).when());
  if (p == kNoProcess) return p;
  const bool same =
      equals_nocase(file_name(work_.text(work_.process(p).image)), file_name(text(t, "Image")));
  return same ? work_.tree.chief(p) : kNoProcess;
}

void TraceReader::order_drafts() {
  ordered_ = true;
  for (DraftIndex i = 0; i < work_.drafts.size(); ++i) {
    const Draft& draft = work_.drafts[i];
    if (draft.is_live() && !draft.evidence.empty()) {
      spans_.push_back({draft.host, draft.start(), i});
    }
  }
  std::ranges::sort(spans_, {}, &Span::order);
}

std::vector<TraceReader::Span>::const_iterator TraceReader::beside_end(TextId host,
                                                                       std::uint64_t when) const {
  return std::ranges::upper_bound(spans_, std::tuple(host, when, kNoDraft), {}, &Span::order);
}

DraftIndex TraceReader::add_client(std::uint32_t t, ProcessIndex p, std::string_view vector) {
  const DraftIndex draft = work_.add_draft(record(t).host, vector);
  const std::string_view image = text(t, "Image");
  Draft& d = work_.drafts[draft];
  if (p != kNoProcess) {
    const std::string command = collapse_percents(work_.text(work_.process(p).command));
    work_.add_process(draft, p, Role::kCaller, format("{} started", file_name(image)));
    work_.add_ancestors(draft, p);
    d.user = work_.user_of(p);
    d.user_sid = work_.text(work_.process(p).user_sid);
    d.origin = origin_of_caller(work_, p);
    d.deed = format("used WMI from {}", command.empty() ? std::string(image) : command);
    work_.judge_part(draft, caller_texts(work_, p, command));
    return draft;
  }
  d.user = text(t, "User");
  d.origin.kind = OriginKind::kLocal;
  d.origin.confidence = Confidence::kHigh;
  add_reason(d.origin, "caller-here",
             format("{} {} ran on this host", file_name(image), text(t, "ProcessId")));
  d.deed = format("used WMI from {}", image);
  ActTexts texts;
  texts.caller_image = image;
  work_.judge_part(draft, texts);
  return draft;
}

DraftIndex TraceReader::series(const std::string& key, std::uint32_t t, std::string_view vector,
                               std::uint64_t pause) {
  const std::uint64_t when = record(t).when();
  const auto at = series_.find(key);
  if (at != series_.end() && when <= at->second.last + pause) {
    at->second.last = when;
    return work_.live(at->second.draft);
  }
  const DraftIndex draft = work_.add_draft(record(t).host, vector);
  series_[key] = {draft, when};
  return draft;
}

// A DLL in wbem's folder that WmiPrvSE takes for Windows' own (wmi-knowledge 1.2).
void TraceReader::add_hijack(std::uint32_t t, std::string_view path, std::string_view address,
                             const std::string& account) {
  const DraftIndex draft = hijack_of(t);
  work_.add_trace(draft, t, format("{} beside WmiPrvSE.exe", path));
  Draft& d = work_.drafts[draft];
  if (d.deed.empty()) d.deed = format("put {} where WmiPrvSE.exe loads it", path);
  const bool remote = !address.empty() && !is_loopback(address);
  add_act(payload_act::kHijack, remote, path, d.payloads);
  if (!remote) return;
  d.origin.kind = OriginKind::kRemote;
  d.origin.confidence = Confidence::kHigh;
  d.origin.source_ip = plain_address(address);
  add_reason(d.origin, "share-write", format("the file came over a share from {}", address));
  // Who put it there acts; the service account that it runs as does not.
  const bool nobody =
      d.user.empty() || account_name(d.user).ends_with('$') || is_windows_account(d.user);
  if (nobody && !account.empty()) d.user = account;
}

// One for each host: what runs inside WmiPrvSE and what was put there is one implant.
DraftIndex TraceReader::hijack_of(std::uint32_t t) {
  const TextId host = record(t).host;
  if (const auto known = hijacks_.find(host); known != hijacks_.end()) {
    return work_.live(known->second);
  }
  const auto draft = std::ranges::find_if(work_.drafts, [&](const Draft& each) {
    return each.is_live() && each.host == host && each.vector == "provider-hijack";
  });
  const DraftIndex index = draft != work_.drafts.end()
                               ? static_cast<DraftIndex>(draft - work_.drafts.begin())
                               : work_.add_draft(host, "provider-hijack");
  hijacks_[host] = index;
  return index;
}

}  // namespace wmiscope
