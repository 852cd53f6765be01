// SPDX-License-Identifier: Apache-2.0
#include "input/evtx/json_dump.h"

#include "base/limits.h"
#include "input/evtx/fragment.h"
#include "input/evtx/tree_json.h"

namespace wmiscope::evtx {

void JsonDump::write(const Block& block, EventBatch& batch, Buffer& out) {
  for (const Piece& piece : block.pieces) {
    cache_.begin_chunk();
    walker_.walk(block, piece, batch,
                 [&](const RecordPlace& record) { write_record(record, batch, out); });
  }
}

void JsonDump::write_record(const RecordPlace& record, EventBatch& batch, Buffer& out) {
  cache_.trim();
  const std::size_t begin = out.size();
  BinXmlError error;
  const PlanRun run = runner_.run(record, out, error);
  if (run == PlanRun::kDone) [[likely]]
    return;
  out.truncate(begin);
  if (run == PlanRun::kTree && write_tree(record, out, error)) return;
  --(record.recovered ? batch.records_recovered : batch.records_read);
  ++batch.records_damaged;
  report_binxml(record, error, batch.issues);
}

bool JsonDump::write_tree(const RecordPlace& record, Buffer& out, BinXmlError& error) {
  XmlRoots roots;
  if (!tree_.read(record, roots, error)) return false;
  const XmlElement& root = *roots[0];
  text_.clear();
  text_ += '{';
  append_json_key(root.name, 0, text_);
  TreeJson json;
  json.append_value(root, is_data_container(root.name), text_);
  if (!json.sound()) {
    error = {"binxml", "the JSON of one record", record.begin(), limits::kMaxRecordJson,
             text_.size()};
    return false;
  }
  text_ += "}\n";
  out.append(ByteView(text_));
  return true;
}

}  // namespace wmiscope::evtx
