// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#include <tektite/io/checksum.hpp>

#include <catch2/catch_test_macros.hpp>
#include <string>

namespace checksum_test {

using tektite::io::checksum;

TEST_CASE("the checksum gives the published hashes") {
  // Known answers of 64-bit FNV-1a.
  REQUIRE(checksum("") == 0xcbf29ce484222325u);
  REQUIRE(checksum("a") == 0xaf63dc4c8601ec8cu);
  REQUIRE(checksum("foobar") == 0x85944171f73967e8u);
}

TEST_CASE("bytes above 127 and zeros count, and so does their order") {
  // One step by hand: (offset basis ^ 0xff) times the prime, modulo 2^64.
  REQUIRE(checksum("\xff") == (0xcbf29ce484222325u ^ 0xffu) * 0x100000001b3u);
  REQUIRE(checksum(std::string(1, '\0')) == 0xcbf29ce484222325u * 0x100000001b3u);
  REQUIRE(checksum(std::string(2, '\0')) != checksum(std::string(1, '\0')));
  REQUIRE(checksum("ab") != checksum("ba"));
}

}  // namespace checksum_test
