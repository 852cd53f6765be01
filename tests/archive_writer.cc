// SPDX-License-Identifier: Apache-2.0
#include "tests/archive_writer.h"

#include <archive.h>
#include <archive_entry.h>

#include <memory>

namespace wmiscope::testkit {
namespace {

struct Free {
  void operator()(archive* a) const { archive_write_free(a); }
  void operator()(archive_entry* e) const { archive_entry_free(e); }
};
using Writer = std::unique_ptr<archive, Free>;

la_ssize_t append(archive*, void* out, const void* data, std::size_t size) {
  static_cast<std::string*>(out)->append(static_cast<const char*>(data), size);
  return static_cast<la_ssize_t>(size);
}

void set_form(archive* a, ArchiveForm form, const std::string& passphrase) {
  switch (form) {
    case ArchiveForm::kTar:
      archive_write_set_format_pax_restricted(a);
      return;
    case ArchiveForm::kSevenZip:
      archive_write_set_format_7zip(a);
      return;
    case ArchiveForm::kZip:
    case ArchiveForm::kZipStored:
      archive_write_set_format_zip(a);
      if (form == ArchiveForm::kZipStored) archive_write_zip_set_compression_store(a);
      break;
  }
  if (passphrase.empty()) return;
  archive_write_set_format_option(a, "zip", "encryption", "aes256");
  archive_write_set_passphrase(a, passphrase.c_str());
}

void set_filter(archive* a, Compression compression) {
  switch (compression) {
    case Compression::kGzip:
      archive_write_add_filter_gzip(a);
      archive_write_set_filter_option(a, "gzip", "timestamp", nullptr);
      return;
    case Compression::kZstd:
      archive_write_add_filter_zstd(a);
      return;
    case Compression::kXz:
      archive_write_add_filter_xz(a);
      archive_write_set_filter_option(a, "xz", "compression-level", "1");
      return;
    case Compression::kBzip2:
      archive_write_add_filter_bzip2(a);
      return;
  }
}

bool add(archive* a, const StoredMember& member) {
  const std::unique_ptr<archive_entry, Free> entry(archive_entry_new());
  const bool folder = member.name.ends_with('/');
  archive_entry_copy_pathname(entry.get(), member.name.c_str());
  archive_entry_set_filetype(entry.get(), folder ? AE_IFDIR : AE_IFREG);
  archive_entry_set_perm(entry.get(), 0644);
  archive_entry_set_size(entry.get(), static_cast<la_int64_t>(member.bytes.size()));
  if (archive_write_header(a, entry.get()) < ARCHIVE_WARN) return false;
  const la_ssize_t n = archive_write_data(a, member.bytes.data(), member.bytes.size());
  return n == static_cast<la_ssize_t>(member.bytes.size());
}

std::string write_all(archive* a, const std::vector<StoredMember>& members) {
  std::string out;
  archive_write_set_bytes_in_last_block(a, 1);
  bool good = archive_write_open(a, &out, nullptr, append, nullptr) == ARCHIVE_OK;
  for (const StoredMember& member : members) good = good && add(a, member);
  good = good && archive_write_close(a) == ARCHIVE_OK;
  return good ? out : std::string();
}

}  // namespace

std::string make_archive(ArchiveForm form, const std::vector<StoredMember>& members,
                         const std::string& passphrase) {
  const Writer a(archive_write_new());
  set_form(a.get(), form, passphrase);
  return write_all(a.get(), members);
}

std::string compress(Compression compression, const std::string& bytes) {
  const Writer a(archive_write_new());
  set_filter(a.get(), compression);
  archive_write_set_format_raw(a.get());
  return write_all(a.get(), {{"bytes", bytes}});
}

}  // namespace wmiscope::testkit
