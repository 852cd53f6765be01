// SPDX-License-Identifier: Apache-2.0
//
// The fast matcher against cases by hand and against the plain one.
#include "rules/matcher.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "rules/plain_matcher.h"
#include "rules/sigma/value.h"
#include "rules/test_event.h"

namespace wmiscope {
namespace {

Pattern sigma_pattern(std::string_view text, bool cased = false) {
  return make_pattern(sigma::parse_value(text), {.cased = cased});
}

Value store(std::string_view text, TestEncoding encoding, std::string& bytes) {
  const bool utf16 = encoding == TestEncoding::kUtf16;
  bytes = utf16 ? utf8_to_utf16(text) : std::string(text);
  return utf16 ? Value::utf16(ByteView(bytes)) : Value::utf8(bytes);
}

TEST(Matcher, ComparesTexts) {
  struct Case {
    const char* pattern;
    const char* text;
    bool fits;
  };
  const Case cases[] = {
      {"wmic.exe", "WMIC.EXE", true},
      {"wmic.exe", "wmic.exe ", false},
      {"*\\\\wmic.exe", "C:\\Windows\\wmic.exe", true},
      {"C:*", "c:\\x", true},
      {"*os get*", "wmic os get /format:x", true},
      {"*a*b*c*", "xxaxxbxxcxx", true},
      {"*a*b*c*", "xxaxxcxxbxx", false},
      {"?", "é", true},
      {"?", "😀", true},
      {"??", "😀", false},
      {"É", "é", false},
      {"*ü*", "Zürich", true},
      {"a*", "a\r\nb", true},
      {"*", "x", true},
      {"*", "", false},
      {"", "", true},
      {"", "x", false},
      {"a?c*", "abcdef", true},
      {"*?", "", false},
      {"\\*", "*", true},
      {"\\*", "x", false},
  };
  for (const Case& c : cases) {
    for (const TestEncoding encoding : {TestEncoding::kUtf8, TestEncoding::kUtf16}) {
      Arena arena;
      std::string bytes;
      const Value value = store(c.text, encoding, bytes);
      EXPECT_EQ(matches(sigma_pattern(c.pattern), value, arena), c.fits)
          << c.pattern << " on " << c.text;
    }
  }
}

TEST(Matcher, ComparesWithCaseWhereAsked) {
  Arena arena;
  std::string bytes;
  for (const TestEncoding encoding : {TestEncoding::kUtf8, TestEncoding::kUtf16}) {
    const Value value = store("cmd /C Dir", encoding, bytes);
    EXPECT_TRUE(matches(sigma_pattern("*/C*", true), value, arena));
    EXPECT_FALSE(matches(sigma_pattern("*/c*", true), value, arena));
    EXPECT_TRUE(matches(sigma_pattern("cmd*", true), value, arena));
    EXPECT_FALSE(matches(sigma_pattern("*dir", true), value, arena));
    EXPECT_TRUE(matches(sigma_pattern("cmd /C Dir", true), value, arena));
  }
}

TEST(Matcher, ComparesTypedValuesAsTheirText) {
  Arena arena;
  EXPECT_TRUE(matches(sigma_pattern("4688"), Value::number(ValueType::kUint, 4688), arena));
  EXPECT_FALSE(matches(sigma_pattern("04688"), Value::number(ValueType::kUint, 4688), arena));
  EXPECT_TRUE(matches(sigma_pattern("46*"), Value::number(ValueType::kUint, 4688), arena));
  EXPECT_TRUE(matches(sigma_pattern("0x3E7"), Value::number(ValueType::kHex, 999), arena));
  EXPECT_TRUE(matches(sigma_pattern("-1"),
                      Value::number(ValueType::kInt, static_cast<std::uint64_t>(-1)), arena));
  EXPECT_TRUE(matches(sigma_pattern("TRUE"), Value::number(ValueType::kBool, 1), arena));
}

TEST(Matcher, TellsNothingFromSomething) {
  Arena arena;
  const Pattern null = make_pattern({}, {});
  const Pattern regex = make_pattern(Regex::compile(".*", {}).value());
  const std::string nuls(4, '\0');
  const Value values[] = {Value(), Value::utf8(""),
                          Value::bytes(ValueType::kUtf16List, ByteView(nuls))};
  for (const Value& value : values) {
    EXPECT_TRUE(matches(null, value, arena));
    EXPECT_FALSE(matches(sigma_pattern("*"), value, arena));
    EXPECT_FALSE(matches(regex, value, arena));
    EXPECT_EQ(plain_matches(null, value), matches(null, value, arena));
  }
  EXPECT_FALSE(matches(null, Value::utf8("x"), arena));
  EXPECT_TRUE(matches(regex, Value::utf8("x"), arena));
}

TEST(Matcher, SearchesRegularExpressionsInUtf8) {
  Arena arena;
  std::string bytes;
  const Value value = store("Zürich\nline two", TestEncoding::kUtf16, bytes);
  const auto fits = [&](const char* text, Regex::Options options) {
    return matches(make_pattern(Regex::compile(text, options).value()), value, arena);
  };
  EXPECT_TRUE(fits("^Z.rich", {}));
  EXPECT_FALSE(fits("zürich", {}));
  EXPECT_TRUE(fits("zürich", {.ignore_case = true}));
  EXPECT_FALSE(fits("^line", {}));
  EXPECT_TRUE(fits("^line", {.multi_line = true}));
  EXPECT_FALSE(fits("rich.line", {}));
  EXPECT_TRUE(fits("rich.line", {.dot_newline = true}));
}

// A node over one field, bound to an entry that has it.
struct OneField {
  FieldNames names;
  DemandEntry entry;

