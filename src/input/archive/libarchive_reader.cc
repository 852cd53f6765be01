// SPDX-License-Identifier: Apache-2.0
#include "input/archive/libarchive_reader.h"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <string_view>

#include "base/limits.h"

namespace wmiscope::archive {
namespace {

// The thread's locale while libarchive runs.
class ScopedLocale {
 public:
  explicit ScopedLocale(locale_t locale)
      : before_(locale ? ::uselocale(locale) : static_cast<locale_t>(nullptr)) {}
  ~ScopedLocale() {
    if (before_) ::uselocale(before_);
  }
  ScopedLocale(const ScopedLocale&) = delete;
  ScopedLocale& operator=(const ScopedLocale&) = delete;

 private:
  locale_t before_;
};

void support(::archive* handle, Packing packing) {
  switch (packing) {
    case Packing::kZip:
      archive_read_support_format_zip(handle);
      return;
    case Packing::kSevenZip:
      archive_read_support_format_7zip(handle);
      return;
    case Packing::kTar:
      archive_read_support_format_tar(handle);
      return;
    case Packing::kZstd:
      archive_read_support_filter_zstd(handle);
      break;
    case Packing::kXz:
      archive_read_support_filter_xz(handle);
      break;
    case Packing::kBzip2:
      archive_read_support_filter_bzip2(handle);
      break;
    case Packing::kGzip:  // GzipReader's
      break;
  }
  archive_read_support_format_raw(handle);
  archive_read_support_format_empty(handle);
}

// What was being read, for the issue. Truncation is told apart: it is the most frequent damage.
const char* what_damaged(Packing packing, bool truncated) {
  switch (packing) {
    case Packing::kZip:
      return truncated ? "a zip archive that ends early" : "damaged data of a zip archive";
    case Packing::kSevenZip:
      return truncated ? "a 7z archive that ends early" : "damaged data of a 7z archive";
    case Packing::kTar:
      return truncated ? "a tar archive that ends early" : "a damaged header of a tar archive";
    case Packing::kZstd:
      return truncated ? "zstd data that end early" : "damaged zstd data";
    case Packing::kXz:
      return truncated ? "xz data that end early" : "damaged xz data";
    default:
      return truncated ? "bzip2 data that end early" : "damaged bzip2 data";
  }
}

}  // namespace

// What libarchive calls for more packed bytes.
struct LibarchiveReader::Callbacks {
  static la_ssize_t read(::archive*, void* self, const void** data) {
    auto& reader = *static_cast<LibarchiveReader*>(self);
    *data = reader.input_.data();
    if (!reader.file_) {
      return static_cast<la_ssize_t>(
          reader.bytes_.read(reader.input_.data(), reader.input_.size()));
    }
    const std::size_t n =
        reader.file_->read_at(reader.file_position_, reader.input_.data(), reader.input_.size());
    reader.file_position_ += n;
    return static_cast<la_ssize_t>(n);
  }

  // Never beyond the end: a cut member must be seen to be cut.
  static la_int64_t skip(::archive*, void* self, la_int64_t count) {
    auto& reader = *static_cast<LibarchiveReader*>(self);
    const std::uint64_t size = reader.file_->size().value_or(0);
    const std::uint64_t left = size - std::min(size, reader.file_position_);
    const std::uint64_t n =
        std::min(left, static_cast<std::uint64_t>(std::max<la_int64_t>(count, 0)));
    reader.file_position_ += n;
    return static_cast<la_int64_t>(n);
  }

  static la_int64_t seek(::archive*, void* self, la_int64_t offset, int whence) {
    auto& reader = *static_cast<LibarchiveReader*>(self);
    const auto size = static_cast<la_int64_t>(reader.file_->size().value_or(0));
    la_int64_t from = 0;
    if (whence == SEEK_CUR) from = static_cast<la_int64_t>(reader.file_position_);
    if (whence == SEEK_END) from = size;
    la_int64_t target = 0;
    if (__builtin_add_overflow(from, offset, &target)) return ARCHIVE_FATAL;
    target = std::clamp<la_int64_t>(target, 0, size);
    reader.file_position_ = static_cast<std::uint64_t>(target);
    return target;
  }
};

void LibarchiveReader::Free::operator()(::archive* handle) const { archive_read_free(handle); }

LibarchiveReader::LibarchiveReader(Packing packing, ByteSource& bytes, FileSource* file)
    : packing_(packing),
      bytes_(bytes),
      file_(file && file->size() ? file : nullptr),
      locale_(::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr)) {
  const ScopedLocale scope(locale_);
  open();
}

// The locale ends after the handle, whose destruction may look at it.
LibarchiveReader::~LibarchiveReader() {
  {
    const ScopedLocale scope(locale_);
    handle_.reset();
  }
  if (locale_) ::freelocale(locale_);
}

void LibarchiveReader::open() {
  file_position_ = 0;
  handle_.reset(archive_read_new());
  state_ = handle_ ? State::kOpen : State::kOver;
  if (!handle_) return;
  support(handle_.get(), packing_);
  archive_read_set_callback_data(handle_.get(), this);
  archive_read_set_read_callback(handle_.get(), Callbacks::read);
  if (file_) {
    archive_read_set_seek_callback(handle_.get(), Callbacks::seek);
    archive_read_set_skip_callback(handle_.get(), Callbacks::skip);
  }
  if (archive_read_open1(handle_.get()) >= ARCHIVE_WARN) return;
  report(archive_issues_, 0);
  state_ = State::kOver;
}

