// SPDX-License-Identifier: Apache-2.0
//
// Any bytes as one chunk whose framing is mended, so that what lies deep is reached: binary XML,
// templates, values. Magic, free-space offset, sizes of records at their ends and both checksums
// are put right.

#include <algorithm>
#include <cstring>
#include <vector>

#include "base/crc32.h"
#include "fuzz/evtx_run.h"

namespace {

using namespace wmiscope;
using namespace wmiscope::evtx;

class Chunk {
 public:
  Chunk(const std::uint8_t* data, std::size_t size) : bytes_(kChunkSize) {
    std::memcpy(bytes_.data(), data, std::min(size, kChunkSize));
    std::memcpy(bytes_.data(), kChunkMagic.data(), kChunkMagic.size());
    const std::size_t end = mend_records();
    put(48, static_cast<std::uint32_t>(end));
    put(52, crc32(view().sub(kChunkHeaderSize, end - kChunkHeaderSize)));
    put(124, crc32(view().sub(128, kChunkHeaderSize - 128), crc32(view().first(120))));
  }

  ByteView view() const { return {bytes_.data(), bytes_.size()}; }

 private:
  void put(std::size_t at, std::uint32_t value) {
    std::memcpy(bytes_.data() + at, &value, sizeof value);
  }

  // Magic and the copy of the size of every record, one behind the other; where they end.
  std::size_t mend_records() {
    std::size_t at = kChunkHeaderSize;
    while (at + kMinRecordSize <= kChunkSize) {
      const auto size = view().load<std::uint32_t>(at + 4);
      if (size < kMinRecordSize || size > kChunkSize - at) break;
      put(at, kRecordMagic);
      put(at + size - 4, size);
      at += size;
    }
    return at;
  }

  std::vector<std::uint8_t> bytes_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Chunk chunk(data, size);
  fuzz::run(chunk.view(), InputOptions{.verify_checksums = true, .recovered = true});
  fuzz::compare_ways(chunk.view(), InputOptions{.recovered = true});
  return 0;
}
