// SPDX-License-Identifier: Apache-2.0
#include "input/evtx/value.h"

#include <emmintrin.h>

namespace wmiscope::evtx {
namespace {

constexpr std::size_t kDefinitionHeader = 24;  // next, GUID, size of the body

template <typename T>
std::optional<Value> number(ValueType type, ByteView bytes) {
  if (bytes.size() != sizeof(T)) return std::nullopt;
  // Signed types are widened with their sign.
  return Value::number(type,
                       static_cast<std::uint64_t>(static_cast<std::int64_t>(bytes.load<T>(0))));
}

// SizeT and the hex types are 4 or 8 bytes whatever is declared.
std::optional<Value> hex(ByteView bytes) {
  if (bytes.size() == 8) return number<std::uint64_t>(ValueType::kHex, bytes);
  return number<std::uint32_t>(ValueType::kHex, bytes);
}

std::optional<Value> sized(ValueType type, ByteView bytes, std::size_t size) {
  if (bytes.size() != size) return std::nullopt;
  return Value::bytes(type, bytes);
}

std::optional<Value> boolean(ByteView bytes) {
  if (bytes.size() == 4) return Value::number(ValueType::kBool, bytes.load<std::uint32_t>(0) != 0);
  if (bytes.size() == 1) return Value::number(ValueType::kBool, bytes.load<std::uint8_t>(0) != 0);
  return std::nullopt;
}

std::optional<Value> number_value(WireType type, ByteView bytes) {
  switch (type) {
    case WireType::kInt8:
      return number<std::int8_t>(ValueType::kInt, bytes);
    case WireType::kUint8:
      return number<std::uint8_t>(ValueType::kUint, bytes);
    case WireType::kInt16:
      return number<std::int16_t>(ValueType::kInt, bytes);
    case WireType::kUint16:
      return number<std::uint16_t>(ValueType::kUint, bytes);
    case WireType::kInt32:
      return number<std::int32_t>(ValueType::kInt, bytes);
    case WireType::kUint32:
      return number<std::uint32_t>(ValueType::kUint, bytes);
    case WireType::kInt64:
      return number<std::int64_t>(ValueType::kInt, bytes);
    case WireType::kUint64:
      return number<std::uint64_t>(ValueType::kUint, bytes);
    case WireType::kReal32:
      return number<std::uint32_t>(ValueType::kFloat, bytes);
    case WireType::kReal64:
      return number<std::uint64_t>(ValueType::kDouble, bytes);
    case WireType::kFiletime:
      return number<std::uint64_t>(ValueType::kFiletime, bytes);
    default:
      return Value::bytes(ValueType::kBinary, bytes);
  }
}

}  // namespace

bool locate_instance(ByteView chunk, std::size_t at, std::size_t end, InstanceLayout& layout,
                     BinXmlError& error) {
  if (locate_plain_instance(chunk, at, end, layout)) return true;
  const auto fail = [&](const char* what, std::size_t offset, std::size_t need, std::size_t have) {
    error = {"binxml", what, offset, need, have};
    return false;
  };
  if (end > chunk.size() || at > end || end - at < kInstanceHeader + 4) {
    return fail("a template instance", at, kInstanceHeader + 4, end > at ? end - at : 0);
  }
  layout.template_id = chunk.load<std::uint32_t>(at + 2);
  layout.definition = chunk.load<std::uint32_t>(at + 6);
  std::size_t next = at + kInstanceHeader;
  if (layout.definition == next) {
    if (end - next < kDefinitionHeader) {
      return fail("a template definition", next, kDefinitionHeader, end - next);
    }
    const std::size_t size = chunk.load<std::uint32_t>(next + 20);
    if (size > end - next - kDefinitionHeader) {
      return fail("a template definition", next, size, end - next - kDefinitionHeader);
    }
    next += kDefinitionHeader + size;
  }
  if (end - next < 4) return fail("the count of values", next, 4, end - next);
  layout.count = chunk.load<std::uint32_t>(next);
  next += 4;
  if (layout.count > limits::kMaxSubstitutions || layout.count > (end - next) / 4) {
    return fail("the descriptors of values", next, std::size_t{4} * layout.count, end - next);
  }
  layout.descriptors = static_cast<std::uint32_t>(next);
  layout.values = static_cast<std::uint32_t>(next + std::size_t{4} * layout.count);
  return true;
}

// Four descriptors at a time: the offsets are sums of the sizes before them, and each lies in front
// of its descriptor.
bool ValueTable::read(ByteView chunk, const InstanceLayout& layout, std::size_t end) {
  chunk_ = chunk;
  count_ = layout.count;
  if (values_.size() < count_) values_.resize(count_);
  const std::uint8_t* descriptors = chunk.sub(layout.descriptors, 4 * count_).data();
  const __m128i size_bits = _mm_set1_epi32(0xFFFF);
  __m128i offset = _mm_set1_epi32(static_cast<int>(layout.values));
  std::size_t i = 0;
  for (; i + 4 <= count_; i += 4) {
    const __m128i d = _mm_loadu_si128(reinterpret_cast<const __m128i*>(descriptors + 4 * i));
    const __m128i sizes = _mm_and_si128(d, size_bits);
    __m128i sums = _mm_add_epi32(sizes, _mm_slli_si128(sizes, 4));
    sums = _mm_add_epi32(sums, _mm_slli_si128(sums, 8));
    const __m128i begins = _mm_add_epi32(_mm_sub_epi32(sums, sizes), offset);
    auto* out = reinterpret_cast<__m128i*>(values_.data() + i);
    _mm_storeu_si128(out, _mm_unpacklo_epi32(begins, d));
    _mm_storeu_si128(out + 1, _mm_unpackhi_epi32(begins, d));
    offset = _mm_add_epi32(offset, _mm_shuffle_epi32(sums, 0xFF));
  }
  auto next = static_cast<std::uint32_t>(_mm_cvtsi128_si32(offset));
  for (; i < count_; ++i) {
    const auto d = chunk.load<std::uint32_t>(layout.descriptors + 4 * i);
    values_[i] = {next, static_cast<std::uint16_t>(d), static_cast<std::uint8_t>(d >> 16), 0};
    next += values_[i].size;
  }
  end_ = next;
  return next <= end;
}

std::optional<Value> to_value(std::uint8_t type, ByteView bytes) {
  switch (static_cast<WireType>(type)) {
    case WireType::kNull:
    case WireType::kBinXml:
      return Value();
    case WireType::kString:
      return Value::utf16(bytes);
    case WireType::kAnsiString:
      return Value::utf8(bytes.chars());
    case WireType::kStringArray:
      return Value::bytes(bytes.empty() ? ValueType::kAbsent : ValueType::kUtf16List, bytes);
    case WireType::kBool:
      return boolean(bytes);
    case WireType::kGuid:
      return sized(ValueType::kGuid, bytes, 16);
    case WireType::kSystemtime:
      return sized(ValueType::kSystemtime, bytes, 16);
    case WireType::kSid:
      return bytes.empty() ? Value() : Value::bytes(ValueType::kSid, bytes);
    case WireType::kBinary:
      return bytes.empty() ? Value() : Value::bytes(ValueType::kBinary, bytes);
    case WireType::kSizeT:
    case WireType::kHexInt32:
    case WireType::kHexInt64:
      return hex(bytes);
    default:
      return number_value(static_cast<WireType>(type), bytes);
  }
}

}  // namespace wmiscope::evtx
