// SPDX-License-Identifier: Apache-2.0
#include "cli/single_output.h"

#include <unistd.h>

#include <algorithm>

#include "base/format.h"
#include "cli/terminal.h"

namespace wmiscope {

SingleOutput::SingleOutput() : standard_(STDOUT_FILENO) {}

std::optional<std::string> SingleOutput::open(const Settings& settings,
                                              std::span<const std::string> inputs) {
  if (settings.outputs.size() > 1) return "one output is written: one -o";
  if (settings.outputs.empty() || settings.outputs.front() == "-") return std::nullopt;
  const std::string& name = settings.outputs.front();
  if (is_input(name, inputs)) return format("{} is an input and cannot be the output", name);
  auto file = OutputFile::open(name, settings.clobber);
  if (!file) return file.error();
  file_ = std::move(*file);
  return std::nullopt;
}

std::vector<std::string> SingleOutput::names() const {
  std::vector<std::string> names = standard_output_files();
  if (file_) file_->append_names(names);
  return names;
}

bool SingleOutput::finish(bool interrupted) {
  if (!file_) {
    standard_.flush();
    if (standard_.good() || standard_.reader_closed()) return true;
    say(format("standard output: {}", standard_.error_text()));
    return false;
  }
  if (interrupted) {
    say_left(file_->keep_partial());
    return true;
  }
  const auto wrong = file_->commit();
  if (wrong) say(*wrong);
  return !wrong;
}

}  // namespace wmiscope
