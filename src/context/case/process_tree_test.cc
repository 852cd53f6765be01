// SPDX-License-Identifier: Apache-2.0
#include "context/case/process_tree.h"

#include <gtest/gtest.h>

#include "context/facts/test_facts.h"

namespace wmiscope {
namespace {

constexpr ProcessIndex kFirst = 0;

TEST(ProcessTree, PidStandsForTheLatestStartBefore) {
  FactMaker made;
  made.process(10, 500, 4, "old.exe");  // 0
  made.process(20, 600, 500, "a.exe");  // 1: child of old
  made.process(30, 500, 4, "new.exe");  // 2: the pid is used again
  made.process(40, 700, 500, "b.exe");  // 3: child of new
  const FactStore& store = made.store();
  const ProcessTree tree(store);
  EXPECT_EQ(tree.parent(1), kFirst);
  EXPECT_EQ(tree.parent(3), 2U);
  EXPECT_EQ(tree.children(0), std::vector<ProcessIndex>{1});
  EXPECT_EQ(tree.children(2), std::vector<ProcessIndex>{3});
}

TEST(ProcessTree, MissingParentIsNone) {
  FactMaker made;
  made.process(10, 500, 4, "a.exe");
  made.process(5, 900, 900, "self.exe");
  const FactStore& store = made.store();
  const ProcessTree tree(store);
  EXPECT_EQ(tree.parent(0), kNoProcess);
  EXPECT_EQ(tree.parent(1), kNoProcess) << "not its own parent";
}

TEST(ProcessTree, BootEndsAllProcesses) {
  FactMaker made;
  made.process(10, 500, 4, "a.exe");
  made.session(15, kNoNumber, SessionFact::Kind::kBoot);
  made.process(20, 600, 500, "b.exe");
  const FactStore& store = made.store();
  EXPECT_EQ(ProcessTree(store).parent(1), kNoProcess);
}

TEST(ProcessTree, NameInTheRecordContradictsThePid) {
  FactMaker made;
  made.process(10, 500, 4, "a.exe");
  made.process(20, 600, 500, "b.exe").parent_image = made.text("C:\\other.exe");
  const FactStore& store = made.store();
  EXPECT_EQ(ProcessTree(store).parent(1), kNoProcess);
}

TEST(ProcessTree, TwinsAreOneStart) {
  FactMaker made;
  made.process(10, 500, 4, "C:\\Windows\\a.exe");
  ProcessFact& sysmon = made.process(11, 500, 4, "c:\\windows\\A.EXE");
  sysmon.audited = false;
  sysmon.guid[0] = 7;
  made.process(12, 500, 4, "other.exe");
  made.process(12, 600, 500, "child.exe").parent_image = kNoText;
  const FactStore& store = made.store();
  const ProcessTree tree(store);
  EXPECT_EQ(tree.twin(0), 1U);
  EXPECT_EQ(tree.twin(1), kFirst);
  EXPECT_EQ(tree.chief(0), 1U);
  EXPECT_EQ(tree.chief(1), 1U);
  EXPECT_EQ(tree.twin(2), kNoProcess);
}

TEST(ProcessTree, GuidsJoinWhateverTheClock) {
  FactMaker made;
  ProcessFact& parent = made.process(100, 500, 4, "a.exe");
  parent.audited = false;
  parent.guid[3] = 9;
  const std::uint64_t key = guid_key(parent.guid);
  ProcessFact& child = made.process(50, 600, 500, "b.exe");
  child.audited = false;
  child.guid[3] = 10;
  child.parent_key = key;
  const FactStore& store = made.store();
  EXPECT_EQ(ProcessTree(store).parent(1), kFirst);
}

}  // namespace
}  // namespace wmiscope
