// SPDX-License-Identifier: Apache-2.0
#include "tests/peer_decoder.h"

#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <memory>

namespace wmiscope::testkit {
namespace {

struct ClosePipe {
  void operator()(std::FILE* pipe) const { pclose(pipe); }
};

std::string output_of(const std::string& command) {
  const std::unique_ptr<std::FILE, ClosePipe> pipe(popen(command.c_str(), "r"));
  std::string out;
  std::array<char, 4096> block{};
  while (pipe) {
    const std::size_t n = std::fread(block.data(), 1, block.size(), pipe.get());
    if (n == 0) break;
    out.append(block.data(), n);
  }
  return out;
}

}  // namespace

bool peer_decoder_present() {
  static const bool present = !output_of("command -v evtx_dump").empty();
  return present;
}

std::string peer_decode(std::string_view bytes) {
  std::string path = "/tmp/wmiscope_kit_XXXXXX";
  const int fd = mkstemp(path.data());
  if (fd < 0) return "no temporary file";
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(fdopen(fd, "wb"), &std::fclose);
  std::fwrite(bytes.data(), 1, bytes.size(), file.get());
  std::fflush(file.get());
  std::string out = output_of("evtx_dump -t 1 -o jsonl " + path + " 2>&1");
  unlink(path.c_str());
  return out;
}

}  // namespace wmiscope::testkit
