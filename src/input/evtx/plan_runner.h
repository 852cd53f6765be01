// SPDX-License-Identifier: Apache-2.0
//
// Runs JSON plans over the records of a chunk: the fast way of dump.
//
//   PlanRunner runner(cache, text_kernels(best_text_level()));
//   switch (runner.run(record, out, error)) …
//
// A line is written into room reserved for the most that the record's values can take; on kTree and
// kBroken the caller cuts off what was begun. One thread.
#pragma once

#include <array>
#include <cstdint>

#include "base/limits.h"
#include "input/buffer.h"
#include "input/evtx/chunk.h"
#include "input/evtx/instance.h"
#include "input/evtx/json_value.h"

namespace wmiscope::evtx {

enum class PlanRun : std::uint8_t {
  kDone,    // a line was appended
  kTree,    // the record has a shape that no plan has
  kBroken,  // the error says what is wrong
};

class PlanRunner {
 public:
  PlanRunner(PlanCache& cache, const TextKernels& kernels) : cache_(cache), writer_(kernels) {}

  PlanRun run(const RecordPlace& record, Buffer& out, BinXmlError& error);

 private:
  PlanRun run_plan(std::size_t depth);
  PlanRun run_fragment(const PlanOp& op, std::size_t depth);
  char* write_value(const PlanOp& op, const Instance& in, char* p);
  char* write_texts(const PlanOp& op, ByteView bytes, char* p);
  char* write_element(const PlanOp& op, const Instance& in, char* p);
  char* write_scalar(const WireValue& value, ByteView bytes, char* p);

  char* reserve(const Instance& in);
  void commit(const char* end);

  PlanCache& cache_;
  JsonValueWriter writer_;
  std::array<Instance, limits::kMaxFragmentDepth> instances_;
  std::vector<ByteView> items_;  // scratch

  // Of the record being written.
  ByteView chunk_;
  Buffer* out_ = nullptr;
  BinXmlError* error_ = nullptr;
};

}  // namespace wmiscope::evtx
