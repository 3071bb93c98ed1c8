// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "tektite/core/error.hpp"

/// \file
/// Files that appear under their name when they are complete.

namespace tektite::io {

/// A temporary name in the folder of the file that is replaced, and the step that renames the finished file to the
/// target.
///
/// The old file stays complete until `commit`, which flushes the new one to the disk and renames it: at any moment,
/// even after a crash, the target is the old file or the new one. Without `commit` the destructor removes the temporary
/// file. A symbolic link is followed. A target that is not a regular file (a pipe, `/dev/stdout`) is written directly.
class AtomicPath {
 public:
  /// Chooses the temporary name. \param target path of the finished file \throws Error the target may not be written
  explicit AtomicPath(std::filesystem::path target) : target_(std::move(target)) {
    std::error_code error;
    auto const status = std::filesystem::status(target_, error);
    if (std::filesystem::is_directory(status)) fail("it is a folder");
    if (open_descriptor(target_) >= 0) {
      temporary_ = target_;
      done_ = true;
      return;
    }
    if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status)) {
      temporary_ = target_;
      done_ = true;
      return;
    }
    std::filesystem::path final = target_;
    // A link may lead to another link, and the last one to a file that does not exist yet.
    for (int links = 0; links < 40 && std::filesystem::is_symlink(std::filesystem::symlink_status(final, error));
         ++links)
      final = final.parent_path() / std::filesystem::read_symlink(final, error);
    if (std::filesystem::exists(status)) {
      // Renaming needs no permission on the file itself, but a file that is protected against writing must stay.
      int const probe = ::open(final.c_str(), O_WRONLY | O_CLOEXEC);
      if (probe < 0) fail(std::strerror(errno));
      ::close(probe);
    }
    static std::atomic<unsigned> counter{0};
    final_ = final;
    // Appended in steps: GCC 12 warns falsely about a literal in front of a temporary.
    std::string name(1, '.');
    name += final.filename().string();
    name += ".part-" + std::to_string(::getpid()) + "-" + std::to_string(counter++);
    temporary_ = final.parent_path() / name;
  }

  AtomicPath(AtomicPath const&) = delete;
  AtomicPath& operator=(AtomicPath const&) = delete;

  ~AtomicPath() {
    if (!done_) ::unlink(temporary_.c_str());
  }

  /// The descriptor that a path stands for. \param path `/dev/stdout`, `/dev/fd/N` or any other \returns -1 for others
  static int open_descriptor(std::filesystem::path const& path) {
    std::string const name = path.string(), folder = "/dev/fd/";
    if (name == "/dev/stdout") return STDOUT_FILENO;
    if (name.size() < folder.size() + 1 || name.size() > folder.size() + 6 || !name.starts_with(folder)) return -1;
    int number = 0;
    for (char const digit : name.substr(folder.size())) {
      if (digit < '0' || digit > '9') return -1;
      number = 10 * number + (digit - '0');
    }
    return number;
  }

  /// The name that the finished file gets. \returns as given
  std::filesystem::path const& target() const { return target_; }

  /// The name to write to. \returns in the same folder; the target itself if it is not a regular file
  std::filesystem::path const& temporary() const { return temporary_; }

  /// Replaces the target by the written file, which the caller has closed. \throws Error with target and reason
  void commit() {
    if (done_) return;
    sync(temporary_, O_RDONLY);
    if (::rename(temporary_.c_str(), final_.c_str()) != 0) fail(std::strerror(errno));
    done_ = true;
    // The new name is on the disk after the folder is flushed. Some file systems cannot do that; this is not an error.
    std::filesystem::path const folder = final_.parent_path();
    int const descriptor = ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_CLOEXEC | O_DIRECTORY);
    if (descriptor >= 0) {
      ::fsync(descriptor);
      ::close(descriptor);
    }
  }

  /// Throws the `Error` that names the target. \param reason what went wrong
  [[noreturn]] void fail(std::string_view reason) const {
    tektite::fail(target_.string(), ": cannot be written: ", reason);
  }

 private:
  void sync(std::filesystem::path const& path, int flags) const {
    int const descriptor = ::open(path.c_str(), flags | O_CLOEXEC);
    if (descriptor < 0) fail(std::strerror(errno));
    int const code = ::fsync(descriptor), reason = errno;
    ::close(descriptor);
    if (code != 0) fail(std::strerror(reason));
  }

  std::filesystem::path target_, final_, temporary_;
  bool done_ = false;
};

