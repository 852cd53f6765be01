// SPDX-License-Identifier: Apache-2.0
#include "input/registry.h"

#include "input/event_xml/decoder.h"
#include "input/event_xml/source.h"
#include "input/evtx/decoder.h"
#include "input/evtx/source.h"
#include "input/json/decoder.h"
#include "input/json/source.h"
#include "input/text/event_look.h"
#include "input/text/text_source.h"

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
  const char* what;
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

constexpr std::size_t kTextSize = 8192;  // enough for the heading of a table

bool looks_like_text(ByteView head) {
  for (const char c : head.chars().substr(0, 4096)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 && byte != '\t' && byte != '\r' && byte != '\n' && byte != '\f') return false;
  }
  return true;
}

Sniffed as_issue(const char* code, const char* what) { return {nullptr, what, code}; }

Sniffed text(ByteView head) {
  const std::string beginning = text_head(head, kTextSize);
  if (looks_like_event_table(beginning)) {
    return as_issue("unknown-shape", "a table that looks like Windows events: CSV is not read");
  }
  if (looks_like_event_xml(beginning)) {
    return as_issue("unknown-shape", "XML that looks like Windows events, but is no event XML");
  }
  return {nullptr, looks_like_text(head) ? "text" : "no known format"};
}

}  // namespace

std::span<const Format> formats() { return kFormats; }

Sniffed sniff(ByteView head) {
  if (head.empty()) return {nullptr, "empty"};
  const Format* best = nullptr;
  int score = 0;
  for (const Format& format : kFormats) {
    const int s = format.probe(head);
    if (s > score) {
      best = &format;
      score = s;
    }
  }
  if (best) return {best};
  if (head.has(4, 4) && head.from(4).starts_with("LfLe")) {
    return as_issue("unsupported-format", "an event log of Windows XP or 2003");
  }
  for (const Magic& magic : kOtherFiles) {
    if (head.size() > magic.offset && head.from(magic.offset).starts_with(magic.bytes)) {
      return {nullptr, magic.what};
    }
  }
  return text(head);
}

}  // namespace wmiscope
