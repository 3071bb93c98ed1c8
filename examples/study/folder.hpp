// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <optional>
#include <string>
#include <utility>

#include "study/config.hpp"

namespace study {

/// A lock on a part of a study, for this process.
class Lock {
 public:
  /// \param file  an open file that holds the lock
  explicit Lock(int file) : file_(file) {}
  Lock(Lock&& other) noexcept : file_(std::exchange(other.file_, -1)) {}
  Lock& operator=(Lock&&) = delete;
  ~Lock();

 private:
  int file_;
};

/// A study on the disk.
///
///     config.toml  study.json  potential file    the configuration; must not change
///     stages/seed-1/quench/...                   one folder per stage, `done` in it when it is finished
///     stages/seed-1/chi-0.50/shear/...
///     log.jsonl                                  which process did what, when and how fast
///
/// Every file but the log appears when it is complete. All but the log is the same bytes however often the study was
/// interrupted and however many processes worked on it.
class Folder {
 public:
  /// A new study, or the one that is there if it has the same configuration.
  static Folder create(std::filesystem::path const& config_file, std::filesystem::path root);

  /// \throws tektite::Error no study, or its configuration or potential was altered
  static Folder open(std::filesystem::path root);

  Config const& config() const { return config_; }
  std::filesystem::path const& root() const { return root_; }
  std::filesystem::path potential() const { return root_ / std::filesystem::path(config_.potential).filename(); }

  /// Locks a part of the study and removes files there that killed processes have not finished.
  /// \returns nothing where another process has the lock
  std::optional<Lock> lock_glass(std::int64_t seed) const;
  std::optional<Lock> lock_root() const;  ///< the files that belong to no glass

  /// The folder of a stage, made if need be.
  std::filesystem::path stage(std::string const& name) const;
  bool done(std::string const& stage) const;
  void mark_done(std::string const& stage) const;

  /// Adds a line to the log: a JSON object without braces.
  void log(std::string const& fields) const;

 private:
  Folder() = default;

  std::filesystem::path root_;
  Config config_;
};

/// "seed-3", "seed-3/chi-0.50".
std::string glass_name(std::int64_t seed);
std::string sample_name(std::int64_t seed, double connectivity);

/// The bytes of a file, or the first of them. \throws tektite::Error
std::string read_file(std::filesystem::path const& path,
                      std::size_t most_bytes = std::numeric_limits<std::size_t>::max());

/// Writes a text file that appears when it is complete.
void write_file(std::filesystem::path const& path, std::string const& text);

/// A JSON string with its quotes.
std::string quoted(std::string const& text);

}  // namespace study
