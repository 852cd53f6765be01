// SPDX-License-Identifier: Apache-2.0
#include "input/evtx/record_tree.h"

#include <utility>

#include "base/limits.h"
#include "input/evtx/instance.h"

namespace wmiscope::evtx {

bool RecordTree::read(const RecordPlace& record, XmlRoots& roots, BinXmlError& error) {
  chunk_ = record.chunk;
  error_ = &error;
  budget_ = limits::kMaxRecordNodes;
  fragments_ = 0;
  if (!read_stream(record.begin(), record.end(), 0, roots)) return false;
  return !roots.empty() || fail("the element of a record", record.begin(), 1, 0);
}

bool RecordTree::read_stream(std::size_t at, std::size_t end, std::size_t depth, XmlRoots& roots) {
  if (depth == limits::kMaxFragmentDepth) {
    return fail("fragments inside values", at, limits::kMaxFragmentDepth, depth + 1);
  }
  while (at_instance(chunk_, at, end)) {
    if (!read_instance(at, end, depth, roots)) return false;
  }
  return read_elements(at, end, roots);
}

bool RecordTree::read_instance(std::size_t& at, std::size_t end, std::size_t depth,
                               XmlRoots& roots) {
  if (++fragments_ > limits::kMaxFragments) {
    return fail("fragments of one record", at, limits::kMaxFragments, fragments_);
  }
  Instance instance;
  if (!open_instance(cache_, chunk_, at, end, instance, *error_)) return false;
  at = instance.values.end();
  std::vector<XmlValue> values(instance.values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    const WireValue& wire = instance.values[i];
    values[i].type = wire.type;
    values[i].bytes = instance.values.bytes(i);
    if (static_cast<WireType>(wire.type) != WireType::kBinXml || wire.size == 0) continue;
    const std::size_t value_end = std::size_t{wire.offset} + wire.size;
    if (!read_stream(wire.offset, value_end, depth + 1, values[i].roots)) return false;
  }
  return resolve(instance.plan->roots(), values, at, roots);
}

bool RecordTree::read_elements(std::size_t at, std::size_t end, XmlRoots& roots) {
  Buffer form;
  if (auto done = normalise_fragment(chunk_, at, end, form); !done) {
    *error_ = done.error();
    return false;
  }
  XmlRoots plain;
  if (!parse_normal_form(form.view().chars(), plain))
    return fail("a text outside of an element", at, 0, 0);
  return resolve(plain, {}, at, roots);
}

bool RecordTree::resolve(const XmlRoots& templates, const std::vector<XmlValue>& values,
                         std::size_t at, XmlRoots& roots) {
  XmlInstance instance(values, budget_);
  for (const auto& root : templates) {
    auto resolved = instance.resolve(*root);
    if (!resolved) return broken(instance, values, at);
    roots.push_back(std::move(resolved));
  }
  return true;
}

bool RecordTree::broken(const XmlInstance& instance, const std::vector<XmlValue>& values,
                        std::size_t at) {
  const auto misfit = instance.misfit();
  if (!misfit) return fail("the XML of one record", at, limits::kMaxRecordNodes, 0);
  const ByteView bytes = values[*misfit].bytes;
  *error_ = {"value-size", "a value whose size is wrong for its type",
             static_cast<std::size_t>(bytes.data() - chunk_.data()), 0, bytes.size()};
  return false;
}

bool RecordTree::fail(const char* what, std::size_t at, std::size_t need, std::size_t have) {
  *error_ = {"binxml", what, at, need, have};
  return false;
}

}  // namespace wmiscope::evtx
