// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::zlib
//
// A build with zlib only names the formats that it cannot read.

#include <tektite/io/read_configuration.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <fstream>
#include <string>

#include "support/scratch_folder.hpp"

using Catch::Matchers::ContainsSubstring;

TEST_CASE("a file in a format that this build cannot read is an error that names the format") {
  ScratchFolder const folder;
  auto const message = [&](std::string const& bytes) {
    std::ofstream(folder / "glass.dump", std::ios::binary) << bytes;
    try {
      tektite::io::read_configuration(folder / "glass.dump");
    } catch (tektite::Error const& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  REQUIRE_THAT(message("\x28\xb5\x2f\xfd and more"),
               ContainsSubstring("glass.dump: is compressed by zstd, which this"));
  REQUIRE_THAT(message("BZh91AY&SY"), ContainsSubstring("glass.dump: is compressed by bzip2, which this build"));
  REQUIRE_THAT(message(std::string("\xfd"
                                   "7zXZ\0\0\4",
                                   8)),
               ContainsSubstring("glass.dump: is compressed by xz, which this build"));
}
