// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::files

#include <tektite/io/text_writer.hpp>

#include <tektite/core/error.hpp>
#include <tektite/io/gzip.hpp>
#include <tektite/io/write_dump.hpp>

#include <zlib.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <iterator>
#include <limits>
#include <string>
#include <string_view>

#include "support/sample_configuration.hpp"
#include "support/scratch_folder.hpp"

namespace text_writer_test {

using namespace samples;
using tektite::io::append_number;

TEST_CASE("the same data give the same bytes, compressed too") {
  ScratchFolder const folder;
  Configuration const c = sample(Box::triclinic({10, 9, 11}, -4, 3, -2), 3000);
  for (std::string const end : {".dump", ".dump.gz"}) {
    write_dump(folder / ("a" + end), c);
    write_dump(folder / ("b" + end), c);
    REQUIRE(folder.bytes("a" + end) == folder.bytes("b" + end));
  }
}

TEST_CASE("text and numbers are written as they are, compressed where the name says so") {
  ScratchFolder const folder;
  std::string const expected = "x 0.1 -0 1e+300 5e-324 -9223372036854775808 7\n";
  std::string const block(70000, 'y');  // more than one buffer
  for (std::string const name : {"a.txt", "a.txt.gz"}) {
    CAPTURE(name);
    tektite::io::TextWriter out(folder / name);
    REQUIRE(out.name() == (folder / name).string());
    out << "x " << 0.1 << ' ' << -0.0 << ' ' << 1e300 << ' ' << std::numeric_limits<double>::denorm_min() << ' '
        << std::numeric_limits<std::int64_t>::min() << ' ' << 7 << '\n';
    out << block << block << '\n';
    REQUIRE_FALSE(std::filesystem::exists(folder / name));
    out.commit();
    std::string const bytes = folder.bytes(name);
    REQUIRE(bytes.starts_with("\x1f\x8b") == name.ends_with(".gz"));
    // zlib itself reads both kinds.
    std::string text(300000, '\0');
    gzFile const in = gzopen((folder / name).c_str(), "rb");
    text.resize(std::size_t(gzread(in, text.data(), unsigned(text.size()))));
    gzclose(in);
    REQUIRE(text == expected + block + block + "\n");
  }
  REQUIRE(folder.count() == 2);
}

TEST_CASE("rows that threads make side by side stand in their order, whatever their lengths") {
  ScratchFolder const folder;
  auto const row = [](std::string& text, std::size_t i) {
    append_number(text, i);
    text += ' ';
    text.append(i % 97 == 0 ? 5000 : i % 7, 'r');
    text += '\n';
  };
  for (std::size_t const rows : {0, 1, 15, 17, 60000}) {
    std::string expected = "head\n";
    for (std::size_t i = 0; i < rows; ++i) row(expected, i);
    expected += "tail\n";
    for (std::string const name : {"rows", "rows.gz"}) {
      CAPTURE(rows, name);
      tektite::io::TextWriter out(folder / name);
      out << "head\n";
      out.add_rows(rows, row);
      out << "tail\n";
      out.commit();
    }
    bool const same = folder.bytes("rows") == expected;
    REQUIRE(same);
    // Members of the same length at any number of threads, which readers take for one text.
    std::string members;
    std::size_t const length = std::size_t(1) << 19;
    for (std::size_t begin = 0; begin < expected.size(); begin += length)
      members += tektite::io::detail::gzip_member("rows.gz", std::string_view(expected).substr(begin, length));
    bool const same_members = folder.bytes("rows.gz") == members;
    REQUIRE(same_members);
    tektite::io::GzipStream stream(folder / "rows.gz");
    std::string const unpacked{std::istreambuf_iterator<char>(stream), {}};
    bool const same_text = unpacked == expected;
    REQUIRE(same_text);
  }
}

TEST_CASE("an empty compressed file is one") {
  ScratchFolder const folder;
  tektite::io::TextWriter(folder / "empty.gz").commit();
  REQUIRE(folder.bytes("empty.gz") == tektite::io::detail::gzip_member("empty.gz", ""));
}

TEST_CASE("of rows that cannot be written the first is named") {
  ScratchFolder const folder;
  tektite::io::TextWriter out(folder / "rows");
  auto const row = [](std::string& text, std::size_t i) {
    if (i >= 20000) tektite::fail("row ", i);
    text += "x\n";
  };
  REQUIRE_THROWS_WITH(out.add_rows(50000, row), "row 20000");
}

}  // namespace text_writer_test
