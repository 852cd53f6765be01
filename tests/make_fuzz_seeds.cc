// SPDX-License-Identifier: Apache-2.0
//
// Writes the seeds of the EVTX fuzz targets: small files that together hold every token, type and
// damage that the kit can make. Run it again after the kit has learnt something new; same bytes on
// every machine.
//
//   make_fuzz_seeds fuzz/seeds

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "tests/evtx_damage.h"
#include "tests/evtx_writer.h"
#include "tests/windows_events.h"

namespace {

using namespace wmiscope::testkit;
namespace fs = std::filesystem;

bool save(const fs::path& path, std::string_view bytes) {
  std::ofstream out(path, std::ios::binary);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  return out.good();
}

// A fuzzer wants short inputs: what lies behind the last chunk's records is zero and is cut off.
// The reader takes such a file for a cut one, whose records are all there.
std::string shortened(std::string bytes) {
  bytes.resize(bytes.find_last_not_of('\0') + 1);
  return bytes;
}

std::string log_of(std::initializer_list<EventBuilder> events, EvtxOptions options = {}) {
  EvtxWriter w(options);
  for (const EventBuilder& e : events) w.add(e);
  return w.write();
}

EventBuilder every_type() {
  return event("Application", "Example", 1)
      .data("Text", text("a\u00e4\U0001F600"))
      .data("Ansi", ansi("a"))
      .data("I8", i8(-1))
      .data("U8", u8(1))
      .data("I16", i16(-1))
      .data("U16", u16(1))
      .data("I32", i32(-1))
      .data("U32", u32(1))
      .data("I64", i64(-1))
      .data("U64", u64(1))
      .data("F32", f32(0.5F))
      .data("F64", f64(0.5))
      .data("Bool", boolean(true))
      .data("Binary", binary("\x01\xFE"))
      .data("Guid", guid("{5770385F-C22A-43E0-BF4C-06F5698FFBD9}"))
      .data("Size", size64(1))
      .data("Filetime", filetime("2026-11-01T10:00:00.1234567Z"))
      .data("Systemtime", systemtime("2026-11-01T10:00:00.123Z"))
      .data("Sid", sid("S-1-5-18"))
      .data("Hex32", hex32(1))
      .data("Hex64", hex64(1))
      .data("Null", null());
}

EventBuilder arrays() {
  return event("Application", "Example", 2)
      .data("Texts", array_of({text("a"), text("b")}))
      .data("Numbers", array_of({u32(1), u32(2)}))
      .data("Guids", array_of({guid("{5770385F-C22A-43E0-BF4C-06F5698FFBD9}")}))
      .data("Sids", array_of({sid("S-1-5-18"), sid("S-1-5-21-1-2-3-500")}))
      .unnamed("loose")
      .binary_data("\x01\x02");
}

// Tokens that no event builder writes, and a fragment inside a fragment.
XmlFragment tokens() {
  XmlElement inner{.name = "Inner",
                   .attributes = {{"a", {Text{"1"}, EntityRef{"amp"}}}},
                   .children = {CData{"<c>"}, CharRef{0x41}, ProcessingInstruction{"p", "d"},
                                Slot{text("x"), true}, Slot{null(), true}}};
  XmlElement id{.name = "EventID", .children = {Slot{u16(3)}}};
  XmlElement system{.name = "System", .children = {id}};
  XmlElement data{.name = "EventData", .children = {Slot{xml({.root = inner})}}};
  return {.root = {.name = "Event", .children = {system, data}}};
}

struct Seed {
  std::string name;
  std::string bytes;
};

std::vector<Seed> logs() {
  EvtxWriter odd;
  odd.add(tokens(), 1, 0);
  odd.add_slack(sysmon_5().fragment(2), 2, 0);
  return {{"sysmon", log_of({sysmon_1(), sysmon_5(), sysmon_1()})},
          {"types", log_of({every_type()})},
          {"plain", log_of({sysmon_5().plain(), sysmon_5().plain()})},
          {"arrays", log_of({arrays()})},
          {"user_data", log_of({wmi_5861()})},
          {"tokens", odd.write()},
          {"not_closed", log_of({sysmon_5()}, {.dirty = true, .chunk_count = 0})}};
}

// Three chunks, each of one template and two records.
std::string small_log() {
  return log_of({event("A", "B", 1).data("C", "d"), event("A", "B", 1).data("C", "e"),
                 event("A", "B", 2).data("C", "f"), event("A", "B", 2).data("C", "g")},
                {.records_per_chunk = 2});
}

bool write_all(const fs::path& folder) {
  std::error_code error;
  const fs::path files = folder / "evtx_file";
  const fs::path chunks = folder / "evtx_chunk";
  fs::create_directories(files, error);
  fs::create_directories(chunks, error);
  bool ok = true;
  for (const Seed& log : logs()) {
    ok &= save(files / log.name, shortened(log.bytes));
    ok &= save(chunks / log.name, shortened(log.bytes.substr(kFileHeaderSize)));
  }
  const EvtxDamage damage(small_log());
  std::size_t n = 0;
  for (const Damaged& d :
       {damage.wipe_chunk_header(0), damage.insert_in_record(0, 0), damage.remove_in_record(0, 0),
        damage.record_size_zero(0, 0), damage.clear_chunk(0), damage.zero_file_header()}) {
    ok &= save(files / ("damaged_" + std::to_string(++n)), shortened(d.bytes));
  }
  return ok;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: make_fuzz_seeds FOLDER\n", stderr);
    return 2;
  }
  return write_all(argv[1]) ? 0 : 1;
}
