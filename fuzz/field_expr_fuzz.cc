// SPDX-License-Identifier: Apache-2.0
//
// Field expressions. Beyond "no crash": the text that to_string makes of an expression parses again
// and gives the same text, and a bound expression can be evaluated over any values, here the input
// itself as UTF-8, as UTF-16 and absent.

#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "event/demand.h"
#include "event/event.h"
#include "event/field_expr.h"

namespace {

using namespace wmiscope;

void require(bool condition) {
  if (!condition) std::abort();
}

void check_round_trip(const FieldExpr& expr, FieldNames& names) {
  const std::string text = to_string(expr, names);
  const auto again = parse_field_expr(text, names);
  require(again.has_value());
  require(to_string(*again, names) == text);
}

void check_evaluation(FieldExpr& expr, std::string_view input) {
  Want want;
  want.channel = "Security";
  want.event_id = 4688;
  collect_fields(expr, want.fields);
  const Demand demand = Demand::build({want});
  require(demand.size() == 1);
  bind(expr, demand[0]);

  Arena arena;
  for (const Value& value : {Value{}, Value::utf8(input), Value::utf16(ByteView(input)),
                             Value::number(ValueType::kHex, input.size())}) {
    const std::vector<Value> fields(demand[0].fields.size(), value);
    Event event;
    event.fields = fields;
    event.system.fill(value);
    std::string text;
    append_value(evaluate(expr, event, arena), text);
    require(text == value_text(evaluate(expr, event, arena), arena));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  FieldNames names;
  auto expr = parse_field_expr(input, names);
  if (!expr) {
    require(!expr.error().message.empty() && expr.error().column <= size);
    return 0;
  }
  check_round_trip(*expr, names);
  check_evaluation(*expr, input);
  return 0;
}
