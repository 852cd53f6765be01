// SPDX-License-Identifier: Apache-2.0
//
// Makes archives and compressed bytes in memory, for tests of what unpacks them.
//
//   std::string zip = make_archive(ArchiveForm::kZip, {{"logs/a.evtx", bytes}});
//   std::string gz = compress(Compression::kGzip, bytes);
//   std::string locked = make_archive(ArchiveForm::kZip, members, "secret");
//
// A name that ends in '/' makes a folder. The same calls give the same bytes. An empty result means
// that libarchive refused, which fails the test that uses it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace wmiscope::testkit {

struct StoredMember {
  std::string name;
  std::string bytes;
};

enum class ArchiveForm : std::uint8_t { kZip, kZipStored, kSevenZip, kTar };
enum class Compression : std::uint8_t { kGzip, kZstd, kXz, kBzip2 };

// With a passphrase the members of a zip are encrypted (AES-256).
std::string make_archive(ArchiveForm form, const std::vector<StoredMember>& members,
                         const std::string& passphrase = "");
std::string compress(Compression compression, const std::string& bytes);

}  // namespace wmiscope::testkit
