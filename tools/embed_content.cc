// SPDX-License-Identifier: Apache-2.0
//
// Build tool: writes the C++ source that holds all files below content/ (src/content/embedded.h).
//
//   embed_content CONTENT_DIR OUTPUT
//
// Text stands in raw string literals, cut at ends of lines into pieces of at most 16 KB; YAML also
// as the constants of src/content/packed_yaml.h. A YAML file that cannot be read fails the build
// with its name and line.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

#include "base/format.h"
#include "base/sha256.h"
#include "content/yaml.h"

namespace {

namespace fs = std::filesystem;
using wmiscope::format;
using wmiscope::YamlNode;

constexpr std::size_t kPieceSize = 16'000;
constexpr std::string_view kDelimiter = "wmiscope";

struct File {
  std::string path;  // below content/
  std::string text;
  std::vector<YamlNode> documents;
};

std::vector<File> read_files(const fs::path& folder) {
  std::vector<File> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    const fs::path extension = entry.path().extension();
    if (extension != ".yml" && extension != ".jsonl") continue;
    std::ifstream in(entry.path(), std::ios::binary);
    files.push_back({fs::relative(entry.path(), folder).generic_string(),
                     {std::istreambuf_iterator<char>(in), {}},
                     {}});
  }
  std::ranges::sort(files, {}, &File::path);
  return files;
}

// Fills in the documents of YAML files; false, with a message, where one cannot be read.
bool parse_files(std::vector<File>& files) {
  bool good = true;
  for (File& file : files) {
    if (!file.path.ends_with(".yml")) continue;
    auto documents = wmiscope::parse_yaml(file.text);
    if (documents) {
      file.documents = std::move(*documents);
      continue;
    }
    std::cerr << format("content/{}:{}: {}\n", file.path, documents.error().place.line,
                        documents.error().message);
    good = false;
  }
  return good;
}

std::string raw_literal(std::string_view text) {
  return format("R\"{}({}){}\"", kDelimiter, text, kDelimiter);
}

// The text as adjacent literals.
std::string literals(std::string_view text) {
  std::string out = "\"\"";
  while (!text.empty()) {
    std::size_t size = std::min(text.size(), kPieceSize);
    const std::size_t newline = text.substr(0, size).rfind('\n');
    if (size < text.size() && newline != std::string_view::npos) size = newline + 1;
    out += "\n     " + raw_literal(text.substr(0, size));
    text.remove_prefix(size);
  }
  return out;
}

std::string_view kind_name(YamlNode::Kind kind) {
  switch (kind) {
    case YamlNode::Kind::kNull:
      return "kNull";
    case YamlNode::Kind::kScalar:
      return "kScalar";
    case YamlNode::Kind::kSequence:
      return "kSequence";
    case YamlNode::Kind::kMap:
      return "kMap";
  }
  return "";
}

void pack_one(std::string& out, YamlNode::Kind kind, bool quoted, wmiscope::YamlPlace place,
              std::size_t count, std::string_view text) {
  out += format("    {{K::{}, {}, {}, {}, {}, {}sv}},\n", kind_name(kind), quoted, place.line,
                place.column, count, raw_literal(text));
}

void pack(std::string& out, const YamlNode& node) {
  const std::size_t count = node.items.size() + node.entries.size();
  pack_one(out, node.kind, node.quoted, node.place, count, node.text);
  for (const YamlNode& item : node.items) pack(out, item);
  for (const YamlNode::Entry& entry : node.entries) {
    pack_one(out, YamlNode::Kind::kScalar, false, entry.place, 0, entry.key);
    pack(out, entry.value);
  }
}

std::string hash_of(const std::vector<File>& files) {
  wmiscope::Sha256 hash;
  for (const File& file : files) {
    hash.update(file.path);
    hash.update("\n");
    hash.update(file.text);
  }
  return hash.hex();
}

std::string source_of(const std::vector<File>& files) {
  std::string packed;
  std::string entries;
  for (std::size_t i = 0; i < files.size(); ++i) {
    const File& file = files[i];
    std::string nodes = "{}";
    if (!file.documents.empty()) {
      nodes = format("kPacked{}", i);
      packed += format("constexpr PackedNode {}[] = {{\n", nodes);
      for (const YamlNode& document : file.documents) pack(packed, document);
      packed += "};\n\n";
    }
    entries +=
        format("    {{\"{}\",\n     {}sv,\n     {}}},\n", file.path, literals(file.text), nodes);
  }
  return format(
      "// Made by tools/embed_content.cc out of content/.\n"
      "#include <string>\n\n#include \"content/embedded.h\"\n\n"
      "namespace wmiscope {{\nnamespace {{\n\n"
      "using namespace std::string_view_literals;\nusing K = YamlNode::Kind;\n\n{}"
      "constexpr EmbeddedFile kFiles[] = {{\n{}}};\n\n}}  // namespace\n\n"
      "std::span<const EmbeddedFile> embedded_files() {{ return kFiles; }}\n\n"
      "std::string embedded_content_hash() {{ return \"{}\"; }}\n\n}}  // namespace wmiscope\n",
      packed, entries, hash_of(files));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "embed_content CONTENT_DIR OUTPUT\n";
    return 2;
  }
  std::vector<File> files = read_files(argv[1]);
  if (!parse_files(files)) return 1;
  for (const File& file : files) {
    if (file.text.find(format("){}\"", kDelimiter)) == std::string::npos) continue;
    std::cerr << format("content/{}: holds the delimiter of raw strings\n", file.path);
    return 1;
  }
  std::ofstream out(argv[2], std::ios::binary);
  out << source_of(files);
  return out.good() ? 0 : 1;
}
