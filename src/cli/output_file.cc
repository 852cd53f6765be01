// SPDX-License-Identifier: Apache-2.0
#include "cli/output_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <system_error>
#include <utility>

#include "base/format.h"
#include "cli/terminal.h"

namespace wmiscope {
namespace {

std::string sentence(const std::string& path, int error) {
  return format("{}: {}", path, std::error_code(error, std::generic_category()).message());
}

bool is_special(const struct stat& status) {
  return S_ISCHR(status.st_mode) || S_ISBLK(status.st_mode) || S_ISFIFO(status.st_mode) ||
         S_ISSOCK(status.st_mode);
}

// Takes the name only where it is free; on a file system that cannot promise that, without the
// promise.
int rename_to_free_name(const char* from, const char* to) {
  if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0) return 0;
  return errno == EINVAL || errno == ENOSYS ? std::rename(from, to) : -1;
}

}  // namespace

OutputFile::OutputFile(std::string path, std::string partial, int fd, bool clobber)
    : path_(std::move(path)),
      partial_(std::move(partial)),
      fd_(fd),
      clobber_(clobber),
      output_(std::make_unique<FdOutput>(fd)) {}

OutputFile::~OutputFile() {
  close_output();
  if (!partial_.empty()) unlink(partial_.c_str());
}

std::expected<std::unique_ptr<OutputFile>, std::string> OutputFile::open(const std::string& path,
                                                                         bool clobber) {
  struct stat status{};
  // A link that leads nowhere is there, too.
  const bool exists = stat(path.c_str(), &status) == 0 || lstat(path.c_str(), &status) == 0;
  const bool straight = exists && is_special(status);
  if (exists && S_ISDIR(status.st_mode)) return std::unexpected(path + " is a folder");
  if (exists && !straight && !clobber) {
    return std::unexpected(path + " exists; -C overwrites it");
  }
  const std::string partial = straight ? "" : format("{}.{}.partial", path, getpid());
  const int fd = straight
                     ? ::open(path.c_str(), O_WRONLY | O_CLOEXEC)
                     : ::open(partial.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                              S_IRUSR | S_IWUSR);
  if (fd < 0) return std::unexpected(sentence(path, errno));
  return std::unique_ptr<OutputFile>(new OutputFile(path, partial, fd, clobber));
}

std::optional<std::string> OutputFile::close_output() {
  if (fd_ < 0) return std::nullopt;
  const bool flushed = output_->flush();
  const bool reader_closed = output_->reader_closed();
  const std::string why = flushed ? "" : output_->error_text();
  output_.reset();
  const bool closed = ::close(fd_) == 0;
  const int error = errno;
  fd_ = -1;
  if (!flushed && !reader_closed) return format("{}: {}", path_, why);
  if (!closed) return sentence(path_, error);
  return std::nullopt;
}

std::optional<std::string> OutputFile::rename_partial() {
  const int renamed = clobber_ ? std::rename(partial_.c_str(), path_.c_str())
                               : rename_to_free_name(partial_.c_str(), path_.c_str());
  if (renamed != 0) {
    return errno == EEXIST ? path_ + " was made by another program meanwhile; -C overwrites it"
                           : sentence(path_, errno);
  }
  partial_.clear();
  return std::nullopt;
}

std::optional<std::string> OutputFile::commit() {
  if (auto wrong = close_output()) return wrong;
  return partial_.empty() ? std::nullopt : rename_partial();
}

std::string OutputFile::keep_partial() {
  close_output();
  return std::exchange(partial_, {});
}

void OutputFile::append_names(std::vector<std::string>& names) const {
  names.push_back(path_);
  if (!partial_.empty()) names.push_back(partial_);
}

bool same_file(const std::string& a, const std::string& b) {
  struct stat first{};
  struct stat second{};
  return stat(a.c_str(), &first) == 0 && stat(b.c_str(), &second) == 0 &&
         first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

bool is_special_file(const std::string& path) {
  struct stat status{};
  return stat(path.c_str(), &status) == 0 && is_special(status);
}

bool is_input(const std::string& output, std::span<const std::string> inputs) {
  return !is_special_file(output) && std::ranges::any_of(inputs, [&](const std::string& input) {
    return same_file(input, output);
  });
}

std::vector<std::string> standard_output_files() {
  std::vector<std::string> names;
  for (const char* name : {"/dev/stdout", "/dev/stderr"}) {
    struct stat status{};
    if (stat(name, &status) == 0 && S_ISREG(status.st_mode)) names.emplace_back(name);
  }
  return names;
}

void say_left(const std::string& partial) {
  if (!partial.empty()) say(format("interrupted; what was found until then is in {}", partial));
}

}  // namespace wmiscope
