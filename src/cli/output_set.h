// SPDX-License-Identifier: Apache-2.0
//
// All -o of a run: checked and opened together before anything is read, named together at the end.
//
//   OutputSet files;
//   if (auto wrong = files.open(settings.outputs, settings.clobber, settings.paths))
//   complain(*wrong); for (const auto& file : files.files()) … file->output() …
//   const bool all_written = files.finish(interrupted);
//
// Refused are a suffix that names no format (a device or FIFO needs none), a name given twice, an
// output that is an input, and what OutputFile refuses. Unless finished, nothing is left behind.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/output_file.h"

namespace wmiscope {

class OutputSet {
 public:
  // What is wrong with the names, or nothing.
  std::optional<std::string> open(const std::vector<std::string>& names, bool clobber,
                                  const std::vector<std::string>& inputs);

  const std::vector<std::unique_ptr<OutputFile>>& files() const { return files_; }
  bool has_stdout() const { return has_stdout_; }

  // Every name that the run writes under: a scan must not read them.
  std::vector<std::string> names() const;

  // Gives the files their names or, where the run was interrupted, leaves them beside; says what
  // went wrong or was left. True where all went well.
  bool finish(bool interrupted);

 private:
  std::vector<std::unique_ptr<OutputFile>> files_;
  bool has_stdout_ = false;
};

}  // namespace wmiscope
