// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#include <tektite/eam/close_pair_error.hpp>

#include <catch2/catch_test_macros.hpp>
#include <string>

namespace close_pair_error_test {

TEST_CASE("the error of a close pair has the pair, and names it") {
  try {
    throw tektite::ClosePairError(7, 30, 0.125);
  } catch (tektite::Error const& error) {
    REQUIRE(std::string(error.what()) ==
            "eam: particles 7 and 30 are closer than the first point of the tables, 0.125");
    auto const* const pair = dynamic_cast<tektite::ClosePairError const*>(&error);
    REQUIRE(pair != nullptr);
    REQUIRE((pair->first == 7 && pair->second == 30 && pair->first_point == 0.125));
  }
}

}  // namespace close_pair_error_test
