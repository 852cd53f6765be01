// SPDX-License-Identifier: Apache-2.0
#include "input/archive/gzip_reader.h"

#include <isa-l/igzip_lib.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>

#include "base/vector_state.h"

namespace wmiscope::archive {

struct GzipReader::State {
  inflate_state inflate;
  std::array<std::uint8_t, 128 * 1024> input;
};

GzipReader::GzipReader(ByteSource& packed)
    : packed_(packed), state_(std::make_unique_for_overwrite<State>()) {
  isal_inflate_init(&state_->inflate);
  state_->inflate.crc_flag = ISAL_GZIP;
  state_->inflate.next_in = state_->input.data();
}

GzipReader::~GzipReader() = default;

bool GzipReader::next(Member& member) {
  member = {};
  return !std::exchange(begun_, true);
}

std::size_t GzipReader::read(std::uint8_t* to, std::size_t count) {
  inflate_state& inflate = state_->inflate;
  std::size_t done = 0;
  while (done < count && !ended_) {
    const std::size_t room =
        std::min<std::size_t>(count - done, std::numeric_limits<std::uint32_t>::max());
    inflate.next_out = to + done;
    inflate.avail_out = static_cast<std::uint32_t>(room);
    const char* const problem = step();
    const std::size_t n = room - inflate.avail_out;
    done += n;
    unpacked_ += n;
    if (problem) damaged(problem);
  }
  return done;
}

std::uint64_t GzipReader::packed_bytes() const { return taken_ - state_->inflate.avail_in; }

// Whether there are `least` bytes of input, after reading more if need be.
bool GzipReader::fill(std::size_t least) {
  inflate_state& inflate = state_->inflate;
  if (inflate.avail_in < least && !at_end_) {
    std::uint8_t* const input = state_->input.data();
    std::memmove(input, inflate.next_in, inflate.avail_in);
    const std::size_t room = state_->input.size() - inflate.avail_in;
    const std::size_t n = packed_.read(input + inflate.avail_in, room);
    at_end_ = n < room;
    taken_ += n;
    inflate.next_in = input;
    inflate.avail_in += static_cast<std::uint32_t>(n);
  }
  return inflate.avail_in >= least;
}

// Unpacks what input and room allow; what is wrong, or null.
const char* GzipReader::step() {
  inflate_state& inflate = state_->inflate;
  const bool more = fill(1);
  const std::uint32_t in = inflate.avail_in;
  const std::uint32_t out = inflate.avail_out;
  const int result = isal_inflate(&inflate);
  clean_upper_halves();
  if (result == ISAL_INCORRECT_CHECKSUM) return "gzip data whose checksum does not hold";
  if (result < 0 || result == ISAL_NEED_DICT) return "damaged gzip data";
  if (inflate.block_state == ISAL_BLOCK_FINISH) {
    end_of_stream();
    return nullptr;
  }
  const bool idle = in == inflate.avail_in && out == inflate.avail_out;
  if (!idle) return nullptr;
  return more ? "damaged gzip data" : "gzip data that end early";
}

void GzipReader::end_of_stream() {
  inflate_state& inflate = state_->inflate;
  if (fill(2) && inflate.next_in[0] == 0x1F && inflate.next_in[1] == 0x8B) {
    isal_inflate_reset(&inflate);
    inflate.crc_flag = ISAL_GZIP;
    return;
  }
  ended_ = true;
  if (inflate.avail_in == 0) return;
  add_issue(issues_, "trailing-bytes", "bytes behind the gzip data", packed_bytes()).severity =
      Severity::kNote;
}

void GzipReader::damaged(const char* what) {
  ended_ = true;
  add_issue(issues_, "archive-damaged", what, unpacked_);
}

}  // namespace wmiscope::archive
