// SPDX-License-Identifier: Apache-2.0
//
// The input of the pipeline as one sequence of blocks: opens file after file, unpacks what is
// packed (input/archive/unpacker.h), tells the format of each source by content and cuts it.
//
//   Feeder feeder(files, options, temp_dir);
//   while (feeder.next(block, result, format)) …
//
// A member of an archive is to everything downstream what a file is: it has its own end, is
// read, skipped or has issues, and its records are counted from 1. The bytes that results tell are
// those of the file itself, packed or not: of an archive all of them in the end, of a plain file
// that is no source of events none. One thread at a time.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/pipeline.h"
#include "input/archive/unpacker.h"
#include "input/byte_source.h"
#include "input/input.h"
#include "input/paths.h"

namespace wmiscope {

class Feeder {
 public:
  // The files outlive the feeder. `temp_dir`: for archives that need random access.
  Feeder(const std::vector<InputFile>& files, const InputOptions& options, std::string temp_dir)
      : files_(files), options_(options), temp_dir_(std::move(temp_dir)) {}

  // Fills `block` and what is known about it. `format` is null where the result stands for itself:
  // a file or member that is no source of events, the end of one, or the last bytes of an archive.
  // False where nothing is left.
  bool next(Block& block, BlockResult& result, const Format*& format);

  const std::string& path(std::size_t file) const { return files_[file].path; }

 private:
  bool open_file(BlockResult& result);
  void open_source(BlockResult& result);
  void next_block(Block& block, BlockResult& result, const Format*& format);
  bool close_file(BlockResult& result);
  void count_bytes(BlockResult& result, std::uint64_t read);

  const std::vector<InputFile>& files_;
  InputOptions options_;
  std::string temp_dir_;
  std::size_t next_file_ = 0;
  std::uint64_t counted_ = 0;  // bytes of the open file that results have told
  bool was_read_ = false;      // something in the open file was of a known format
  std::unique_ptr<FileSource> file_;
  std::unique_ptr<archive::Unpacker> unpacker_;
  archive::Source source_;
  std::unique_ptr<BlockReader> reader_;
  const Format* format_ = nullptr;
};

}  // namespace wmiscope
