// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::zlib
#pragma once

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <istream>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tektite/core/error.hpp"
#include "tektite/io/configuration.hpp"
#include "tektite/io/detail/other_formats.hpp"
#include "tektite/io/input_stream.hpp"
#include "tektite/io/read_data.hpp"
#include "tektite/io/read_dump.hpp"
#include "tektite/io/read_xyz.hpp"

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
      : file_(std::make_unique<InputStream>(path)), reader_(*file_, path.string()), format_(recognise()) {}

  /// Reads from a stream.
  ///
  /// \param stream must outlive the reader
  /// \param name   of the file in messages
  /// \throws Error it is empty
  FrameReader(std::istream& stream, std::string name) : reader_(stream, std::move(name)), format_(recognise()) {}

  /// Reads the next frame. Types that have names only keep the numbers of earlier frames: an element that appears later
  /// has a larger number.
  ///
  /// \returns      nothing after the last one
  /// \throws Error with file and line where the file is malformed
  std::optional<Configuration> next() {
    auto frame = read_frame();
    if (frame && frame->types_by_name) keep_numbers(*frame);
    return frame;
  }

  /// How much of the file was read so far.
  ///
  /// \returns bytes of the file, compressed where it is, in blocks of about 100 KiB; 0 for a stream
  std::int64_t bytes_read() const { return file_ ? file_->bytes_read() : 0; }

 private:
  enum class Format { dump, xyz, data };

  std::optional<Configuration> read_frame() {
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

  // Gives the types of a frame the numbers that their elements had in earlier frames.
  void keep_numbers(Configuration& frame) {
    std::set<std::string> const distinct(frame.elements.begin(), frame.elements.end());
    if (distinct.size() < frame.elements.size()) return;  // labels of one element: types of their own
    std::vector<int> number;
    for (std::string const& name : frame.elements) {
      auto const found = std::find(elements_.begin(), elements_.end(), name);
      number.push_back(static_cast<int>(found - elements_.begin()));
      if (found == elements_.end()) elements_.push_back(name);
    }
    for (int& type : frame.types) type = number[static_cast<std::size_t>(type)];
    frame.elements = elements_;
  }

  Format recognise() {
    // Copies, because reading further ahead may move the lines in memory.
    std::string const first(reader_.peek(1)), second(reader_.peek(2));
    if (first.empty() && second.empty() && reader_.peek(3).empty())
      reader_.fail_at(1, "the file is empty, expected a LAMMPS dump, a LAMMPS data file or extended XYZ");
    if (first.substr(0, 2) == "\xff\xfe" || first.substr(0, 2) == "\xfe\xff")
      reader_.fail_at(1, "the file is UTF-16 text, expected UTF-8 or ASCII");
    std::vector<std::string_view> words;
    for (std::size_t k = 1; k <= 3 && words.empty(); ++k) TextReader::split(reader_.peek(k), words);
    // In any case of the letters: a dump with a wrong first word is no data file.
    if (!words.empty() && words[0].size() == 5 && edit_distance(words[0], "ITEM:") == 0) return Format::dump;
    std::int64_t count = 0;
    bool const counted = words.size() == 1 && parse_number(words[0], count);
    refuse(detail::binary_format(first));
    if (has_data_header()) return Format::data;
    if (counted) return Format::xyz;
    refuse(detail::text_format(reader_));
    return Format::data;
  }

  // Throws if the file is known to be something else.
  void refuse(std::string_view other) {
    if (other.empty()) return;
    reader_.fail_at(1, "the file is ", other, ", expected a LAMMPS dump, a LAMMPS data file or extended XYZ");
  }

  // Whether the lines after the first one are those of a data file, whose title may be a number. In XYZ the third line
  // is an atom.
  bool has_data_header() {
    std::vector<std::string_view> words;
    for (std::size_t k = 2; k < 60; ++k) {
      std::string_view const line = reader_.peek(k);
      TextReader::split(line.substr(0, line.find('#')), words);
      std::size_t const n = words.size();
      std::int64_t count = 0;
      if (n == 2 && k > 2 && words[1] == "atoms" && parse_number(words[0], count)) return true;
      if (n == 4 && (words[3] == "avec" || (words[2] == "xlo" && words[3] == "xhi"))) return true;
    }
    return false;
  }

  std::vector<std::string> elements_;  // of earlier frames whose types have names only
  std::unique_ptr<InputStream> file_;
  TextReader reader_;
  Format format_;
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
