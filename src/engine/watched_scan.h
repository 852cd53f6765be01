// SPDX-License-Identifier: Apache-2.0
//
// A scan whose blocks another job sees, too, so that one reading answers more than the rules ask.
//
//   scan_watched(options, sink, [&](auto job) { return investigator.watch(std::move(job)); });
//
// `wrap` is called once for each thread; the job that it returns runs the one that it was given.
#pragma once

#include <expected>
#include <functional>
#include <memory>

#include "engine/pipeline.h"
#include "wmiscope/scan.h"

namespace wmiscope {

using WrapJob = std::function<std::unique_ptr<BlockJob>(std::unique_ptr<BlockJob>)>;

std::expected<void, Failure> scan_watched(const ScanOptions& options, Sink& sink,
                                          const WrapJob& wrap);

}  // namespace wmiscope
