// SPDX-License-Identifier: Apache-2.0
//
// Runs a fuzz target without a fuzzer: once over nothing at all and once over every file of the
// folders named, in the order of their names.
//
//   sigma_rule_replay fuzz/seeds/sigma_rule
//
// Ends with 1 where a folder holds no file, so that a wrong path cannot pass for a test.

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <system_error>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

std::vector<std::filesystem::path> files_of(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    if (entry.is_regular_file(error)) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

void replay(const std::string& bytes) {
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
}

std::string content(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

}  // namespace

int main(int argc, char** argv) {
  replay("");
  std::size_t count = 0;
  for (int i = 1; i < argc; ++i) {
    const auto files = files_of(argv[i]);
    if (files.empty()) {
      std::fprintf(stderr, "%s: no seed files\n", argv[i]);
      return 1;
    }
    for (const auto& file : files) replay(content(file));
    count += files.size();
  }
  std::printf("%zu seeds replayed\n", count);
  return count == 0 ? 1 : 0;
}
