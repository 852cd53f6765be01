// SPDX-License-Identifier: Apache-2.0
//
// The whole XML of a record as trees, fragments in its values included, whatever its shape.
//
//   RecordTree tree(cache);
//   XmlRoots roots;
//   if (!tree.read(record, roots, error)) …
//
// A stream is any number of template instances and then plain elements. Nesting, fragments and
// nodes are bounded (base/limits.h). One thread.
#pragma once

#include <cstdint>

#include "input/evtx/chunk.h"
#include "input/evtx/plan_cache.h"
#include "input/evtx/xml_tree.h"

namespace wmiscope::evtx {

class RecordTree {
 public:
  explicit RecordTree(PlanCache& cache) : cache_(cache) {}

  // The record's elements, of which sound ones have one. False, with the reason, where it is
  // broken.
  bool read(const RecordPlace& record, XmlRoots& roots, BinXmlError& error);

 private:
  bool read_stream(std::size_t at, std::size_t end, std::size_t depth, XmlRoots& roots);
  bool read_instance(std::size_t& at, std::size_t end, std::size_t depth, XmlRoots& roots);
  bool read_elements(std::size_t at, std::size_t end, XmlRoots& roots);
  bool resolve(const XmlRoots& templates, const std::vector<XmlValue>& values, std::size_t at,
               XmlRoots& roots);
  bool broken(const XmlInstance& instance, const std::vector<XmlValue>& values, std::size_t at);
  bool fail(const char* what, std::size_t at, std::size_t need, std::size_t have);

  PlanCache& cache_;
  ByteView chunk_;
  BinXmlError* error_ = nullptr;
  std::size_t budget_ = 0;     // nodes that may still be made
  std::size_t fragments_ = 0;  // opened so far
};

}  // namespace wmiscope::evtx
