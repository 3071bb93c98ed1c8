// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::zlib

#include <tektite/io/gzip.hpp>

#include <zlib.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <string>

#include "support/frame_texts.hpp"
#include "support/scratch_folder.hpp"

namespace gzip_test {

using tektite::Error;
using namespace frame_texts;

TEST_CASE("damaged gzip files never pass for short ones") {
  ScratchFolder const folder;
  auto const whole = folder / "whole.gz", broken = folder / "broken.gz";
  std::string text;
  for (int k = 0; k < 200; ++k) text += dump;
  gzFile const out = gzopen(whole.c_str(), "wb");
  gzwrite(out, text.data(), unsigned(text.size()));
  gzclose(out);
  REQUIRE(tektite::io::read_frames(whole).size() == 200);

  std::ifstream in(whole, std::ios::binary);
  std::string const bytes{std::istreambuf_iterator<char>(in), {}};
  for (std::size_t cut = 3; cut < bytes.size(); cut += 7) {
    std::ofstream(broken, std::ios::binary) << bytes.substr(0, cut);
    REQUIRE_THROWS_AS(tektite::io::read_frames(broken), Error);
  }
  // A flipped bit is caught by the checksum if not before; in the header it may not matter.
  for (std::size_t at = 20; at < bytes.size(); at += 5) {
    std::string flipped = bytes;
    flipped[at] = static_cast<char>(flipped[at] ^ 8);
    std::ofstream(broken, std::ios::binary) << flipped;
    REQUIRE_THROWS_AS(tektite::io::read_frames(broken), Error);
  }
}

TEST_CASE("compressed and plain files give the same text, whatever their names") {
  ScratchFolder const folder;
  std::string text;
  for (int k = 0; k < 40000; ++k) text += std::to_string(k * 7919 % 10007) + '\n';  // more than one buffer
  std::ofstream(folder / "plain.gz", std::ios::binary) << text;
  gzFile const out = gzopen((folder / "packed.txt").c_str(), "wb");
  gzwrite(out, text.data(), unsigned(text.size()));
  gzclose(out);
  REQUIRE(folder.bytes("packed.txt").size() < text.size());
  for (char const* name : {"plain.gz", "packed.txt"}) {
    CAPTURE(name);
    tektite::io::GzipStream stream(folder / name);
    std::string const read{std::istreambuf_iterator<char>(stream), {}};
    REQUIRE(read == text);
    REQUIRE(stream.bytes_read() == std::int64_t(folder.bytes(name).size()));
    tektite::io::TextFile file(folder / name);
    REQUIRE(file.reader().name() == (folder / name).string());
    REQUIRE((file.reader().next() && file.reader().line() == "0"));
    REQUIRE((file.reader().next() && file.reader().line() == "7919"));
  }
  REQUIRE_THROWS_WITH(tektite::io::GzipStream(folder / "none"),
                      Catch::Matchers::ContainsSubstring("none: cannot be opened: No such file or directory"));
}

}  // namespace gzip_test
