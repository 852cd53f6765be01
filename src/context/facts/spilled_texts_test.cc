// SPDX-License-Identifier: Apache-2.0
#include "context/facts/spilled_texts.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <string>

#include "context/facts/fact_store.h"

namespace wmiscope {
namespace {

std::string line(int i) {
  return "program.exe /number:" + std::to_string(i) +
         std::string(static_cast<std::size_t>(i % 700), 'x');
}

// More than is kept waiting in memory, read while some of it still is, and twice.
TEST(SpilledTexts, ComeBack) {
  constexpr int kLines = 5000;
  SpilledTexts spilled("");
  for (int i = 0; i < kLines; ++i) ASSERT_EQ(spilled.add(line(i)), static_cast<std::uint32_t>(i));
  for (int i = kLines - 1; i >= 0; i -= 7) {
    EXPECT_EQ(spilled[static_cast<std::uint32_t>(i)], line(i));
    EXPECT_EQ(spilled[static_cast<std::uint32_t>(i)], line(i));
  }
  EXPECT_EQ(spilled.size(), 5000U);
  EXPECT_EQ(spilled.error(), 0);
}

TEST(SpilledTexts, SayWhyTheyAreLost) {
  SpilledTexts spilled("/nowhere/at/all");
  std::size_t kept = 0;
  for (int i = 0; i < 5000; ++i) kept += spilled.add(line(i)).has_value() ? 1 : 0;
  EXPECT_EQ(spilled.error(), ENOENT);
  EXPECT_LT(kept, 5000U);
  EXPECT_FALSE(spilled.add("more").has_value());
}

class StoreWithSmallBudget : public testing::Test {
 protected:
  TextId add(FactStore& store, std::string_view command, std::uint32_t marks) {
    FactBatch batch;
    ProcessFact fact;
    fact.record.host = fact.record.computer = batch.texts.intern("ws01");
    fact.image = batch.texts.intern("C:\\program.exe");
    fact.command = batch.texts.append(command);
    fact.marks = marks;
    batch.processes.push_back(fact);
    store.add(batch, "log.evtx", "", 0);
    return store.processes().back().command;
  }
};

TEST_F(StoreWithSmallBudget, LinesBeyondItComeBack) {
  FactStore store("", 1000);
  std::vector<TextId> ids;
  for (int i = 0; i < 3000; ++i) ids.push_back(add(store, line(i), 0));
  EXPECT_GT(store.spilled(), 2900U);
  EXPECT_LT(store.texts().bytes(), 3000U);
  for (int i = 0; i < 3000; ++i) EXPECT_EQ(store.text(ids[static_cast<std::size_t>(i)]), line(i));
  EXPECT_EQ(store.text(store.processes().back().image), "C:\\program.exe");
}

// A possible act of WMI stays in memory, whatever the budget.
TEST_F(StoreWithSmallBudget, ActsStay) {
  FactStore store("/nowhere/at/all", 10);
  for (int i = 0; i < 3000; ++i) add(store, line(i), 0);
  EXPECT_NE(store.spill_error(), 0);
  const TextId act = add(store, "wmic process call create cmd", kMarkWmic);
  EXPECT_EQ(store.text(act), "wmic process call create cmd");
  EXPECT_EQ(store.text(add(store, "lost", 0)), "");
}

}  // namespace
}  // namespace wmiscope
