// SPDX-License-Identifier: Apache-2.0
#include "input/evtx/instance.h"

namespace wmiscope::evtx {
bool open_instance(PlanCache& cache, ByteView chunk, std::size_t at, std::size_t end,
                   Instance& instance, BinXmlError& error) {
  InstanceLayout layout;
  if (!locate_instance(chunk, at, end, layout, error)) return false;
  instance.plan = cache.get(chunk, layout.definition, layout.template_id, error);
  if (!instance.plan) return false;
  if (!instance.values.read(chunk, layout, end)) {
    error = {"binxml", "the values of a template instance", layout.values, 0, end - layout.values};
    return false;
  }
  instance.values_begin = layout.values;
  return true;
}

}  // namespace wmiscope::evtx
