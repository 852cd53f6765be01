// SPDX-License-Identifier: Apache-2.0
//
// A text as command line, script, query, MOF, registry value and operation of an act of WMI use.
// Beyond "no crash": what is decoded is UTF-8 without control characters, calls and instances keep to
// their number, and whatever a text gives is the same the second time.

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/utf16.h"
#include "context/test_text_doors.h"

namespace {

using namespace wmiscope;

void require(bool condition) {
  if (!condition) std::abort();
}

const ToolFingerprints& tools() {
  static const auto loaded = ToolFingerprints::load();
  require(loaded.has_value());
  return *loaded;
}

void check_decoded(std::string_view input) {
  std::size_t size = 0;
  for (const DecodedText& each : decode_text(input)) {
    require(each.depth < kMaxDecodeDepth && !each.text.empty());
    size += each.text.size();
    for (std::string_view rest = each.text; !rest.empty();) {
      const std::size_t length = utf8_sequence(rest);
      require(length > 0 && (length > 1 || rest.front() == '\t' || rest.front() == '\n' ||
                             rest.front() == '\r' || rest.front() >= ' '));
      rest.remove_prefix(length);
    }
  }
  require(size <= kMaxDecodedSize);
}

void check_counts(std::string_view input) {
  require(find_wmi_calls(input).size() <= kMaxWmiCalls);
  require(find_wmic_calls(input).size() <= kMaxWmicCalls);
  require(parse_mof(input).size() <= kMaxMofInstances);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  parse_with_all(input, tools());
  check_decoded(input);
  check_counts(input);
  const auto once = payloads_of(input), again = payloads_of(input);
  require(std::ranges::equal(once, again, {}, &Payload::command_line, &Payload::command_line));
  return 0;
}
