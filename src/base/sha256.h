// SPDX-License-Identifier: Apache-2.0
//
// SHA-256 (FIPS 180-4) in pieces, by nettle: ids of findings, hash of the content. The adapter: no
// other file includes a header of nettle.
//
//   Sha256 hash;
//   hash.update(detection_id);
//   hash.update("\x1F");
//   std::string id = hash.hex().substr(0, 32);
//
// One object belongs to one thread at a time. Reusable: hex() starts anew.
#pragma once

#include <memory>
#include <string>
#include <string_view>

struct sha256_ctx;

namespace wmiscope {

class Sha256 {
 public:
  Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;
  ~Sha256();

  void update(std::string_view bytes);

  // The digest of everything since the start or the last hex(): 64 digits, lower case.
  std::string hex();

 private:
  std::unique_ptr<sha256_ctx> state_;
};

}  // namespace wmiscope