/// A file that appears under its name at `commit`, or not at all. Every write is checked. Where the file system has
/// files without a name (Linux' `O_TMPFILE`), a process that is killed leaves nothing behind.
///
/// `/dev/stdout` and `/dev/fd/N` are what this process has open there. That is written to as it is: text is added where
/// the shell has put the end (`>> file`), and nothing is replaced.
class AtomicFile {
 public:
  /// Opens the temporary file.
  ///
  /// \param target path of the finished file
  /// \throws Error with file and reason, here and in every member
  explicit AtomicFile(std::filesystem::path const& target) : path_(target) {
    int const open_already = AtomicPath::open_descriptor(target);
    if (open_already >= 0)
      descriptor_ = ::fcntl(open_already, F_DUPFD_CLOEXEC, 0);
    else
      open_file();
    if (descriptor_ < 0) path_.fail(std::strerror(errno));
    // The new file has the permissions of the old one.
    struct stat old;
    if (open_already < 0 && ::stat(target.c_str(), &old) == 0 && S_ISREG(old.st_mode))
      ::fchmod(descriptor_, old.st_mode & 07777);
  }

  AtomicFile(AtomicFile const&) = delete;
  AtomicFile& operator=(AtomicFile const&) = delete;

  ~AtomicFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }

  /// Adds text, in a buffer of 1 MiB. \param text any bytes
  void write(std::string_view text) {
    constexpr std::size_t large = std::size_t(1) << 20;
    if (text.size() < large) {
      buffer_.append(text);
      if (buffer_.size() >= large) flush();
    } else {
      flush();
      put(text);
    }
  }

  /// Writes the buffer and replaces the target. Nothing may be written afterwards.
  void commit() {
    flush();
    if (nameless_) {
      // Flushed before it has a name, which is then there for a moment only.
      if (::fsync(descriptor_) != 0 ||
          ::linkat(AT_FDCWD, link_to(descriptor_).c_str(), AT_FDCWD, path_.temporary().c_str(), AT_SYMLINK_FOLLOW) != 0)
        path_.fail(std::strerror(errno));
    }
    int const descriptor = descriptor_;
    descriptor_ = -1;
    if (::close(descriptor) != 0) path_.fail(std::strerror(errno));
    path_.commit();
  }

 private:
  // How the system calls an open file.
  static std::string link_to(int descriptor) { return "/proc/self/fd/" + std::to_string(descriptor); }

  // Opens a file without a name, which the system removes if the process ends; where there is none, one with the
  // temporary name.
  void open_file() {
    std::filesystem::path const& named = path_.temporary();
#ifdef O_TMPFILE
    if (named != path_.target()) {
      // A name that the file could not get at the end is an error now, as it is where a file is made.
      if (::access(named.c_str(), F_OK) != 0 && errno == ENAMETOOLONG) return;
      std::filesystem::path const folder = named.has_parent_path() ? named.parent_path() : ".";
      descriptor_ = ::open(folder.c_str(), O_WRONLY | O_TMPFILE | O_CLOEXEC, 0666);
      nameless_ = descriptor_ >= 0 && ::access(link_to(descriptor_).c_str(), F_OK) == 0;
      if (nameless_) return;
      if (descriptor_ >= 0) ::close(descriptor_);
    }
#endif
    descriptor_ = ::open(named.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  }

  void flush() {
    put(buffer_);
    buffer_.clear();
  }

  void put(std::string_view rest) {
    while (!rest.empty()) {
      ssize_t const count = ::write(descriptor_, rest.data(), rest.size());
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) path_.fail(std::strerror(errno));
      rest.remove_prefix(static_cast<std::size_t>(count));
    }
  }

  AtomicPath path_;
  std::string buffer_;
  int descriptor_ = -1;
  bool nameless_ = false;  // until `commit`
};

/// Removes the temporary files that killed processes have left of a file, or of all files whose names begin with
/// `target` and a dot.
///
/// Not to be called while another process writes such files. A file that cannot be removed stays, without an error.
///
/// \param target path of the finished file
inline void remove_abandoned(std::filesystem::path const& target) {
  std::string const start = std::string(1, '.') + target.filename().string() + '.';
  std::error_code error;
  std::filesystem::path const folder = target.has_parent_path() ? target.parent_path() : ".";
  std::vector<std::filesystem::path> found;
  for (std::filesystem::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    std::string const name = entry->path().filename().string();
    if (name.starts_with(start) && name.find(".part-") != std::string::npos) found.push_back(entry->path());
  }
  for (auto const& path : found) std::filesystem::remove(path, error);
}

}  // namespace tektite::io