// After a broken member: the archive once more, up to the member behind it. Only a zip has the
// directory that makes this cheap.
bool LibarchiveReader::reopen() {
  const bool can = packing_ == Packing::kZip && file_ && broken_ <= limits::kMaxBrokenMembers;
  if (can) {
    open();
    ::archive_entry* entry = nullptr;
    for (std::uint64_t i = 0; i < headers_ && state_ == State::kOpen; ++i) {
      if (archive_read_next_header(handle_.get(), &entry) < ARCHIVE_WARN) state_ = State::kBroken;
    }
    if (state_ == State::kOpen) return true;
  }
  state_ = State::kOver;
  if (needs_seeking(packing_)) {
    add_issue(archive_issues_, "archive-damaged", "whatever follows a damaged member", position());
  }
  return false;
}

bool LibarchiveReader::next(Member& member) {
  const ScopedLocale scope(locale_);
  pending_ = {};
  gap_ = unpacked_ = 0;
  ended_ = true;
  if (state_ == State::kBroken && !reopen()) return false;
  while (state_ == State::kOpen) {
    ::archive_entry* entry = nullptr;
    const int result = archive_read_next_header(handle_.get(), &entry);
    if (result != ARCHIVE_OK && result != ARCHIVE_WARN) {
      header_failed(result);
      continue;
    }
    resyncing_ = false;
    ++headers_;
    if (archive_entry_filetype(entry) == AE_IFDIR) continue;
    describe(entry, member);
    ended_ = member.link || member.encrypted;
    member_start_ = is_archive(packing_) ? position() : 0;
    return true;
  }
  return false;
}

// A damaged header is told once, then libarchive looks for the next one that holds.
void LibarchiveReader::header_failed(int result) {
  if (result != ARCHIVE_EOF && !resyncing_) report(archive_issues_, position());
  resyncing_ = result == ARCHIVE_RETRY;
  if (!resyncing_) state_ = State::kOver;
}

void LibarchiveReader::describe(::archive_entry* entry, Member& member) const {
  member = {};
  if (is_archive(packing_)) {
    const char* name = archive_entry_pathname_utf8(entry);
    if (!name) name = archive_entry_pathname(entry);
    member.name = name && *name ? name : "(nameless)";
    if (member.name.size() > limits::kMaxMemberName) member.name.resize(limits::kMaxMemberName);
    member.encrypted = archive_entry_is_data_encrypted(entry) != 0;
  }
  const auto type = archive_entry_filetype(entry);
  member.link = archive_entry_hardlink(entry) || (type != AE_IFREG && type != 0);
  if (archive_entry_size_is_set(entry)) {
    member.size = static_cast<std::uint64_t>(std::max<la_int64_t>(archive_entry_size(entry), 0));
  }
}

std::size_t LibarchiveReader::read(std::uint8_t* to, std::size_t count) {
  const ScopedLocale scope(locale_);
  std::size_t done = 0;
  while (done < count) {
    if (gap_ == 0 && pending_.empty() && (ended_ || !fetch())) break;
    const std::size_t room = count - done;
    const std::size_t zeros = std::min<std::uint64_t>(gap_, room);
    if (zeros) std::memset(to + done, 0, zeros);
    gap_ -= zeros;
    const std::size_t n = std::min(pending_.size(), room - zeros);
    if (n) std::memcpy(to + done + zeros, pending_.data(), n);
    pending_ = pending_.from(n);
    done += zeros + n;
    unpacked_ += zeros + n;
  }
  return done;
}

// The next block of the member into pending_; false at its end.
bool LibarchiveReader::fetch() {
  const void* data = nullptr;
  std::size_t size = 0;
  la_int64_t offset = 0;
  const int result = archive_read_data_block(handle_.get(), &data, &size, &offset);
  if (result != ARCHIVE_OK && result != ARCHIVE_EOF) report(issues_, unpacked_);
  const bool ahead = offset >= 0 && static_cast<std::uint64_t>(offset) >= unpacked_;
  const bool good = (result == ARCHIVE_OK || result == ARCHIVE_WARN) && ahead;
  if (good) {
    gap_ = static_cast<std::uint64_t>(offset) - unpacked_;
    pending_ = {static_cast<const std::uint8_t*>(data), size};
    return true;
  }
  ended_ = true;
  if (result == ARCHIVE_FATAL) {
    state_ = State::kBroken;
    ++broken_;
  }
  return false;
}

std::uint64_t LibarchiveReader::packed_bytes() const {
  if (packing_ == Packing::kSevenZip && file_) return file_->size().value_or(0);
  const std::uint64_t at = position();
  return at > member_start_ ? at - member_start_ : 0;
}

std::uint64_t LibarchiveReader::position() const {
  if (!handle_) return 0;
  return static_cast<std::uint64_t>(
      std::max<la_int64_t>(archive_filter_bytes(handle_.get(), -1), 0));
}

// libarchive tells its errors apart by their text alone; (-5) is zlib asking for more than there
// is.
void LibarchiveReader::report(std::vector<ReadIssue>& to, std::uint64_t offset) const {
  const char* const text = archive_error_string(handle_.get());
  const std::string_view error = text ? text : "";
  const auto says = [&](std::string_view word) { return error.find(word) != error.npos; };
  if (says("ncrypted") || says("assphrase")) {
    add_issue(to, "archive-encrypted", "an encrypted archive or member", offset);
  } else if (says("nsupported") || says("not supported")) {
    add_issue(to, "unsupported-format", "a way of packing that is not supported", offset);
  } else if (says("memory")) {
    add_issue(to, "archive-limit", "a dictionary larger than is allowed", offset);
  } else {
    add_issue(to, "archive-damaged", what_damaged(packing_, says("runcated") || says("(-5)")),
              offset);
  }
}

}  // namespace wmiscope::archive
