// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::zlib
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "tektite/io/configuration.hpp"
#include "tektite/io/gzip.hpp"
#include "tektite/io/read_data.hpp"
#include "tektite/io/read_dump.hpp"
#include "tektite/io/read_xyz.hpp"

namespace tektite::io {

/// The frames of a LAMMPS dump, an extended XYZ file or (one only) a LAMMPS data file, gzip or not, told by content.
///
///     FrameReader frames("glass.dump.gz");
///     while (auto frame = frames.next()) use(*frame);
///
/// Holds one frame in memory at a time. \throws Error with file and line wherever the file is not as it should be.
class FrameReader {
 public:
  explicit FrameReader(std::filesystem::path const& path) : file_(path) {
    TextReader& reader = file_.reader();
    std::string_view const first = reader.peek(1);
    std::int64_t count = 0;
    if (first.empty() && reader.peek(2).empty() && reader.peek(3).empty())
      reader.fail_at(1, "the file is empty, expected a LAMMPS dump, a LAMMPS data file or extended XYZ");
    std::vector<std::string_view> words;
    TextReader::split(first, words);
    if (first.substr(0, 5) == "ITEM:")
      format_ = Format::dump;
    else if (words.size() == 1 && parse_number(words[0], count) && !reader.peek(2).empty())
      format_ = Format::xyz;  // a data file may have a number as title, but then a blank line
    else
      format_ = Format::data;
  }

  /// The next frame, or nothing after the last.
  std::optional<Configuration> next() {
    TextReader& reader = file_.reader();
    switch (format_) {
      case Format::dump: return read_dump_frame(reader);
      case Format::xyz: return read_xyz_frame(reader);
      case Format::data: break;
    }
    if (std::exchange(data_read_, true)) return std::nullopt;
    return read_data(reader);
  }

 private:
  enum class Format { dump, xyz, data } format_;
  bool data_read_ = false;
  TextFile file_;
};

struct ReadOptions {
  std::int64_t frame = 0;  ///< 0 is the first, -1 the last
};

/// One frame of a file in any of the formats of `FrameReader`.
///
/// \throws Error with file and line where the file is malformed up to that frame, or has no such frame
inline Configuration read_configuration(std::filesystem::path const& path, ReadOptions const& options = {}) {
  tektite::detail::require(options.frame >= -1, "frame ", options.frame, ", expected 0, 1, ... or -1 for the last");
  FrameReader frames(path);
  std::optional<Configuration> last;
  std::int64_t count = 0;
  while (auto frame = frames.next()) {
    if (count++ == options.frame) return std::move(*frame);
    last = std::move(frame);
  }
  if (options.frame == -1 && last) return std::move(*last);
  tektite::detail::fail(path.string(), ": has ", count, " frames, expected ",
                        options.frame == -1 ? 1 : options.frame + 1);
}

/// All frames of a file.
inline std::vector<Configuration> read_frames(std::filesystem::path const& path) {
  FrameReader frames(path);
  std::vector<Configuration> result;
  while (auto frame = frames.next()) result.push_back(std::move(*frame));
  return result;
}

}  // namespace tektite::io
