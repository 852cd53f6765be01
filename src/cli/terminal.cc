// SPDX-License-Identifier: Apache-2.0
#include "cli/terminal.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <string>

#include "base/format.h"
#include "cli/fd_output.h"
#include "report/table_style.h"
#include "report/terminal_text.h"

namespace wmiscope {
namespace {

constexpr std::size_t kDefaultWidth = 100;
constexpr std::size_t kMaxWidth = 400;

std::string_view environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string_view() : std::string_view(value);
}

std::size_t width_of_environment() {
  const std::string_view text = environment("COLUMNS");
  std::size_t width = 0;
  std::from_chars(text.data(), text.data() + text.size(), width);
  return width == 0 ? kDefaultWidth : width;
}

}  // namespace

bool is_terminal(int fd) { return isatty(fd) == 1; }

void open_missing_standard_files() {
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; ++fd) {
    if (fcntl(fd, F_GETFD) < 0) open("/dev/null", O_RDWR);  // takes the lowest free one, this one
  }
}

std::size_t terminal_width(int fd) {
  winsize size{};
  const bool known = ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  const std::size_t width = known ? size.ws_col : width_of_environment();
  return std::clamp(width, kMinWidth, kMaxWidth);
}

bool use_color(ColorMode mode, int fd) {
  if (mode != ColorMode::kAuto) return mode == ColorMode::kAlways;
  return is_terminal(fd) && environment("NO_COLOR").empty() && environment("TERM") != "dumb";
}

int print(std::string_view text, ExitCode code) {
  FdOutput out(STDOUT_FILENO);
  if (out.write(text) && out.flush()) return exit_code(code);
  if (out.reader_closed()) return exit_code(ExitCode::kDone);
  say(format("standard output: {}", out.error_text()));
  return exit_code(ExitCode::kFailed);
}

void say(std::string_view message) {
  FdOutput err(STDERR_FILENO);
  std::string_view prefix = "wmiscope: ";
  while (!message.empty()) {
    const std::size_t end = std::min(message.find('\n'), message.size());
    err.write(format("{}{}\n", prefix, escape_text(message.substr(0, end))));
    message.remove_prefix(std::min(end + 1, message.size()));
    prefix = "";
  }
}

void say_usage(std::string_view message, std::string_view command) {
  const std::string_view blank = command.empty() ? "" : " ";
  say(format("{}          (wmiscope{}{} -h)", message, blank, command));
}

}  // namespace wmiscope
