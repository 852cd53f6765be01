// SPDX-License-Identifier: Apache-2.0
#include "context/case/draft.h"

#include <gtest/gtest.h>

namespace wmiscope {
namespace {

Draft draft_of(std::string_view command) {
  Draft draft;
  draft.vector = "wmi-process-create";
  add_child(command, "C:\\Windows\\System32\\cmd.exe", false, draft.payloads);
  return draft;
}

TEST(Draft, TakesWhatIsNew) {
  Draft draft = draft_of("cmd /c whoami");
  draft.take(draft_of("cmd /c whoami"));
  EXPECT_EQ(draft.payloads.size(), 1U);
  draft.take(draft_of("cmd /c hostname"));
  draft.take(draft_of("cmd /c hostname"));
  EXPECT_EQ(draft.payloads.size(), 2U);
  add_child("cmd /c dir", "", false, draft.payloads);
  Draft same;
  add_child("cmd /c dir", "", false, same.payloads);
  draft.take(std::move(same));
  EXPECT_EQ(draft.payloads.size(), 3U);
}

// What was marked as remote since is not what the other says.
TEST(Draft, TakesThePayloadForAnotherTarget) {
  Draft draft = draft_of("cmd /c whoami");
  draft.take(draft_of("cmd /c whoami"));
  draft.origin.kind = OriginKind::kRemote;
  draft.mark_remote();
  draft.take(draft_of("cmd /c whoami"));
  ASSERT_EQ(draft.payloads.size(), 2U);
  EXPECT_EQ(draft.payloads[0].target, "remote");
  EXPECT_EQ(draft.payloads[1].target, "local");
}

TEST(Draft, TakesWhatItDoesNotKnow) {
  Draft draft = draft_of("cmd");
  Draft other = draft_of("cmd");
  other.vector = "xsl-script";
  other.deed = "ran wmic";
  other.user = "CORP\\anna";
  const FactRecord record{.ticks = 5};
  other.show(record, kNoText);
  draft.take(std::move(other));
  EXPECT_EQ(draft.vector, "xsl-script");
  EXPECT_EQ(draft.deed, "ran wmic");
  EXPECT_EQ(draft.user, "CORP\\anna");
  EXPECT_EQ(draft.start(), 5U);
  EXPECT_EQ(draft.evidence.size(), 1U);
}

}  // namespace
}  // namespace wmiscope
