// SPDX-License-Identifier: Apache-2.0
#include "input/paths.h"

#include <dirent.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <optional>
#include <set>
#include <utility>

#include "base/limits.h"

namespace wmiscope {
namespace {

using FileKey = std::pair<dev_t, ino_t>;

struct CloseDir {
  void operator()(DIR* dir) const { ::closedir(dir); }
};

// Names in a folder in byte order; nothing where it cannot be read.
std::optional<std::vector<std::string>> names_in(const std::string& folder) {
  const std::unique_ptr<DIR, CloseDir> dir(::opendir(folder.c_str()));
  if (!dir) return std::nullopt;
  std::vector<std::string> names;
  while (const dirent* entry = ::readdir(dir.get())) {
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") names.emplace_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

class Walk {
 public:
  explicit Walk(const std::vector<std::string>& outputs) {
    for (const std::string& path : outputs) {
      struct stat info;
      if (::stat(path.c_str(), &info) == 0) outputs_.insert({info.st_dev, info.st_ino});
    }
  }

  std::expected<void, std::string> argument(std::string path) {
    if (path == "-") {
      found_.files.push_back({path, 0});
      return {};
    }
    struct stat info;
    if (::stat(path.c_str(), &info) != 0) {
      return std::unexpected(path + (errno == ENOENT || errno == ENOTDIR
                                         ? ": no such file or folder"
                                         : std::string(": ") + std::strerror(errno)));
    }
    while (path.size() > 1 && path.back() == '/') path.pop_back();
    if (S_ISDIR(info.st_mode)) {
      folder(path, info, 0);
    } else {
      file(path, info);
    }
    return {};
  }

  InputFiles take() { return std::move(found_); }

 private:
  void folder(const std::string& path, const struct stat& info, std::size_t depth) {
    if (!folders_.insert({info.st_dev, info.st_ino}).second) return;
    const auto names = depth < limits::kMaxFolderDepth ? names_in(path) : std::nullopt;
    if (!names) {
      const bool deep = depth >= limits::kMaxFolderDepth;
      found_.passed_over.push_back(
          {path, deep ? "folders nested too deeply" : std::strerror(errno), true});
      return;
    }
    const std::string prefix = path == "/" ? path : path + "/";
    for (const std::string& name : *names) member(prefix + name, depth);
  }

  // Something met in a folder.
  void member(const std::string& path, std::size_t depth) {
    struct stat info;
    if (::lstat(path.c_str(), &info) != 0) {
      found_.passed_over.push_back({path, std::strerror(errno), true});
    } else if (S_ISDIR(info.st_mode)) {
      folder(path, info, depth + 1);
    } else if (S_ISREG(info.st_mode)) {
      file(path, info);
    } else {
      const bool link = S_ISLNK(info.st_mode);
      found_.passed_over.push_back({path, link ? "a link" : "not a regular file", false});
    }
  }

  void file(const std::string& path, const struct stat& info) {
    const FileKey key{info.st_dev, info.st_ino};
    if (outputs_.contains(key)) {
      found_.passed_over.push_back({path, "written by this run", false});
    } else if (!files_.insert(key).second) {
      found_.passed_over.push_back({path, "read already under another name", false});
    } else {
      const bool regular = S_ISREG(info.st_mode);
      found_.files.push_back({path, regular ? static_cast<std::uint64_t>(info.st_size) : 0});
    }
  }

  InputFiles found_;
  std::set<FileKey> outputs_;
  std::set<FileKey> files_;
  std::set<FileKey> folders_;
};

}  // namespace

std::expected<InputFiles, std::string> find_inputs(const std::vector<std::string>& paths,
                                                   const std::vector<std::string>& outputs) {
  Walk walk(outputs);
  for (const std::string& path : paths) {
    if (auto done = walk.argument(path); !done) return std::unexpected(done.error());
  }
  return walk.take();
}

}  // namespace wmiscope
