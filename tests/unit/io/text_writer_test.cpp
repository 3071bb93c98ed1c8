// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::files

#include <tektite/io/text_writer.hpp>
#include <tektite/io/write_dump.hpp>

#include <zlib.h>

#include <catch2/catch_test_macros.hpp>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <string>

#include "support/sample_configuration.hpp"
#include "support/scratch_folder.hpp"

namespace text_writer_test {

using namespace samples;

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

}  // namespace text_writer_test
