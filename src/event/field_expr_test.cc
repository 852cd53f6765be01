// SPDX-License-Identifier: Apache-2.0
#include "event/field_expr.h"

#include <gtest/gtest.h>

#include "base/limits.h"
#include "base/utf16.h"

namespace wmiscope {
namespace {

using namespace std::string_view_literals;

// An event with the fields a, b and c, and Computer "HOST".
class FieldExprTest : public testing::Test {
 protected:
  FieldExpr parse(std::string_view text) {
    auto expr = parse_field_expr(text, names_);
    EXPECT_TRUE(expr.has_value()) << text << ": " << (expr ? "" : expr.error().message);
    return expr ? std::move(*expr) : FieldExpr{};
  }

  Value value(std::string_view text, std::vector<Value> fields) {
    FieldExpr expr = parse(text);
    DemandEntry entry;
    for (const char* name : {"a", "b", "c"}) entry.fields.push_back(names_.intern(name));
    bind(expr, entry);
    fields.resize(3);
    Event event;
    event.fields = arena_.make<Value>(3);
    std::ranges::copy(fields, const_cast<Value*>(event.fields.data()));
    event.system[static_cast<std::size_t>(SystemField::kComputer)] = Value::utf8("HOST");
    exprs_.push_back(std::make_unique<FieldExpr>(std::move(expr)));
    return evaluate(*exprs_.back(), event, arena_);
  }

  // "<absent>" for an absent value.
  std::string shown(const Value& v) {
    if (v.absent()) return "<absent>";
    std::string out;
    append_value(v, out);
    return out;
  }

  Value wide(std::string_view text) {
    const std::string utf16 = utf8_to_utf16(text);
    return Value::utf16(ByteView(arena_.copy(utf16)));
  }

