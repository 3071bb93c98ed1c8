// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

#include "tektite/io/detail/host_pieces.hpp"
#include "tektite/io/text_reader.hpp"

/// \file
/// Lines of a file that several threads read. What they read are lines as most are: each of them can be stored where it
/// belongs without regard to those before it. The caller reads any other line alone, and finds the words of an error.

namespace tektite::io::detail {

/// Some lines of a block, for one thread.
struct LinePiece {
  std::string_view text;  ///< whole lines with their ends
  std::size_t first = 0;  ///< number of the first one in the block
  std::size_t count = 0;  ///< of the lines
  std::size_t read = 0;   ///< how many are read: all, or those before one that a thread must not read
  std::size_t bytes = 0;  ///< in these
};

/// Takes the first line off a text. \param text begins with it \returns the line without its end
inline std::string_view take_line(std::string_view& text) {
  std::size_t const end = std::min(text.find('\n'), text.size());
  std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return line;
}

/// Takes the first word off a text. \returns the word; empty where there is none
inline std::string_view take_word(std::string_view& text) {
  auto const is_blank = [](char c) { return c == ' ' || c == '\t'; };
  char const *begin = text.data(), *const last = begin + text.size();
  while (begin != last && is_blank(*begin)) ++begin;
  char const* end = begin;
  while (end != last && !is_blank(*end)) ++end;
  text = {end, std::size_t(last - end)};
  return {begin, std::size_t(end - begin)};
}

/// Number of lines. \param text whole lines, at least one
inline std::size_t count_lines(std::string_view text) {
  return std::size_t(std::count(text.begin(), text.end(), '\n')) + (text.back() == '\n' ? 0 : 1);
}

/// Divides a block of lines. \param text whole lines \param count pieces, about equally long
inline std::vector<LinePiece> divide_lines(std::string_view text, std::size_t count) {
  std::vector<LinePiece> pieces;
  for (std::size_t k = 0, begin = 0; k < count && begin < text.size(); ++k) {
    std::size_t const about = std::max(begin, text.size() / count * (k + 1));
    std::size_t const end = k + 1 == count ? text.size() : std::min(text.find('\n', about), text.size() - 1) + 1;
    pieces.push_back({text.substr(begin, end - begin)});
    begin = end;
  }
  return pieces;
}

/// What `read_line_block` has read.
struct LineBlock {
  std::size_t lines = 0;  ///< number of lines
  std::size_t bytes = 0;  ///< in them
  bool whole = false;     ///< false where the line behind them must be read alone, or there is none
};

/// Reads lines behind the current one, as far as threads may read them, and passes over these.
///
/// \param most     lines
/// \param bytes    about how many bytes of lines at once
/// \param shortest bytes of a line that `store` does not refuse, with its end
/// \param resize   `resize(n)`: makes room for the first n lines of this block, or takes it back
/// \param store    `bool store(k, line)`: stores line k of the block, in any order and thread; false where it must not
template <class Resize, class Store>
LineBlock read_line_block(TextReader& reader, std::size_t most, std::size_t bytes, std::size_t shortest,
                          Resize const& resize, Store const& store) {
  std::string_view const text = reader.lines_ahead(bytes);
  // Threads that are woken for less would only wait for each other.
  std::size_t const shares = text.size() < (std::size_t(1) << 18) ? 1 : 2 * host_threads();
  std::vector<LinePiece> pieces = divide_lines(text, shares);
  for_each_piece(pieces.size(), [&](std::size_t k) { pieces[k].count = count_lines(pieces[k].text); });
  std::size_t total = 0;
  for (LinePiece& piece : pieces) {
    piece.first = total;
    piece.count = std::min(piece.count, most - total);
    total += piece.count;
  }
  // No memory for lines that are too short for their fields.
  if (total == 0 || total > (text.size() + 1) / shortest) return {};
  resize(total);
  for_each_piece(pieces.size(), [&](std::size_t k) {
    LinePiece& piece = pieces[k];
    std::string_view rest = piece.text;
    for (; piece.read != piece.count; ++piece.read) {  // nvcc takes `read <` for a template
      std::string_view const line = take_line(rest);
      if (line.size() >= TextReader::max_line || !store(piece.first + piece.read, line)) break;
      piece.bytes = piece.text.size() - rest.size();
    }
  });
  LineBlock block{.whole = true};
  for (LinePiece const& piece : pieces) {
    block.lines += piece.read;
    block.bytes += piece.bytes;
    block.whole = piece.read == piece.count;
    if (!block.whole) break;
  }
  resize(block.lines);
  reader.skip(block.lines, block.bytes);
  return block;
}

/// How many bytes of lines to read at once: few at first and before a line that is read alone, then more, but hardly
/// more than are wanted.
class BlockSize {
 public:
  /// \param wanted lines that are still to be read \returns bytes
  std::size_t next(std::size_t wanted) const {
    if (lines_ == 0) return smallest;
    double const all = double(bytes_) / double(lines_) * double(wanted);
    return std::clamp(all < double(size_) ? std::size_t(all) : size_, smallest, largest);
  }

  /// Counts what was read.
  void add(LineBlock const& block) {
    lines_ += block.lines;
    bytes_ += block.bytes;
    size_ = block.whole ? std::min(4 * size_, largest) : smallest;
  }

 private:
  static constexpr std::size_t smallest = std::size_t(1) << 16, largest = std::size_t(1) << 23;

  std::size_t size_ = smallest, lines_ = 0, bytes_ = 0;
};

}  // namespace tektite::io::detail
