// SPDX-License-Identifier: Apache-2.0
#include "cli/signals.h"

#include <csignal>

namespace wmiscope {
namespace {

std::atomic<bool> stop_requested = false;
std::atomic<int> caught_signal = 0;
static_assert(std::atomic<bool>::is_always_lock_free && std::atomic<int>::is_always_lock_free,
              "a signal handler may touch nothing else");

extern "C" void request_stop(int signal) {
  caught_signal = signal;
  stop_requested = true;
}

}  // namespace

void ignore_signals_of_writing() {
  struct sigaction ignore{};
  ignore.sa_handler = SIG_IGN;
  sigaction(SIGPIPE, &ignore, nullptr);
  sigaction(SIGXFSZ, &ignore, nullptr);
}

void watch_signals() {
  struct sigaction stop{};
  stop.sa_handler = request_stop;
  stop.sa_flags = static_cast<int>(SA_RESETHAND);
  sigaction(SIGINT, &stop, nullptr);
  sigaction(SIGTERM, &stop, nullptr);
}

std::atomic<bool>& stop_flag() { return stop_requested; }

int stop_signal() { return caught_signal; }

}  // namespace wmiscope
