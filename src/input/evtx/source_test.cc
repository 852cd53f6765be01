// SPDX-License-Identifier: Apache-2.0
#include "input/evtx/source.h"

#include <gtest/gtest.h>

#include <functional>

#include "tests/evtx_writer.h"
#include "tests/windows_events.h"

namespace wmiscope::evtx {
namespace {

using testkit::EvtxOptions;
using testkit::EvtxWriter;

// Small chunks of two records each.
std::string log_of(std::size_t chunks, EvtxOptions options = {}) {
  options.records_per_chunk = 2;
  EvtxWriter w(options);
  for (std::size_t i = 0; i < 2 * chunks; ++i) w.add(testkit::sysmon_5());
  return w.write();
}

std::size_t at_chunk(std::size_t i) { return kFileHeaderSize + i * kChunkSize; }

// Pieces as "C0 C1 O2 H3", with "*" for the open chunk, and issues as "code(need/have)", notes in
// small brackets.
struct Cut {
  std::string pieces;
  std::string issues;
  std::vector<std::uint64_t> offsets;
};

void add_issue(const ReadIssue& i, std::string& out) {
  if (!out.empty()) out += ' ';
  const bool note = i.severity == Severity::kNote;
  out += note ? "[" : "";
  out += i.code;
  if (i.need || i.have) {
    out += ":" + std::to_string(i.need.value_or(0)) + "/" + std::to_string(i.have.value_or(0));
  }
  out += note ? "]" : "";
}

Cut cut(ByteSource& source) {
  const auto reader = open_evtx(source);
  Cut result;
  Block block;
  for (bool more = true; more;) {
    more = reader->next(block);
    for (const Piece& p : block.pieces) {
      result.pieces += result.pieces.empty() ? "" : " ";
      result.pieces += p.kind == kChunk ? 'C' : p.kind == kOddChunk ? 'O' : 'H';
      result.pieces += std::to_string(p.ordinal);
      if (p.flags & kOpenChunk) result.pieces += '*';
      result.offsets.push_back(block.offset + p.offset);
      EXPECT_LE(p.offset + p.size, block.buffer.size());
    }
    for (const ReadIssue& i : block.issues) add_issue(i, result.issues);
  }
  EXPECT_FALSE(reader->next(block));
  EXPECT_TRUE(block.pieces.empty() && block.issues.empty());
  return result;
}

Cut cut(std::string_view bytes) {
  MemorySource source{ByteView(bytes)};
  return cut(source);
}

struct Case {
  const char* name;
  std::string bytes;
  const char* pieces;
  const char* issues;
};

void expect(const std::vector<Case>& cases) {
  for (const Case& c : cases) {
    const Cut got = cut(c.bytes);
    EXPECT_EQ(got.pieces, c.pieces) << c.name;
    EXPECT_EQ(got.issues, c.issues) << c.name;
  }
}

std::string edited(std::string bytes, const std::function<void(std::string&)>& edit) {
  edit(bytes);
  return bytes;
}

TEST(EvtxReader, CutsSoundLogs) {
  expect({{"no chunk", log_of(1, {.chunk_count = 0}).substr(0, kFileHeaderSize), "", ""},
          {"one", log_of(1), "C0", ""},
          {"more than a block", log_of(9), "C0 C1 C2 C3 C4 C5 C6 C7 C8", ""},
          {"free slots behind", log_of(2) + std::string(3 * kChunkSize, '\0'), "C0 C1", ""},
          {"part of a free slot", log_of(2) + std::string(300, '\0'), "C0 C1", ""}});
  EXPECT_EQ(cut(log_of(2)).offsets, (std::vector<std::uint64_t>{at_chunk(0), at_chunk(1)}));
}

TEST(EvtxReader, KnowsTheStatesOfTheFileHeader) {
  const std::string log = log_of(3);
  expect({
      {"counts too few", log_of(3, {.chunk_count = 1}), "C0 C1 C2", "[chunks-beyond-count:3/1]"},
      {"counts too many", log_of(3, {.chunk_count = 5}), "C0 C1 C2", "chunks-missing:5/3"},
      {"counts free slots", log_of(3, {.chunk_count = 5}) + std::string(4 * kChunkSize, '\0'),
       "C0 C1 C2", "chunk-lost:2/0"},
      {"not closed", log_of(3, {.dirty = true}), "C0 C1 C2*", "[log-not-closed]"},
      {"not closed, counts none", log_of(3, {.dirty = true, .chunk_count = 0}), "C0 C1 C2*",
       "[log-not-closed] [chunks-beyond-count:3/0]"},
      {"bad checksum", edited(log, [](auto& b) { b[124] ^= 1; }), "C0 C1 C2",
       "file-header-checksum"},
      {"bad checksum, no word of its count is believed", edited(log, [](auto& b) { b[42] = 9; }),
       "C0 C1 C2", "file-header-checksum"},
      {"zeroed", std::string(kFileHeaderSize, '\0') + log.substr(kFileHeaderSize), "C0 C1 C2",
       "file-header-lost"},
      {"missing", log.substr(kFileHeaderSize), "C0 C1 C2", "file-header-lost"},
      {"cut in the first chunk", log.substr(at_chunk(0) + 700), "H0 C1 C2", "file-header-lost"},
      {"zeroed, first magic too",
       edited(log, [](auto& b) { b.replace(0, kFileHeaderSize + 8, kFileHeaderSize + 8, '\0'); }),
       "H0 C1 C2", "file-header-lost"},
      {"only a part of it", log.substr(0, 100), "", "file-header-lost"},
      {"nothing", "", "", "file-header-lost"},
  });
}

TEST(EvtxReader, SaysWhatIsLost) {
  const std::string log = log_of(4);
  const auto wipe = [&](std::size_t chunk, char with) {
    return edited(log, [&](auto& b) { b.replace(at_chunk(chunk), kChunkSize, kChunkSize, with); });
  };
  const std::string noise(kChunkSize, 'n');
  expect({
      {"first chunk cleared", wipe(0, '\0'), "C1 C2 C3", "chunk-lost:1/0"},
      {"a chunk full of noise", wipe(2, 'n'), "C0 C1 C3", "chunk-lost:1/0"},
      {"last chunk cleared", wipe(3, '\0'), "C0 C1 C2", "chunk-lost:1/0"},
      {"noise behind the count", log + noise, "C0 C1 C2 C3", ""},
      {"noise before a chunk behind the count", log + noise + log.substr(at_chunk(0)),
       "C0 C1 C2 C3 C5 C6 C7 C8", "chunk-lost:1/0 [chunks-beyond-count:9/4] [chunk-order]"},
      {"magic of a chunk", edited(log, [](auto& b) { b[at_chunk(1)] = 'x'; }), "C0 H1 C2 C3", ""},
      {"bytes between chunks", edited(log, [](auto& b) { b.insert(at_chunk(2), 1000, 'n'); }),
       "C0 C1 C2 C3", "stray-bytes:0/1000"},
      {"bytes before the first chunk",
       edited(log, [](auto& b) { b.insert(at_chunk(0), 77, '\0'); }), "C0 C1 C2 C3",
       "stray-bytes:0/77"},
      {"bytes taken out of a chunk", edited(log, [](auto& b) { b.erase(at_chunk(1) + 900, 10); }),
       "C0 O1 C2 C3", ""},
      {"bytes put into a chunk", edited(log, [](auto& b) { b.insert(at_chunk(1) + 900, 10, 'n'); }),
       "C0 O1 C2 C3", ""},
      {"cut in a chunk", log.substr(0, at_chunk(2) + 30'000), "C0 C1 O2", "chunks-missing:4/3"},
      {"cut in a chunk's header", log.substr(0, at_chunk(2) + 500), "C0 C1", "chunks-missing:4/2"},
      {"magics without a chunk",
       edited(log, [](auto& b) { b.insert(at_chunk(2), std::string("ElfChnk\0ElfChnk", 15)); }),
       "C0 C1 C2 C3", "stray-bytes:0/15"},
      {"cut in a chunk's magic", log.substr(0, at_chunk(2) + 3), "C0 C1", "chunks-missing:4/2"},
  });
}

// The magic of a chunk may lie across the end of a slot that is searched.
TEST(EvtxReader, FindsAChunkWhereverItBegins) {
  const std::string log = log_of(3);
  for (const std::size_t more : {1U, 7U, 8U, 9U, 24U, 511U, 4096U}) {
    std::string shifted = log;
    shifted.replace(at_chunk(1), kChunkSize, kChunkSize + more, 'n');
    EXPECT_EQ(cut(shifted).pieces, "C0 C2") << more;
    std::string shorter = log;
    shorter.replace(at_chunk(1), kChunkSize, kChunkSize - more, 'n');
    const Cut got = cut(shorter);
    EXPECT_EQ(got.offsets.back(), at_chunk(2) - more);
    EXPECT_NE(got.issues, "") << more;
  }
}

TEST(EvtxReader, NotesChunksOutOfOrder) {
  const auto chunks = [](std::initializer_list<std::size_t> order) {
    const std::string log = log_of(4);
    std::string bytes = log.substr(0, kFileHeaderSize);
    for (const std::size_t i : order) bytes += log.substr(at_chunk(i), kChunkSize);
    return bytes;
  };
  expect({{"swapped", chunks({0, 2, 1, 3}), "C0 C1 C2 C3", "[chunk-order]"},
          {"turned around", chunks({3, 2, 1, 0}), "C0 C1 C2 C3", "[chunk-order]"},
          // A full log begins again at its oldest chunk.
          {"wrapped", chunks({2, 3, 0, 1}), "C0 C1 C2 C3", ""}});
}

// The open chunk's checksums may be behind its records; those of another chunk are damage.
TEST(EvtxReader, JudgesTheOpenChunk) {
  const std::string log = log_of(4, {.dirty = true});
  const auto harm = [&](std::size_t chunk, std::string from) {
    from[at_chunk(chunk) + 600] ^= 1;
    return from;
  };
  const auto swapped = [&](std::size_t a) {
    std::string bytes = log;
    bytes.replace(at_chunk(a), 2 * kChunkSize,
                  log.substr(at_chunk(a + 1), kChunkSize) + log.substr(at_chunk(a), kChunkSize));
    return bytes;
  };
  expect({{"last", harm(3, log), "C0 C1 C2 C3*", "[log-not-closed] [chunk-data-checksum]"},
          {"wrapped",
           harm(1, log.substr(0, at_chunk(0)) + log.substr(at_chunk(2)) +
                       log.substr(at_chunk(0), 2 * kChunkSize)),
           "C0 C1* C2 C3", "[log-not-closed] [chunk-data-checksum]"},
          {"a peak that is none", harm(1, swapped(1)), "C0 C1* C2 C3*",
           "[log-not-closed] chunk-data-checksum [chunk-order]"}});
}

TEST(EvtxReader, TakesAReadErrorForTheEnd) {
  class Failing : public MemorySource {
   public:
    using MemorySource::MemorySource;
    int error() const override { return 5; }
  };
  const std::string log = log_of(2);
  Failing source{ByteView(log)};
  const Cut got = cut(source);
  EXPECT_EQ(got.pieces, "C0 C1");
  EXPECT_EQ(got.issues, "read-error:0/5");
}

TEST(EvtxReader, CutsEveryPrefix) {
  const std::string log = log_of(2);
  for (std::size_t size = 0; size < log.size(); size += size < 6'000 ? 97 : 3'001) {
    const Cut got = cut(log.substr(0, size));
    // A piece of another size is an issue when it is walked.
    EXPECT_TRUE(!got.issues.empty() || got.pieces.find('O') != std::string::npos) << size;
    EXPECT_EQ(got.offsets.size(), size < at_chunk(0) + 540   ? 0U
                                  : size < at_chunk(1) + 540 ? 1U
                                                             : 2U)
        << size;
  }
}

TEST(EvtxReader, ProbesByContent) {
  const std::string log = log_of(1);
  const struct {
    std::string bytes;
    int sure;
  } kCases[] = {{log, 100},
                {log.substr(kFileHeaderSize), 100},
                {std::string(kFileHeaderSize, '\0') + log.substr(kFileHeaderSize), 90},
                {"ElfFile", 0},
                {"", 0},
                {"{\"EventID\":1}", 0}};
  for (const auto& c : kCases) EXPECT_EQ(probe_evtx(ByteView(c.bytes)), c.sure);
}

}  // namespace
}  // namespace wmiscope::evtx
