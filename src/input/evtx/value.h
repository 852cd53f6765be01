// SPDX-License-Identifier: Apache-2.0
//
// Substitution values: the typed bytes that a record holds for its template ([MS-EVEN6] 2.2.18).
//
//   ValueTable values;
//   if (!values.read(chunk, instance, end)) …            // descriptors and bounds
//   Value v = to_value(values[i].type, values.bytes(i))  // as the event room knows it
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/bytes.h"
#include "base/limits.h"
#include "event/value.h"
#include "input/evtx/normal_form.h"

namespace wmiscope::evtx {

enum class WireType : std::uint8_t {
  kNull = 0x00,
  kString = 0x01,
  kAnsiString = 0x02,
  kInt8 = 0x03,
  kUint8 = 0x04,
  kInt16 = 0x05,
  kUint16 = 0x06,
  kInt32 = 0x07,
  kUint32 = 0x08,
  kInt64 = 0x09,
  kUint64 = 0x0a,
  kReal32 = 0x0b,
  kReal64 = 0x0c,
  kBool = 0x0d,
  kBinary = 0x0e,
  kGuid = 0x0f,
  kSizeT = 0x10,
  kFiletime = 0x11,
  kSystemtime = 0x12,
  kSid = 0x13,
  kHexInt32 = 0x14,
  kHexInt64 = 0x15,
  kBinXml = 0x21,
  kStringArray = 0x81,
};
inline constexpr std::uint8_t kArrayFlag = 0x80;

inline constexpr std::size_t kSizeMaskBits =
    32;  // in a mask of sizes; the last stands for all above

// For each type the sizes that its values may have, as a mask.
inline constexpr std::array<std::uint32_t, 256> kSizeMasks = [] {
  std::array<std::uint32_t, 256> masks{};
  masks.fill(~0U);
  masks[0x03] = masks[0x04] = 1U << 1;
  masks[0x05] = masks[0x06] = 1U << 2;
  masks[0x07] = masks[0x08] = masks[0x0b] = 1U << 4;
  masks[0x09] = masks[0x0a] = masks[0x0c] = masks[0x11] = 1U << 8;
  masks[0x0d] = 1U << 1 | 1U << 4;
  masks[0x0f] = masks[0x12] = 1U << 16;
  masks[0x10] = masks[0x14] = masks[0x15] = 1U << 4 | 1U << 8;
  return masks;
}();

inline bool size_fits(std::uint8_t type, std::size_t size) {
  return (kSizeMasks[type] >> std::min(size, kSizeMaskBits - 1) & 1) != 0;
}

// Where a template instance has its values: `count` descriptors of four bytes (u16 size, u8 type,
// u8), then the values one after another.
struct InstanceLayout {
  std::uint32_t template_id = 0;
  std::uint32_t definition = 0;  // offset of the definition in the chunk
  std::uint32_t descriptors = 0;
  std::uint32_t values = 0;
  std::uint32_t count = 0;
};

inline constexpr std::uint8_t kFragmentHeader = 0x0f;
inline constexpr std::size_t kFragmentHeaderSize = 4;
inline constexpr std::uint8_t kTemplateInstance = 0x0c;
inline constexpr std::size_t kInstanceHeader =
    10;  // token, version, template id, definition offset

// Moves `at` behind the fragment header, if there is one; whether a template instance follows.
inline bool at_instance(ByteView chunk, std::size_t& at, std::size_t end) {
  if (end - at >= kFragmentHeaderSize && chunk.load<std::uint8_t>(at) == kFragmentHeader) {
    at += kFragmentHeaderSize;
  }
  return at < end && chunk.load<std::uint8_t>(at) == kTemplateInstance;
}

// The parts of the instance whose token 0x0c lies at `at`, if its definition lies elsewhere and
// everything up to the first value is within `end`. False says no more than that it is not so plain.
inline bool locate_plain_instance(ByteView chunk, std::size_t at, std::size_t end,
                                  InstanceLayout& layout) {
  const std::size_t values = at + kInstanceHeader + 4;
  if (end > chunk.size() || values > end) return false;
  layout.template_id = chunk.load<std::uint32_t>(at + 2);
  layout.definition = chunk.load<std::uint32_t>(at + 6);
  layout.count = chunk.load<std::uint32_t>(at + kInstanceHeader);
  layout.descriptors = static_cast<std::uint32_t>(values);
  layout.values = static_cast<std::uint32_t>(values + std::size_t{4} * layout.count);
  return layout.definition != at + kInstanceHeader && layout.count <= limits::kMaxSubstitutions &&
         layout.values <= end;
}

// Finds the parts of any instance; everything up to the first value is within `end`. False, with the
// reason in `error`, where it is not.
bool locate_instance(ByteView chunk, std::size_t at, std::size_t end, InstanceLayout& layout,
                     BinXmlError& error);

// Behind the offset it is the descriptor itself.
struct WireValue {
  std::uint32_t offset = 0;  // in the chunk
  std::uint16_t size = 0;
  std::uint8_t type = 0;
  std::uint8_t unused = 0;
};
static_assert(sizeof(WireValue) == 8);

class ValueTable {
 public:
  // Reads all descriptors; false where the values do not fit before `end`.
  bool read(ByteView chunk, const InstanceLayout& layout, std::size_t end);

  std::size_t size() const { return count_; }
  // Where the last value ends, in the chunk.
  std::size_t end() const { return end_; }
  const WireValue& operator[](std::size_t i) const { return values_[i]; }
  ByteView bytes(std::size_t i) const { return chunk_.sub(values_[i].offset, values_[i].size); }

 private:
  ByteView chunk_;
  std::vector<WireValue> values_;  // never shrinks
  std::size_t count_ = 0;
  std::size_t end_ = 0;
};

// The value of wire type `type`; nothing where its size is wrong for the type. NULL and fragments
// are absent values. Arrays other than of strings are no values of their own: they come as bytes.
std::optional<Value> to_value(std::uint8_t type, ByteView bytes);

}  // namespace wmiscope::evtx
