// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <memory>
#include <string_view>

/// \file
/// Compressed data, piece by piece.

namespace tektite::io::detail {

/// What a decoder reads and writes: both pointers advance.
struct Piece {
  char const* in;       ///< compressed bytes
  char const* in_end;   ///< behind the last of them
  char* out;            ///< where decoded bytes go
  char const* out_end;  ///< behind the last byte that may be written
};

/// Decodes one format. Members (frames, streams) that follow each other are one text.
class Decoder {
 public:
  virtual ~Decoder() = default;

  /// Reads and writes until one side is exhausted.
  /// \param last whether no more bytes come after these
  /// \throws Error damaged data
  virtual void decode(Piece& piece, bool last) = 0;

  /// Whether the data may end here.
  virtual bool at_boundary() const = 0;
};

std::unique_ptr<Decoder> decoder_for(std::string_view begin);  // detail/decoders.hpp

}  // namespace tektite::io::detail
