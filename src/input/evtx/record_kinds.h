// SPDX-License-Identifier: Apache-2.0
//
// Rejects a record on the demand's cheap conditions from the descriptors of its values alone, before
// it is opened: nine tenths of a file server's Security log are 5145 of which hardly one is wanted.
//
//   EarlyReject early(demand);
//   early.begin_block();                                     // templates may have gone
//   if (const auto entry = early.rejects(record, outer, layout, id, fragments, unseen)) …
//
// It knows one shape, that of records which Windows writes: an outer instance with one fragment
// among its values, which is one instance without further fragments. Of such a record it says what
// opening it would have said: its entry, and that no condition is met. Everything else, and what is
// damaged or would show a field for the first time, is left to the long way. Tested against it
// (early_reject_test.cc). One thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "event/demand.h"
#include "input/evtx/chunk.h"
#include "input/evtx/fragment.h"

namespace wmiscope::evtx {

class EarlyReject {
 public:
  explicit EarlyReject(const Demand& demand) : demand_(demand) {}

  void begin_block() {
    for (Plan& plan : plans_) plan.outer = nullptr;
  }

  // The entry that the record belongs to and does not interest; nothing where only opening it can
  // tell. `unseen` has, by entry, a bit for each field that no record has shown yet.
  std::optional<std::size_t> rejects(const RecordPlace& record, const Template& outer,
                                     const InstanceLayout& layout, std::uint32_t id,
                                     RecordFragments& fragments,
                                     std::span<const std::uint64_t> unseen);

 private:
  struct Test {
    std::uint16_t index = 0;  // of the substitution in the inner instance
    const RawCondition* condition = nullptr;
  };

  // Where the values of an outer instance lie, as long as their descriptors up to the fragment are
  // these: of records of a kind they hardly ever differ.
  struct Shape {
    std::string descriptors;
    std::size_t count = 0;
    std::size_t fragment_index = 0;
    std::size_t fragment = 0;  // behind the first value
    std::size_t channel = 0;
    std::size_t channel_size = 0;
  };

  // What is known of one pair of templates and one log.
  struct Plan {
    const Template* outer = nullptr;
    const Template* inner = nullptr;
    std::uint32_t id = 0;
    Shape shape;
    bool usable = false;
    std::size_t entry = 0;
    std::uint64_t fields = 0;  // of the entry that records of these templates may show
    std::string channel;       // the raw bytes of its value
    std::vector<Test> tests;
  };

  Plan& slot(const Template& outer, std::uint32_t id);
  static bool has_shape(ByteView chunk, const InstanceLayout& layout, const Shape& shape);
  // Nothing where the values are not those of the one shape that is known here.
  static std::optional<Shape> shape_of(ByteView chunk, const InstanceLayout& layout,
                                       std::size_t channel);
  void make_plan(const Template& inner, ByteView channel, Plan& plan) const;
  static bool is_whole(ByteView chunk, const InstanceLayout& layout, std::size_t end,
                       std::size_t asked, ByteView& value);
  static bool meets_any(const Plan& plan, ByteView chunk, const InstanceLayout& layout,
                        ByteView first);

  static constexpr std::size_t kPlans = 32;
  const Demand& demand_;
  std::array<Plan, kPlans> plans_;  // by outer template and id; the last one holds
};

}  // namespace wmiscope::evtx
