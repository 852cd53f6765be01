// SPDX-License-Identifier: Apache-2.0
//
// Records of an EVTX block as lines of JSON in the shape of evtx_dump 0.15.1; docs/dump.md lists
// the intended differences.
//
//   JsonDump dump(options);
//   dump.write(block, batch, out);       // appends whole lines, in the order of bytes
//
// A record goes the fast way of a compiled plan (plan_runner.h) where its shape allows it, else
// through a tree (record_tree.h, tree_json.h). Every record is checked in full: a broken one
// becomes an issue of the batch and leaves no line. One thread.
#pragma once

#include <string>

#include "event/event.h"
#include "input/buffer.h"
#include "input/evtx/chunk.h"
#include "input/evtx/plan_cache.h"
#include "input/evtx/plan_runner.h"
#include "input/evtx/record_tree.h"
#include "input/input.h"

namespace wmiscope::evtx {

class JsonDump {
 public:
  explicit JsonDump(const InputOptions& options, TextLevel level = best_text_level())
      : walker_(options), runner_(cache_, text_kernels(level)), tree_(cache_) {}
  JsonDump(const JsonDump&) = delete;
  JsonDump& operator=(const JsonDump&) = delete;

  // Records without a line are counted as damaged; the batch was cleared by the caller.
  void write(const Block& block, EventBatch& batch, Buffer& out);

 private:
  void write_record(const RecordPlace& record, EventBatch& batch, Buffer& out);
  bool write_tree(const RecordPlace& record, Buffer& out, BinXmlError& error);

  ChunkWalker walker_;
  PlanCache cache_;
  PlanRunner runner_;
  RecordTree tree_;
  std::string text_;  // scratch
};

}  // namespace wmiscope::evtx
