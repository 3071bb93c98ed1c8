// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::files
//
// Compressed files of every format that this build reads, whole and damaged.

#include <tektite/io/input_stream.hpp>
#include <tektite/io/read_configuration.hpp>
#include <tektite/io/read_setfl.hpp>

#include <sys/stat.h>
#include <zlib.h>
#if defined(TEKTITE_USES_ZSTD)
#include <zstd.h>
#endif
#if defined(TEKTITE_USES_BZIP2)
#include <bzlib.h>
#endif
#if defined(TEKTITE_USES_LZMA)
#include <lzma.h>
#endif

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <fstream>
#include <functional>
#include <iterator>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "support/scratch_folder.hpp"

namespace input_stream_test {

using Catch::Matchers::ContainsSubstring;
using tektite::io::InputStream;

namespace {

struct Format {
  std::string name;
  std::function<std::string(std::string const&)> compress;
};

std::vector<Format> formats() {
  std::vector<Format> result;
#if defined(TEKTITE_USES_ZSTD)
  result.push_back({"zstd", [](std::string const& text) {
                      std::string out(ZSTD_compressBound(text.size()), '\0');
                      out.resize(ZSTD_compress(out.data(), out.size(), text.data(), text.size(), 3));
                      return out;
                    }});
#endif
#if defined(TEKTITE_USES_BZIP2)
  result.push_back({"bzip2", [](std::string const& text) {
                      auto size = static_cast<unsigned>(text.size() + text.size() / 50 + 700);
                      std::string out(size, '\0');
                      REQUIRE(BZ2_bzBuffToBuffCompress(out.data(), &size, const_cast<char*>(text.data()),
                                                       static_cast<unsigned>(text.size()), 1, 0, 0) == BZ_OK);
                      out.resize(size);
                      return out;
                    }});
#endif
#if defined(TEKTITE_USES_LZMA)
  result.push_back({"xz", [](std::string const& text) {
                      std::string out(lzma_stream_buffer_bound(text.size()), '\0');
                      std::size_t size = 0;
                      REQUIRE(lzma_easy_buffer_encode(1, LZMA_CHECK_CRC32, nullptr,
                                                      reinterpret_cast<std::uint8_t const*>(text.data()), text.size(),
                                                      reinterpret_cast<std::uint8_t*>(out.data()), &size,
                                                      out.size()) == LZMA_OK);
                      out.resize(size);
                      return out;
                    }});
#endif
  return result;
}

void write(std::filesystem::path const& path, std::string const& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

std::string read(std::filesystem::path const& path) {
  InputStream stream(path);
  return {std::istreambuf_iterator<char>(stream), {}};
}

// Text that does not become short: digits at random.
std::string digits(std::size_t size) {
  std::mt19937 random(7);
  std::string text;
  while (text.size() < size) text += std::to_string(random()) + "\n";
  return text;
}

std::string const dump =
    "ITEM: TIMESTEP\n0\nITEM: NUMBER OF ATOMS\n1\nITEM: BOX BOUNDS pp pp pp\n0 3\n0 3\n0 3\nITEM: ATOMS id type x y z\n"
    "1 1 1 1 1\n";

}  // namespace

TEST_CASE("plain text is read as it is") {
  ScratchFolder const folder;
  for (std::string const& text : {std::string(), std::string("a"), std::string("BZ"), std::string("BZh 50 glass"),
                                  std::string("BZh1000"), digits(300000)}) {
    write(folder / "plain", text);
    REQUIRE(read(folder / "plain") == text);
  }
}

TEST_CASE("every format is recognised by content, with several members one after the other") {
  ScratchFolder const folder;
  for (Format const& format : formats()) {
    INFO(format.name);
    // More than one buffer in and out; a whole number of them, one more, one less; nothing.
    for (std::size_t const size : {0, 1, 1000, (1 << 17) - 1, 1 << 17, (1 << 17) + 1, 700000}) {
      std::string const text = digits(size).substr(0, size);
      write(folder / "file", format.compress(text));
      REQUIRE(read(folder / "file") == text);
      write(folder / "file", format.compress(text) + format.compress("tail"));
      REQUIRE(read(folder / "file") == text + "tail");
    }
    write(folder / "zeros", format.compress(std::string(5 << 20, '0')));
    REQUIRE(read(folder / "zeros") == std::string(5 << 20, '0'));

    write(folder / "frames", format.compress(dump + dump));
    REQUIRE(tektite::io::read_frames(folder / "frames").size() == 2);
    tektite::io::FrameReader frames(folder / "frames");
    while (frames.next()) {
    }
    REQUIRE(frames.bytes_read() == std::int64_t(std::filesystem::file_size(folder / "frames")));
    write(folder / "potential", format.compress("no potential\n"));
    REQUIRE_THROWS_WITH(tektite::io::read_setfl(folder / "potential"), ContainsSubstring("potential:"));
  }
}

#if defined(TEKTITE_USES_ZSTD)
TEST_CASE("a zstd file may begin with frames that are skipped") {
  ScratchFolder const folder;
  std::string const skipped("\x50\x2a\x4d\x18\4\0\0\0size", 12);
  write(folder / "file", skipped + formats()[0].compress("text") + skipped);
  REQUIRE(read(folder / "file") == "text");
}
#endif

TEST_CASE("a pipe is read as a file, compressed or not") {
  ScratchFolder const folder;
  std::vector<std::string> contents{dump + dump};
  for (Format const& format : formats()) contents.push_back(format.compress(dump + dump));
  for (std::string const& bytes : contents) {
    auto const path = folder / "pipe";
    REQUIRE(mkfifo(path.c_str(), 0600) == 0);
    std::thread writer([&] { write(path, bytes); });
    tektite::io::FrameReader frames(path);
    REQUIRE(frames.next()->size() == 1);
    REQUIRE(frames.next()->size() == 1);
    REQUIRE_FALSE(frames.next());
    REQUIRE(frames.bytes_read() == 0);
    writer.join();
    std::filesystem::remove(path);
  }
}

TEST_CASE("what cannot be read as a file is an error with its name") {
  ScratchFolder const folder;
  REQUIRE_THROWS_WITH(InputStream(folder / "none"), ContainsSubstring("none: cannot be opened: No such file"));
  std::filesystem::create_directory(folder / "folder");
  REQUIRE_THROWS_WITH(InputStream(folder / "folder"), ContainsSubstring("folder: cannot be read: Is a directory"));
  REQUIRE_THROWS_WITH(InputStream(folder / "a\x1b[31m"), ContainsSubstring("a?[31m: cannot be opened"));
}

TEST_CASE("data that are damaged or end early never pass for short ones") {
  ScratchFolder const folder;
  for (Format const& format : formats()) {
    INFO(format.name);
    std::string text;
    for (int k = 0; k < 100; ++k) text += dump;
    std::string const bytes = format.compress(text);
    for (std::size_t cut = 8; cut < bytes.size(); cut += 3) {
      write(folder / "cut", bytes.substr(0, cut));
      REQUIRE_THROWS_AS(tektite::io::read_frames(folder / "cut"), tektite::Error);
    }
    write(folder / "cut", bytes.substr(0, bytes.size() - 1));
    REQUIRE_THROWS_WITH(tektite::io::read_frames(folder / "cut"), ContainsSubstring("cut:"));
    write(folder / "tail", bytes + "rubbish");
    REQUIRE_THROWS_AS(tektite::io::read_frames(folder / "tail"), tektite::Error);
  }
}

}  // namespace input_stream_test
