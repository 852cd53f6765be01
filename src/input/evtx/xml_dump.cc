// SPDX-License-Identifier: Apache-2.0
#include "input/evtx/xml_dump.h"

#include "base/limits.h"
#include "input/evtx/fragment.h"
#include "input/evtx/tree_xml.h"

namespace wmiscope::evtx {

void XmlDump::write(const Block& block, EventBatch& batch, Buffer& out) {
  for (const Piece& piece : block.pieces) {
    cache_.begin_chunk();
    walker_.walk(block, piece, batch, [&](const RecordPlace& record) {
      cache_.trim();
      BinXmlError error;
      if (write_record(record, out, error)) return;
      --(record.recovered ? batch.records_recovered : batch.records_read);
      ++batch.records_damaged;
      report_binxml(record, error, batch.issues);
    });
  }
}

bool XmlDump::write_record(const RecordPlace& record, Buffer& out, BinXmlError& error) {
  XmlRoots roots;
  if (!tree_.read(record, roots, error)) return false;
  text_.clear();
  TreeXml xml;
  xml.append(*roots[0], text_);
  if (!xml.sound()) {
    error = {"binxml", "the XML of one record", record.begin(), limits::kMaxRecordJson,
             text_.size()};
    return false;
  }
  text_ += '\n';
  out.append(ByteView(text_));
  return true;
}

}  // namespace wmiscope::evtx
