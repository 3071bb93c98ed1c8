// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::zlib
#pragma once

#include <cstdint>
#include <filesystem>
#include <istream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tektite/core/error.hpp"
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
  /// Opens the file and looks at its first lines.
  explicit FrameReader(std::filesystem::path const& path)
      : file_(std::make_unique<GzipStream>(path)), reader_(*file_, path.string()), format_(recognise()) {}

  /// From a stream that outlives the reader; `name` is what messages call it.
  FrameReader(std::istream& stream, std::string name) : reader_(stream, std::move(name)), format_(recognise()) {}

  /// The next frame, or nothing after the last.
  std::optional<Configuration> next() {
    switch (format_) {
      case Format::dump:
        return read_dump_frame(reader_);
      case Format::xyz:
        return read_xyz_frame(reader_);
      case Format::data:
        break;
    }
    if (std::exchange(data_read_, true)) return std::nullopt;
    return read_data(reader_);
  }

  /// How much of the file, compressed as it may be, was read so far, in blocks of some 100 KiB; 0 for a stream.
  std::int64_t bytes_read() const { return file_ ? file_->bytes_read() : 0; }

 private:
  enum class Format { dump, xyz, data };

  Format recognise() {
    // Copies: looking further ahead may move the lines.
    std::string const first(reader_.peek(1)), second(reader_.peek(2));
    if (first.empty() && second.empty() && reader_.peek(3).empty())
      reader_.fail_at(1, "the file is empty, expected a LAMMPS dump, a LAMMPS data file or extended XYZ");
    if (first.substr(0, 5) == "ITEM:") return Format::dump;
    std::vector<std::string_view> words;
    TextReader::split(first, words);
    std::int64_t count = 0;
    // A data file may have a number as its title, but then a blank line or a header line follows.
    bool const counted = words.size() == 1 && parse_number(words[0], count);
    return counted && second.find('=') != std::string::npos ? Format::xyz : Format::data;
  }

  std::unique_ptr<GzipStream> file_;
  TextReader reader_;
  Format format_;
  bool data_read_ = false;
};

/// Which frame to read.
struct ReadOptions {
  std::int64_t frame = 0;  ///< 0 is the first, -1 the last
};

/// One frame of a file in any of the formats of `FrameReader`.
///
/// \throws Error with file and line where the file is malformed up to that frame, or has no such frame
inline Configuration read_configuration(std::filesystem::path const& path, ReadOptions const& options = {}) {
  tektite::require(options.frame >= -1, "frame ", options.frame, ", expected 0, 1, ... or -1 for the last");
  FrameReader frames(path);
  std::optional<Configuration> last;
  std::int64_t count = 0;
  while (auto frame = frames.next()) {
    if (count++ == options.frame) return std::move(*frame);
    last = std::move(frame);
  }
  if (options.frame == -1 && last) return std::move(*last);
  tektite::fail(path.string(), ": has ", count, " frames, expected ", options.frame == -1 ? 1 : options.frame + 1);
}

/// All frames of a file.
inline std::vector<Configuration> read_frames(std::filesystem::path const& path) {
  FrameReader frames(path);
  std::vector<Configuration> result;
  while (auto frame = frames.next()) result.push_back(std::move(*frame));
  return result;
}

}  // namespace tektite::io
