// SPDX-License-Identifier: Apache-2.0
//
// A file named with -o: written beside its name, mode 0600, and renamed when the run is done, so
// that a file of that name is always a whole one.
//
//   auto file = OutputFile::open("out.jsonl", false);
//   if (!file) complain(file.error());          // "out.jsonl exists; -C overwrites it"
//   JsonlWriter writer((*file)->output());
//   if (auto wrong = (*file)->commit()) complain(*wrong);
//
// What is neither committed nor kept is removed by the destructor. A device or a FIFO has nothing
// to rename: it is written straight. One thread at a time.
#pragma once

#include <expected>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cli/fd_output.h"

namespace wmiscope {

class OutputFile {
 public:
  // Without `clobber` a file that exists is refused. The error is a sentence with the path.
  static std::expected<std::unique_ptr<OutputFile>, std::string> open(const std::string& path,
                                                                      bool clobber);
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  FdOutput& output() { return *output_; }
  const std::string& path() const { return path_; }
  const std::string& partial_path() const { return partial_; }  // empty when written straight
  // Adds the names under which the file is met while it is written.
  void append_names(std::vector<std::string>& names) const;

  // Writes what is buffered and gives the file its name; what went wrong, or nothing.
  std::optional<std::string> commit();

  // For a run that was interrupted: leaves what was written beside, and returns its name, empty
  // where it was written straight.
  std::string keep_partial();

 private:
  OutputFile(std::string path, std::string partial, int fd, bool clobber);
  std::optional<std::string> close_output();
  std::optional<std::string> rename_partial();

  std::string path_;
  std::string partial_;
  int fd_;
  bool clobber_;
  std::unique_ptr<FdOutput> output_;
};

// Whether both are there and the same file: an output that would overwrite its input.
bool same_file(const std::string& a, const std::string& b);

// Whether the path is a device, a FIFO or a socket, whose name says nothing about a format.
bool is_special_file(const std::string& path);

// Whether the output is one of the inputs, under whatever name.
bool is_input(const std::string& output, std::span<const std::string> inputs);

// The names of standard output and standard error where these are files, which a run that writes
// into its input folder must not read.
std::vector<std::string> standard_output_files();

// Says where an interrupted run left what it had written, if it did.
void say_left(const std::string& partial);

}  // namespace wmiscope