  ConditionNode bound(ConditionNode node) {
    node.expr = field_expr("f", names);
    entry.fields = {node.expr.field};
    bind(node, entry);
    return node;
  }
};

TEST(Matcher, TellsAnEmptyFieldFromAMissingOneByExistsAlone) {
  OneField one;
  Arena arena;
  const ConditionNode exists = one.bound(exists_leaf("f"));
  const ConditionNode null = one.bound(field_leaf("f", {make_pattern({}, {})}));
  TestEvent full, empty, empty_utf8, missing;
  full.set("f", "x");
  empty.set("f", "");
  empty_utf8.set("f", "", TestEncoding::kUtf8);
  struct Case {
    TestEvent& event;
    bool exists;
    bool null;
  };
  const Case cases[] = {
      {full, true, false}, {empty, true, true}, {empty_utf8, true, true}, {missing, false, true}};
  for (const Case& c : cases) {
    const Event& event = c.event.laid_out(one.entry, 0, one.names);
    EXPECT_EQ(matches(exists, event, arena), c.exists);
    EXPECT_EQ(matches(null, event, arena), c.null);
    EXPECT_EQ(plain_matches(exists, event, arena), c.exists);
    EXPECT_EQ(plain_matches(null, event, arena), c.null);
  }
}

TEST(Matcher, FindsKeywordsInAllValuesAndTheEnvelope) {
  FieldNames names;
  DemandEntry entry;
  entry.all_values = true;
  Arena arena;
  TestEvent event;
  event.set("a", "one two").set("b", "three").system(SystemField::kComputer, "HOST7").id(42);
  const Event& e = event.laid_out(entry, 0, names);
  const auto found = [&](std::vector<Pattern> patterns, bool all) {
    const ConditionNode node = keyword_leaf(std::move(patterns), all);
    EXPECT_EQ(matches(node, e, arena), plain_matches(node, e, arena));
    return matches(node, e, arena);
  };
  EXPECT_TRUE(found({sigma_pattern("*TWO*")}, false));
  EXPECT_TRUE(found({sigma_pattern("*host7*")}, false));
  EXPECT_FALSE(found({sigma_pattern("*42*")}, false)) << "numbers of the envelope are no text";
  EXPECT_TRUE(found({sigma_pattern("*one*"), sigma_pattern("*three*")}, true));
  EXPECT_FALSE(found({sigma_pattern("*one*"), sigma_pattern("*four*")}, true));
  EXPECT_TRUE(found({sigma_pattern("*four*"), sigma_pattern("*one*")}, false));
}

class Random {
 public:
  explicit Random(unsigned seed) : engine_(seed) {}
  std::size_t below(std::size_t n) {
    return std::uniform_int_distribution<std::size_t>(0, n - 1)(engine_);
  }
  template <typename T, std::size_t N>
  const T& of(const T (&items)[N]) {
    return items[below(N)];
  }

