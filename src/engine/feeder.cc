// SPDX-License-Identifier: Apache-2.0
#include "engine/feeder.h"

#include <algorithm>

#include "input/registry.h"

namespace wmiscope {
namespace {

ReadIssue file_issue(const char* code, int error) {
  ReadIssue issue;
  issue.code = code;
  issue.what = "the file";
  issue.have = static_cast<std::uint64_t>(error);
  return issue;
}

}  // namespace

bool Feeder::next(Block& block, BlockResult& result, const Format*& format) {
  format = nullptr;
  block.clear();
  while (!reader_) {
    if (!file_) {
      if (next_file_ == files_.size()) return false;
      result.file = next_file_++;
      if (!open_file(result)) return true;
    }
    result.file = next_file_ - 1;
    if (unpacker_->next(source_)) {
      open_source(result);
      if (!reader_) return true;
    } else if (close_file(result)) {
      return true;
    }
  }
  result.file = next_file_ - 1;
  next_block(block, result, format);
  return true;
}

bool Feeder::open_file(BlockResult& result) {
  auto file = FileSource::open(path(result.file));
  if (!file) {
    result.issues.push_back(file_issue("open-error", file.error()));
    result.file_ends = true;
    return false;
  }
  file_ = std::make_unique<FileSource>(std::move(*file));
  unpacker_ = std::make_unique<archive::Unpacker>(*file_, temp_dir_);
  if (options_.hash_files) file_->hash();
  counted_ = 0;
  was_read_ = false;
  return true;
}

// Opens a reader for the source, or says in the result why there is none.
void Feeder::open_source(BlockResult& result) {
  result.member = source_.member;
  if (source_.bytes) {
    const Sniffed what = sniff(source_.bytes->head());
    if (what.format) {
      format_ = what.format;
      reader_ = format_->open(*source_.bytes, options_);
      was_read_ = true;
      return;
    }
    const int error = source_.bytes->error();
    if (what.issue) {
      ReadIssue& issue = result.issues.emplace_back();
      issue.code = what.issue;
      issue.what = what.reason;
    } else if (error != 0) {
      result.issues.push_back(file_issue("read-error", error));
    } else {
      source_.skipped = what.reason;
    }
    unpacker_->give_up();
    unpacker_->finish(source_.issues);
  }
  result.skipped = source_.skipped;
  result.issues.insert(result.issues.end(), source_.issues.begin(), source_.issues.end());
  result.file_ends = true;
}

void Feeder::next_block(Block& block, BlockResult& result, const Format*& format) {
  result.member = source_.member;
  result.opened = true;
  const bool more = reader_->next(block);
  result.issues.insert(result.issues.end(), block.issues.begin(), block.issues.end());
  if (more) {
    format = format_;
  } else {
    result.file_ends = true;
    reader_.reset();
    unpacker_->finish(result.issues);
  }
  count_bytes(result, file_->position());
}

// Whether the result tells of bytes, an error or a hash.
bool Feeder::close_file(BlockResult& result) {
  if (unpacker_->packed()) {
    count_bytes(result, file_->size().value_or(file_->position()));
    if (file_->error() != 0) {
      result.issues.push_back(file_issue("read-error", file_->error()));
      result.file_ends = true;
    }
  }
  if (was_read_) result.sha256 = file_->take_sha256();
  unpacker_.reset();
  file_.reset();
  return result.bytes != 0 || result.file_ends || !result.sha256.empty();
}

// Reading an archive jumps about: its bytes are never told to be more than there are.
void Feeder::count_bytes(BlockResult& result, std::uint64_t read) {
  if (unpacker_->packed()) read = std::min(read, file_->size().value_or(read));
  if (read > counted_) result.bytes = read - counted_;
  counted_ = std::max(counted_, read);
}

}  // namespace wmiscope
