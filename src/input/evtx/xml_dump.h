// SPDX-License-Identifier: Apache-2.0
//
// Records of an EVTX block as XML, one <Event> a line.
//
//   XmlDump dump(options);
//   dump.write(block, batch, out);       // appends whole lines, in the order of bytes
//
// Every record is checked in full: a broken one becomes an issue of the batch and leaves no line.
// One thread.
#pragma once

#include <string>

#include "event/event.h"
#include "input/buffer.h"
#include "input/evtx/chunk.h"
#include "input/evtx/plan_cache.h"
#include "input/evtx/record_tree.h"
#include "input/input.h"

namespace wmiscope::evtx {

class XmlDump {
 public:
  explicit XmlDump(const InputOptions& options) : walker_(options), tree_(cache_) {}
  XmlDump(const XmlDump&) = delete;
  XmlDump& operator=(const XmlDump&) = delete;

  // Records without a line are counted as damaged; the batch was cleared by the caller.
  void write(const Block& block, EventBatch& batch, Buffer& out);

 private:
  bool write_record(const RecordPlace& record, Buffer& out, BinXmlError& error);

  ChunkWalker walker_;
  PlanCache cache_;
  RecordTree tree_;
  std::string text_;  // scratch
};

}  // namespace wmiscope::evtx
