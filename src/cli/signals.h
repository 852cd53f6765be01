// SPDX-License-Identifier: Apache-2.0
//
// SIGINT and SIGTERM as a request to stop: a run ends early and in order, with what it has.
//
//   ignore_signals_of_writing();  // a closed pipe and a full quota are errors of write(), not an end
//   watch_signals();
//   options.stop = &stop_flag();
//   …
//   if (stop_signal() != 0) return 128 + stop_signal();
//
// The second signal ends the process at once. SIGPIPE and SIGXFSZ are ignored: a write says EPIPE or EFBIG. The
// state is global because a signal handler can know nothing else; only the command line uses it.
#pragma once

#include <atomic>

namespace wmiscope {

void ignore_signals_of_writing();
void watch_signals();

// True when the run is to end, for a signal or because nobody reads its output any more.
std::atomic<bool>& stop_flag();

// The signal that asked for it; 0 for none.
int stop_signal();

}  // namespace wmiscope
