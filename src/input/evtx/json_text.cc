// SPDX-License-Identifier: Apache-2.0
#include "input/evtx/json_text.h"

#include "input/evtx/json_text_levels.h"

namespace wmiscope::evtx {
namespace text_levels {
namespace {

char* write_digits(ByteView bytes, const char* digits, char* out) {
  for (const char c : bytes.chars()) {
    const auto byte = static_cast<unsigned char>(c);
    *out++ = digits[byte >> 4];
    *out++ = digits[byte & 0xF];
  }
  return out;
}

}  // namespace

char* json_plain(ByteView text, ByteView /*around*/, char* out) {
  const std::size_t end = text.size() & ~std::size_t{1};
  for (std::size_t at = 0; at < end;) out = write_json_unit(text, at, out);
  return out;
}

char* hex_plain(ByteView bytes, char* out) { return write_digits(bytes, "0123456789ABCDEF", out); }

void guid_plain(ByteView guid, char* out) {
  std::array<std::uint8_t, 16> ordered{};
  for (std::size_t i = 0; i < 16; ++i) ordered[i] = guid.load<std::uint8_t>(kGuidOrder[i]);
  write_digits({ordered.data(), ordered.size()}, "0123456789abcdef", out);
}

}  // namespace text_levels

TextLevel best_text_level() {
  if (__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("avx512vbmi") && __builtin_cpu_supports("avx512vbmi2") &&
      __builtin_cpu_supports("bmi2")) {
    return TextLevel::kAvx512;
  }
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi")) return TextLevel::kAvx2;
  if (__builtin_cpu_supports("ssse3")) return TextLevel::kSsse3;
  return TextLevel::kPlain;
}

const TextKernels& text_kernels(TextLevel level) {
  using namespace text_levels;
  static constexpr TextKernels kKernels[] = {
      {json_plain, hex_plain, guid_plain},
      {json_ssse3, hex_ssse3, guid_ssse3},
      {json_avx2, hex_ssse3, guid_ssse3},
      {json_avx512, hex_ssse3, guid_ssse3},
  };
  return kKernels[static_cast<std::size_t>(level)];
}

}  // namespace wmiscope::evtx