 private:
  std::mt19937 engine_;
};

// Few different pieces, so that texts and patterns often meet.
std::string random_text(Random& random, bool invalid) {
  static const char* const kPieces[] = {"a",  "A",  "b", "B", "é",  "É", "€",
                                        "😀", "\\", "*", "?", "\n", "0", "1"};
  static const char* const kBroken[] = {"\xFF", "\xC3", "\xE2\x82", "\xED\xA0\x80"};
  std::string text;
  for (std::size_t n = random.below(8); n > 0; --n) {
    text += invalid && random.below(6) == 0 ? random.of(kBroken) : random.of(kPieces);
  }
  return text;
}

std::vector<char32_t> random_pattern(Random& random) {
  std::vector<char32_t> elements = to_elements(random_text(random, false));
  for (char32_t& element : elements) {
    if (random.below(4) == 0) element = random.below(2) == 0 ? kStar : kQuestion;
  }
  if (random.below(2) == 0) elements.insert(elements.begin(), kStar);
  if (random.below(2) == 0) elements.push_back(kStar);
  return elements;
}

TEST(Matcher, EqualsThePlainMatcherOnRandomTexts) {
  Random random(20190523);
  Arena arena;
  std::size_t fitting = 0;
  for (int i = 0; i < 100'000; ++i) {
    arena.reset();
    const TestEncoding encoding = i % 2 == 0 ? TestEncoding::kUtf8 : TestEncoding::kUtf16;
    std::string bytes;
    const Value value = store(random_text(random, true), encoding, bytes);
    const Pattern pattern = make_pattern(random_pattern(random), {.cased = random.below(3) == 0});
    const bool plain = plain_matches(pattern, value);
    ASSERT_EQ(matches(pattern, value, arena), plain)
        << to_string(pattern) << " on " << value_text(value, arena) << " cased " << pattern.cased;
    fitting += plain ? 1 : 0;
  }
  EXPECT_GT(fitting, 10'000U) << "too few of the random texts fit";
}

TEST(Matcher, EqualsThePlainMatcherOnLoneSurrogates) {
  Random random(7);
  Arena arena;
  for (int i = 0; i < 20'000; ++i) {
    arena.reset();
    std::string bytes;
    for (std::size_t n = random.below(5); n > 0; --n) {
      static const std::string_view kUnits[] = {"a\0", "\x00\xD8", "\x00\xDC", "\xFD\xFF"};
      static constexpr std::size_t kUnitSize = 2;
      bytes.append(random.of(kUnits).data(), kUnitSize);
    }
    const Value value = Value::utf16(ByteView(bytes));
    std::vector<char32_t> elements;
    for (std::size_t n = random.below(5); n > 0; --n) {
      static const char32_t kElements[] = {'a', 0xFFFD, 0x10000, kStar, kQuestion};
      elements.push_back(random.of(kElements));
    }
    const Pattern pattern = make_pattern(elements, {});
    ASSERT_EQ(matches(pattern, value, arena), plain_matches(pattern, value)) << to_string(pattern);
  }
}

// Random trees over three fields.
ConditionNode random_tree(Random& random, int depth) {
  static const char* const kFields[] = {"f", "g", "h"};
  if (depth == 0 || random.below(3) == 0) {
    if (random.below(8) == 0) return exists_leaf(random.of(kFields));
    std::vector<Pattern> patterns;
    for (std::size_t n = 1 + random.below(3); n > 0; --n) {
      patterns.push_back(make_pattern(random_pattern(random), {}));
    }
    return field_leaf(random.of(kFields), std::move(patterns), random.below(3) == 0);
  }
  if (random.below(3) == 0) return negation(random_tree(random, depth - 1));
  std::vector<ConditionNode> children;
  for (std::size_t n = 1 + random.below(3); n > 0; --n) {
    children.push_back(random_tree(random, depth - 1));
  }
  return random.below(2) == 0 ? all_of(std::move(children)) : any_of(std::move(children));
}

TEST(Matcher, EqualsThePlainMatcherOnRandomConditions) {
  Random random(4688);
  FieldTable table;
  DemandEntry entry;
  for (const char* name : {"f", "g", "h"}) entry.fields.push_back(table.names.intern(name));
  Arena arena;
  for (int i = 0; i < 10'000; ++i) {
    arena.reset();
    ConditionNode node = random_tree(random, 3);
    resolve(node, nullptr, table);
    bind(node, entry);
    TestEvent event;
    event.set("f", random_text(random, false)).set("g", random_text(random, false));
    const Event& e = event.laid_out(entry, 0, table.names);
    ASSERT_EQ(matches(node, e, arena), plain_matches(node, e, arena)) << i;
  }
}

}  // namespace
}  // namespace wmiscope