  FieldNames names_;
  Arena arena_;
  std::vector<std::unique_ptr<FieldExpr>> exprs_;
};

struct TextCase {
  const char* expr;
  const char* a;
  const char* b;
  const char* expected;
};

const TextCase kTexts[] = {
    {"a", "x", "", "x"},
    {"a", "", "", "<absent>"},
    {"Computer", "", "", "HOST"},
    {"'it''s'", "", "", "it's"},
    {"''", "", "", "<absent>"},
    {"first(a, b)", "x", "y", "x"},
    {"first(a, b)", "", "y", "y"},
    {"first(a, b)", "", "", "<absent>"},
    {" first ( a , 'unknown' ) ", "", "", "unknown"},
    {"basename(a)", "C:\\Windows\\wmic.exe", "", "wmic.exe"},
    {"basename(a)", "wmic.exe", "", "wmic.exe"},
    {"basename(a)", "\\x", "", "x"},
    {"basename(a)", "C:\\Windows\\", "", "<absent>"},
    {"basename(a)", "C:/Windows/wmic.exe", "", "C:/Windows/wmic.exe"},
    {"basename(a)", "D\xC3\xB6m\\\xC3\xBCser", "", "\xC3\xBCser"},
    {"basename(a)", "", "", "<absent>"},
    {"first_word(a)", "wmic process list", "", "wmic"},
    {"first_word(a)", "wmic\tprocess", "", "wmic"},
    {"first_word(a)", "wmic", "", "wmic"},
    {"first_word(a)", " wmic", "", "<absent>"},
    {"not_dash(a)", "-", "", "<absent>"},
    {"not_dash(a)", "--", "", "--"},
    {"not_dash(a)", "x", "", "x"},
    {"decimal(a)", "0x1f4", "", "500"},
    {"decimal(a)", "0X1F4", "", "500"},
    {"decimal(a)", "0500", "", "0500"},
    {"decimal(a)", "0xyz", "", "0xyz"},
    {"decimal(a)", "x", "", "x"},
    {"decimal(a)", "", "", "<absent>"},
    {"concat(a, '\\', b)", "D", "u", "D\\u"},
    {"concat(a, '\\', b)", "", "u", "\\u"},
    {"concat(a, '\\', b)", "", "", "<absent>"},
    {"concat('x', 'y')", "", "", "xy"},
    {"concat(first(a, 'n'), '.')", "", "", "n."},
    {"extract(a, 'Consumer =\\s+([^;|^$]+)')", "x; Consumer = me ; y", "", "me "},
    {"extract(a, 'consumer')", "Consumer", "", "<absent>"},
    {"extract(a, 'x')", "", "", "<absent>"},
    {"extract(a, '(y*)x')", "x", "", "<absent>"},
    {"lookup(a, 's-1-16-12288', 'High', 'S-1-16-16384', 'System')", "S-1-16-12288", "", "High"},
    {"lookup(a, 's-1-16-12288', 'High', 'S-1-16-16384', 'System')", "s-1-16-16384", "", "System"},
    {"lookup(a, 'k', 'v')", "other", "", "<absent>"},
    {"lookup(a, 'k', 'v')", "", "", "<absent>"},
    {"braced(a)", "5770385f-c22a-43e0-bf4c-06f5698ffbd9", "",
     "{5770385F-C22A-43E0-BF4C-06F5698FFBD9}"},
    {"braced(a)", "{5770385f-c22a-43e0-bf4c-06f5698ffbd9}", "",
     "{5770385F-C22A-43E0-BF4C-06F5698FFBD9}"},
    {"braced(a)", "no guid", "", "no guid"},
    {"when(a, b)", "x", "y", "y"},
    {"when(a, b)", "", "y", "<absent>"},
    {"when(a, b)", "x", "", "<absent>"},
    {"first(when(not_dash(a), 'target'), 'subject')", "-", "", "subject"},
    {"first(not_dash(a), basename(b))", "-", "D\\u", "u"},
};

TEST_F(FieldExprTest, EvaluatesInBothEncodings) {
  for (const TextCase& c : kTexts) {
    EXPECT_EQ(shown(value(c.expr, {Value::utf8(c.a), Value::utf8(c.b)})), c.expected)
        << c.expr << " of " << c.a;
    EXPECT_EQ(shown(value(c.expr, {wide(c.a), wide(c.b)})), c.expected)
        << "UTF-16: " << c.expr << " of " << c.a;
  }
}

TEST_F(FieldExprTest, EvaluatesTypedValues) {
  const Value guid =
      Value::bytes(ValueType::kGuid,
                   ByteView("\x5F\x38\x70\x57\x2A\xC2\xE0\x43\xBF\x4C\x06\xF5\x69\x8F\xFB\xD9"sv));
  const Value sid = Value::bytes(ValueType::kSid, ByteView("\x01\x01\0\0\0\0\0\x10\0\x30\0\0"sv));
  const Value hex = Value::number(ValueType::kHex, 500);
  const Value negative = Value::number(ValueType::kInt, ~0ULL);
  EXPECT_EQ(shown(value("decimal(a)", {hex})), "500");
  EXPECT_EQ(shown(value("decimal(a)", {Value::number(ValueType::kUint, 500)})), "500");
  EXPECT_EQ(shown(value("decimal(a)", {negative})), "-1");
  EXPECT_EQ(shown(value("basename(a)", {hex})), "0x1f4");
  EXPECT_EQ(shown(value("first_word(a)", {hex})), "0x1f4");
  EXPECT_EQ(shown(value("concat(a, ':', b)", {hex, sid})), "0x1f4:S-1-16-12288");
  EXPECT_EQ(shown(value("lookup(a, 'S-1-16-12288', 'High')", {sid})), "High");
  EXPECT_EQ(shown(value("braced(a)", {guid})), "{5770385F-C22A-43E0-BF4C-06F5698FFBD9}");
  EXPECT_EQ(shown(value("braced(a)", {hex})), "0x1f4");
  EXPECT_EQ(shown(value("extract(a, '0x(.*)')", {hex})), "1f4");
}

TEST_F(FieldExprTest, EmptinessPassesPlainFieldsOnly) {
  EXPECT_TRUE(value("a", {Value::utf8("")}).present());
  EXPECT_FALSE(value("a", {Value()}).present());
  EXPECT_FALSE(value("basename(a)", {Value::utf8("C:\\")}).present());
  EXPECT_FALSE(value("first(a, b)", {Value::utf8("")}).present());
}

TEST_F(FieldExprTest, CutsAreViewsOfTheSource) {
  const Value path = wide("C:\\Windows\\wmic.exe");
  const Value name = value("basename(a)", {path});
  EXPECT_EQ(name.type(), ValueType::kUtf16);
  EXPECT_EQ(name.view().data(), path.view().data() + 2 * 11);
  const Value word = value("first_word(a)", {wide("wmic process")});
  EXPECT_EQ(word.type(), ValueType::kUtf16);
  EXPECT_EQ(word.view().size(), 8U);
}

struct ErrorCase {
  std::string_view expr;
  std::size_t column;
  const char* message;
};

const ErrorCase kErrors[] = {
    {"", 0, "a field, a 'literal' or a function is expected"},
    {"a b", 2, "nothing may follow the expression"},
    {"a)", 1, "nothing may follow the expression"},
    {"'abc", 0, "the literal does not end"},
    {"first(a", 7, "')' or ',' is expected"},
    {"first(a b)", 8, "')' or ',' is expected"},
    {"first()", 6, "a field, a 'literal' or a function is expected"},
    {"first(a,)", 8, "a field, a 'literal' or a function is expected"},
    {"  basname(a)", 2, "unknown function 'basname'; did you mean 'basename'?"},
    {"sqrt(a)", 0, "unknown function 'sqrt'"},
    {"basename(a, b)", 0, "wrong number of arguments: basename(a)"},
    {"extract(a)", 0, "wrong number of arguments: extract(a, 'regex')"},
    {"extract(a, b)", 11, "a 'literal' is expected: extract(a, 'regex')"},
    {"first(x, extract(a, '('))", 20, "the regular expression is wrong: missing ): ("},
    {"lookup(a, 'k')", 0, "wrong number of arguments: lookup(a, 'key', 'value', …)"},
    {"lookup(a, 'k', 'v', 'w')", 0, "wrong number of arguments: lookup(a, 'key', 'value', …)"},
    {"lookup(a, 'k', b)", 15, "a 'literal' is expected: lookup(a, 'key', 'value', …)"},
    {"a\0b"sv, 1, "nothing may follow the expression"},
};

TEST_F(FieldExprTest, ErrorsSayWhatAndWhere) {
  for (const ErrorCase& c : kErrors) {
    const auto expr = parse_field_expr(c.expr, names_);
    ASSERT_FALSE(expr.has_value()) << c.expr;
    EXPECT_EQ(expr.error().message, c.message) << c.expr;
    EXPECT_EQ(expr.error().column, c.column) << c.expr;
  }
}

TEST_F(FieldExprTest, NestingIsBounded) {
  const auto nested = [](std::size_t depth) {
    std::string text;
    for (std::size_t i = 0; i < depth; ++i) text += "first(";
    return text + "a" + std::string(depth, ')');
  };
  EXPECT_TRUE(parse_field_expr(nested(limits::kMaxExprDepth), names_).has_value());
  const auto deeper = parse_field_expr(nested(limits::kMaxExprDepth + 1), names_);
  ASSERT_FALSE(deeper.has_value());
  EXPECT_EQ(deeper.error().message, "too many functions within functions");
  EXPECT_FALSE(parse_field_expr(nested(100'000), names_).has_value());
}

TEST_F(FieldExprTest, CollectsEachFieldOnce) {
  std::vector<FieldId> fields;
  collect_fields(parse("first(a, concat(b, Computer, a), 'x')"), fields);
  EXPECT_EQ(fields, (std::vector{names_.intern("a"), names_.intern("b")}));
}

TEST_F(FieldExprTest, IsWrittenAsItIsRead) {
  for (const char* text :
       {"CommandLine", "Computer", "'it''s'", "first(a, basename(b), 'unknown')",
        "extract(first(a, b), 'x ''(y)''')", "lookup(a, 'k', 'v')", "winlog.event_data.Image",
        "concat(first_word(a), not_dash(b), decimal(c), braced(a))"}) {
    EXPECT_EQ(to_string(parse(text), names_), text);
  }
}

}  // namespace
}  // namespace wmiscope
