// SPDX-License-Identifier: Apache-2.0
#include "input/registry.h"

#include "input/event_xml/decoder.h"
#include "input/event_xml/source.h"
#include "input/evtx/decoder.h"
#include "input/evtx/source.h"
#include "input/json/decoder.h"
#include "input/json/source.h"

namespace wmiscope {
namespace {

using std::string_view_literals::operator""sv;

std::unique_ptr<BlockReader> open_evtx(ByteSource& bytes, const InputOptions&) {
  return evtx::open_evtx(bytes);
}

constexpr Format kFormats[] = {
    {"evtx", evtx::probe_evtx, open_evtx, evtx::make_evtx_decoder},
    {"event_xml", event_xml::probe_event_xml, event_xml::open_event_xml,
     event_xml::make_event_xml_decoder},
    {"json", json::probe_json, json::open_json, json::make_json_decoder},
};

// What lies beside event logs in triage collections.
struct Magic {
  std::size_t offset;
  std::string_view bytes;
  std::string_view what;
};
constexpr Magic kOtherFiles[] = {
    {0, "regf", "a registry hive"},
    {0, "SQLite format 3\0"sv, "an SQLite database"},
    {4, "\xEF\xCD\xAB\x89", "an ESE database"},
    {0, "MZ", "a Windows program"},
    {0,
     "\x7F"
     "ELF",
     "a program"},
    {0, "\x89PNG", "a picture"},
    {0, "\xFF\xD8\xFF", "a picture"},
    {0, "GIF8", "a picture"},
    {0, "%PDF", "a PDF document"},
    {0, "FILE0", "an NTFS file table"},
    {0, "\xCC\xAC", "a WMI repository index"},
    {0, "\xCD\xAB", "a WMI repository mapping"},
};

bool looks_like_text(ByteView head) {
  for (const char c : head.chars().substr(0, 4096)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 && byte != '\t' && byte != '\r' && byte != '\n' && byte != '\f') return false;
  }
  return true;
}

}  // namespace

std::span<const Format> formats() { return kFormats; }

Sniffed sniff(ByteView head) {
  if (head.empty()) return {nullptr, "empty", false};
  const Format* best = nullptr;
  int score = 0;
  for (const Format& format : kFormats) {
    const int s = format.probe(head);
    if (s > score) {
      best = &format;
      score = s;
    }
  }
  if (best) return {best, {}, false};
  if (head.has(4, 4) && head.from(4).starts_with("LfLe")) {
    return {nullptr, "an event log of Windows XP or 2003 (.evt)", true};
  }
  for (const Magic& magic : kOtherFiles) {
    if (head.size() > magic.offset && head.from(magic.offset).starts_with(magic.bytes)) {
      return {nullptr, magic.what, false};
    }
  }
  return {nullptr, looks_like_text(head) ? "text" : "no known format", false};
}

}  // namespace wmiscope
