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
#include <utility>
#include <vector>

#include "tektite/core/error.hpp"
#include "tektite/io/configuration.hpp"
#include "tektite/io/detail/frame_format.hpp"
#include "tektite/io/input_stream.hpp"
#include "tektite/io/read_data.hpp"
#include "tektite/io/read_dump.hpp"
#include "tektite/io/read_xyz.hpp"
#include "tektite/io/text_reader.hpp"

/// \file
/// Frames of text files in any of the formats that the library reads.

namespace tektite::io {

/// The frames of a LAMMPS dump, an extended XYZ file or (one frame only) a LAMMPS data file, compressed or not. Format
/// and compression are recognised by content.
///
///     FrameReader frames("glass.dump.gz");
///     while (auto frame = frames.next()) use(*frame);
///
/// Holds one frame in memory at a time.
class FrameReader {
 public:
  /// Opens a file and recognises its format. \param path of the file \throws Error it cannot be opened, or is empty
  explicit FrameReader(std::filesystem::path const& path)
      : file_(std::make_unique<InputStream>(path)),
        reader_(*file_, path.string()),
        format_(detail::frame_format(reader_)) {}

  /// Reads from a stream.
  ///
  /// \param stream must outlive the reader
  /// \param name   of the file in messages
  /// \throws Error it is empty
  FrameReader(std::istream& stream, std::string name)
      : reader_(stream, std::move(name)), format_(detail::frame_format(reader_)) {}

  /// Reads the next frame. Types that have names only keep the numbers of earlier frames: an element that appears later
  /// has a larger number.
  ///
  /// \returns      nothing after the last one
  /// \throws Error with file and line where the file is malformed
  std::optional<Configuration> next() {
    auto frame = read_frame();
    if (frame && frame->types_by_name) detail::keep_numbers(*frame, elements_);
    return frame;
  }

  /// How much of the file was read so far.
  ///
  /// \returns bytes of the file, compressed where it is, in blocks of about 100 KiB; 0 for a stream
  std::int64_t bytes_read() const { return file_ ? file_->bytes_read() : 0; }

 private:
  std::optional<Configuration> read_frame() {
    switch (format_) {
      case detail::FrameFormat::dump:
        return read_dump_frame(reader_);
      case detail::FrameFormat::xyz:
        return read_xyz_frame(reader_);
      case detail::FrameFormat::data:
        break;
    }
    if (std::exchange(data_read_, true)) return std::nullopt;
    return read_data(reader_);
  }

  std::vector<std::string> elements_;  // of earlier frames whose types have names only
  std::unique_ptr<InputStream> file_;
  TextReader reader_;
  detail::FrameFormat format_;
  bool data_read_ = false;
};

/// Which frame to read.
struct ReadOptions {
  std::int64_t frame = 0;  ///< 0 is the first, -1 the last
};

/// Reads one frame of a file in any of the formats of `FrameReader`.
///
/// \param path    of the file
/// \param options which frame
/// \returns       that frame
/// \throws Error  with file and line where the file is malformed up to that frame, or has no such frame
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

/// Reads all frames of a file.
///
/// \param path   of the file
/// \returns      the frames in their order
/// \throws Error as `FrameReader`
inline std::vector<Configuration> read_frames(std::filesystem::path const& path) {
  FrameReader frames(path);
  std::vector<Configuration> result;
  while (auto frame = frames.next()) result.push_back(std::move(*frame));
  return result;
}

}  // namespace tektite::io

#ifndef TEKTITE_USES_HOST_IO
#include "tektite/io/detail/recognise_frames.hpp"
#endif
