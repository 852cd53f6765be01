// SPDX-License-Identifier: Apache-2.0
//
// A file as what it really holds: its own bytes, the bytes in it unpacked, or the members of an
// archive in the order in which they are stored.
//
//   Unpacker unpacker(file, temp_dir);
//   Source source;
//   while (unpacker.next(source)) {
//     if (source.bytes) { … read it or not …; unpacker.finish(source.issues); }
//     … source.issues, source.skipped …
//   }
//
// Known by content, never by name: gzip, zstd, xz, bzip2 as filters, which give no member name;
// zip, 7z, tar (packed too) member by member, an archive in an archive likewise, their names joined
// by
// "!/"; what nests deeper is the issue `archive-limit`. Members count like files: each is read,
// skipped or has issues by itself. Issues of an archive as a whole come as a Source without
// bytes, once all of it was read. Folders in an archive are nothing; a link is skipped.
//
// A zip or 7z that comes through a pipe or lies in another archive goes through an unlinked file in
// `temp_dir` (spool.h); all else is streamed. Names of members are hostile text, never used as
// paths. Issues: those of gzip_reader.h, libarchive_reader.h, member_source.h, spool.h.
//
// `file` outlives the unpacker; a Source's bytes live until the next call. One thread at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "event/read_issue.h"
#include "input/archive/member_source.h"
#include "input/archive/packing.h"
#include "input/byte_source.h"

namespace wmiscope::archive {

struct Source {
  std::string member;             // empty for the file itself
  PeekedSource* bytes = nullptr;  // null: nothing to read, the rest says why
  std::string_view skipped;       // why, if it is no issue
  std::vector<ReadIssue> issues;
};

class Unpacker {
 public:
  Unpacker(FileSource& file, std::string temp_dir);
  ~Unpacker();

  // Goes to the next source; what was not read of the last one is passed over.
  bool next(Source& source);

  // Must follow the reading of a source with bytes: appends what unpacking it met.
  void finish(std::vector<ReadIssue>& issues);
  // In front of finish(), for a source that is of no use: reads on only while it looks like a bomb,
  // to know whether it is one.
  void give_up();

  // Whether the file is packed at all.
  bool packed() const { return packed_; }

 private:
  struct Layer;

  bool enter(PeekedSource* bytes, const std::string& label, Source& source);
  Layer* push(Packing packing, PeekedSource& bytes, const std::string& label);
  bool allowed(Packing packing) const;
  bool advance(Layer& archive, Source& source);
  bool tell_pending(const std::string& label, Source& source);
  PeekedSource* open_member(Layer& layer);
  void close_member(Layer& layer);
  void settle();
  void pop();

  FileSource& file_;
  std::string temp_dir_;
  std::unique_ptr<PeekedSource> root_;
  std::vector<std::unique_ptr<Layer>> layers_;  // the outermost first
  std::vector<Budget> budgets_;                 // by depth
  // What is to be told of the thing last left: the innermost open member, or the file.
  std::vector<ReadIssue> pending_;
  std::string_view pending_skip_;
  std::size_t members_ = 0;
  bool packed_ = false;
};

}  // namespace wmiscope::archive
