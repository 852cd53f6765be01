// SPDX-License-Identifier: Apache-2.0
#include "event/demand.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "base/ascii.h"
#include "base/utf16.h"

namespace wmiscope {
namespace {

using RawTest = RawCondition::Test;

FieldId field(std::size_t n) { return static_cast<FieldId>(n); }

struct MeetsCase {
  RawTest test;
  const char* literal;
  const char* text;
  bool expected;
};

const MeetsCase kMeets[] = {
    {RawTest::kEquals, "wmic.exe", "WMIC.exe", true},
    {RawTest::kEquals, "wmic.exe", "WMIC.exe ", false},
    {RawTest::kStartsWith, "c:\\", "C:\\Windows", true},
    {RawTest::kStartsWith, "c:\\w", "C:", false},
    {RawTest::kEndsWith, "\\wmiprvse.exe", "C:\\x\\WmiPrvSE.exe", true},
    {RawTest::kEndsWith, "\\wmiprvse.exe", "C:\\x\\WmiPrvSE.exe.bak", false},
    {RawTest::kContains, "process call create", "wmic PROCESS call create calc", true},
    {RawTest::kContains, "process call create", "process", false},
    {RawTest::kAbsent, "", "x", false},
    {RawTest::kEquals, "a", "", false},
    {RawTest::kContains, "", "", false},
    {RawTest::kAbsent, "", "", true},
    {RawTest::kUnequal, "1", "2", true},
    {RawTest::kUnequal, "1", "1", false},
    {RawTest::kUnequal, "a", "A", false},
    {RawTest::kUnequal, "1", "", false},
};

TEST(RawCondition, MeetsInBothEncodings) {
  for (const MeetsCase& c : kMeets) {
    const RawCondition condition{field(0), c.test, c.literal};
    const std::string wide = utf8_to_utf16(c.text);
    EXPECT_EQ(meets(condition, Value::utf8(c.text)), c.expected) << c.text << " " << c.literal;
    EXPECT_EQ(meets(condition, Value::utf16(ByteView(wide))), c.expected)
        << "UTF-16: " << c.text << " " << c.literal;
  }
}

TEST(RawCondition, OtherTypesCannotTell) {
  for (const RawTest test : {RawTest::kEquals, RawTest::kStartsWith, RawTest::kEndsWith,
                             RawTest::kContains, RawTest::kAbsent}) {
    EXPECT_TRUE(meets({field(0), test, "x"}, Value::number(ValueType::kUint, 1)));
    EXPECT_TRUE(meets({field(0), test, "x"}, Value::bytes(ValueType::kUtf16List, ByteView())));
  }
}

TEST(RawCondition, NumbersCanBeUnequal) {
  const RawCondition condition{field(0), RawTest::kUnequal, "1"};
  EXPECT_FALSE(meets(condition, Value::number(ValueType::kUint, 1)));
  EXPECT_FALSE(meets(condition, Value::number(ValueType::kInt, 1)));
  EXPECT_TRUE(meets(condition, Value::number(ValueType::kUint, 12)));
  EXPECT_TRUE(meets({field(0), RawTest::kUnequal, "x"}, Value::number(ValueType::kUint, 1)));
}

const char* const kSysmon = "Microsoft-Windows-Sysmon/Operational";
const char* const kSysmonProvider = "Microsoft-Windows-Sysmon";

Want want(std::string channel, std::string provider, std::optional<std::uint32_t> id,
          std::vector<FieldId> fields = {}, std::vector<RawCondition> any_of = {}) {
  return {.channel = std::move(channel),
          .provider = std::move(provider),
          .event_id = id,
          .fields = std::move(fields),
          .any_of = std::move(any_of)};
}

TEST(Demand, NothingWanted) {
  const Demand demand = Demand::build({});
  EXPECT_EQ(demand.size(), 0U);
  EXPECT_FALSE(demand.wants_id(1));
  EXPECT_EQ(demand.find(Value::utf8("Security"), Value(), 1), std::nullopt);
}

TEST(Demand, OneWantIsOneEntryWithBothNames) {
  const Demand demand =
      Demand::build({want(kSysmon, kSysmonProvider, 1, {field(3), field(1), field(3)})});
  ASSERT_EQ(demand.size(), 1U);
  EXPECT_EQ(demand[0].channel, to_ascii_lower(kSysmon));
  EXPECT_EQ(demand[0].provider, to_ascii_lower(kSysmonProvider));
  EXPECT_EQ(demand[0].fields, (std::vector{field(3), field(1)}));
  EXPECT_EQ(demand[0].slot(field(1)), 1U);
  EXPECT_EQ(demand[0].slot(field(2)), std::nullopt);
}

TEST(Demand, FindsWhereTheNamesLie) {
  const Demand demand = Demand::build({want(kSysmon, kSysmonProvider, 1)});
  const std::string wide = utf8_to_utf16("MICROSOFT-windows-Sysmon/Operational");
  const Value channel = Value::utf16(ByteView(wide));
  const Value provider = Value::utf8(kSysmonProvider);
  EXPECT_EQ(demand.find(channel, Value(), 1), 0U);
  EXPECT_EQ(demand.find(channel, provider, 2), std::nullopt);
  EXPECT_EQ(demand.find(Value(), provider, 1), 0U);
  EXPECT_EQ(demand.find(Value::utf8("Security"), provider, 1), std::nullopt)
      << "the provider serves only where there is no channel";
  EXPECT_EQ(demand.find(Value(), Value(), 1), std::nullopt);
  EXPECT_EQ(demand.find(Value::number(ValueType::kUint, 1), provider, 1), std::nullopt);
}

TEST(Demand, WantsId) {
  const Demand some = Demand::build({want("a", "", 1), want("b", "", 70'000)});
  EXPECT_TRUE(some.wants_id(1));
  EXPECT_TRUE(some.wants_id(70'000));
  EXPECT_TRUE(some.wants_id(70'000 - 65'536)) << "larger ids share the bit of their lower half";
  EXPECT_FALSE(some.wants_id(2));
  EXPECT_EQ(some.find(Value::utf8("b"), Value(), 70'000 - 65'536), std::nullopt);
  const Demand all = Demand::build({want("a", "", 1), want("b", "", std::nullopt)});
  EXPECT_TRUE(all.wants_id(0));
  EXPECT_TRUE(all.wants_id(65'535));
}

TEST(Demand, ConditionsOfOneEvent) {
  const RawCondition wmic{field(1), RawTest::kContains, "wmic"};
  const RawCondition host{field(2), RawTest::kEndsWith, "\\wmiprvse.exe"};
  const Want first = want(kSysmon, kSysmonProvider, 1, {field(1)}, {wmic});
  const Want second = want(kSysmon, kSysmonProvider, 1, {field(2)}, {host, wmic});
  const Demand both = Demand::build({first, second});
  ASSERT_EQ(both.size(), 1U);
  EXPECT_EQ(both[0].any_of, (std::vector{wmic, host}));
  EXPECT_EQ(both[0].fields, (std::vector{field(1), field(2)}));
  Want every = want(kSysmon, kSysmonProvider, std::nullopt);
  every.all_values = true;
  const Demand wider = Demand::build({first, second, every});
  ASSERT_EQ(wider.size(), 2U);
  EXPECT_TRUE(wider[0].any_of.empty()) << "one of the wants takes every event";
  EXPECT_TRUE(wider[0].all_values);
  EXPECT_TRUE(wider[1].fields.empty());
  EXPECT_EQ(wider.covered_by(first), (std::vector<std::size_t>{0}));
  EXPECT_EQ(wider.covered_by(every), (std::vector<std::size_t>{0, 1}));
}

TEST(Demand, TwoProvidersOfAChannelAreToldApartWithoutIt) {
  const Demand demand =
      Demand::build({want("System", "A", 7, {field(0)}), want("system", "B", 7, {field(1)})});
  const auto fields = [&](const Value& channel, const char* provider) {
    const auto entry = demand.find(channel, Value::utf8(provider), 7);
    return entry ? demand[*entry].fields : std::vector<FieldId>{};
  };
  EXPECT_EQ(fields(Value::utf8("System"), "A"), (std::vector{field(0), field(1)}));
  EXPECT_EQ(fields(Value(), "A"), (std::vector{field(0)}));
  EXPECT_EQ(fields(Value(), "B"), (std::vector{field(1)}));
}

// The reference: an event's log and id against one want.
bool applies(const Want& w, std::string_view channel, std::string_view provider, std::uint32_t id) {
  if (w.event_id && *w.event_id != id) return false;
  if (w.channel.empty() && w.provider.empty()) return true;
  if (!channel.empty()) return w.channel == channel;
  return !provider.empty() && w.provider == provider;
}

std::vector<Want> universe() {
  std::vector<Want> wants;
  for (const char* channel : {"", "a", "b"}) {
    for (const char* provider : {"", "p", "q"}) {
      for (std::uint32_t id = 0; id < 3; ++id) {
        wants.push_back(
            want(channel, provider, id ? std::optional(id) : std::nullopt, {field(wants.size())}));
      }
    }
  }
  return wants;
}

std::string check_event(const Demand& demand, const std::vector<Want>& wants, const char* channel,
                        const char* provider, std::uint32_t id) {
  std::set<FieldId> expected;
  for (const Want& w : wants) {
    if (applies(w, channel, provider, id)) expected.insert(w.fields[0]);
  }
  const auto entry = demand.find(Value::utf8(channel), Value::utf8(provider), id);
  if (!entry) return expected.empty() ? "" : "an event was missed";
  if (!demand.wants_id(id)) return "its bit is missing";
  const auto& fields = demand[*entry].fields;
  if (std::set(fields.begin(), fields.end()) != expected) return "other fields than wanted";
  for (const Want& w : wants) {
    const bool covered = std::ranges::count(demand.covered_by(w), *entry) == 1;
    if (covered != applies(w, channel, provider, id)) return "covered_by differs";
  }
  return "";
}

// Every set of up to three wants against every event: the entry that find() gives holds exactly
// what the wants of the event ask for, and covered_by() says the same.
TEST(Demand, EveryEventFindsExactlyItsWants) {
  const std::vector<Want> all = universe();
  std::size_t events = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (std::size_t j = i; j < all.size(); ++j) {
      for (std::size_t k = j; k < all.size(); ++k) {
        const std::vector<Want> wants = {all[k], all[i], all[j]};
        const Demand demand = Demand::build(wants);
        for (const char* channel : {"", "a", "b", "c"}) {
          for (const char* provider : {"", "p", "q", "r"}) {
            for (std::uint32_t id = 1; id <= 3; ++id, ++events) {
              ASSERT_EQ(check_event(demand, wants, channel, provider, id), "")
                  << i << " " << j << " " << k << ": " << channel << " " << provider << " " << id;
            }
          }
        }
      }
    }
  }
  EXPECT_EQ(events, 3654U * 48U);
}

}  // namespace
}  // namespace wmiscope
