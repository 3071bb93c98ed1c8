// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/core/error.hpp>

#include <catch2/catch_test_macros.hpp>
#include <limits>
#include <string>

using namespace tektite;

namespace {

template <class... Parts>
std::string text_of(Parts const&... parts) {
  try {
    require(false, parts...);
  } catch (Error const& error) {
    return error.what();
  }
  return "nothing was thrown";
}

struct CountsItsUse {
  int* uses;
};
std::ostream& operator<<(std::ostream& line, CountsItsUse const& part) {
  ++*part.uses;
  return line;
}

}  // namespace

TEST_CASE("numbers in a message are the shortest that read back to the same bits") {
  REQUIRE(text_of("cutoff ", -1.1, " of ", 3, " at ", 0.1f) == "cutoff -1.1 of 3 at 0.1");
  double const awkward = 0.1 + 0.2;
  REQUIRE(std::stod(text_of(awkward)) == awkward);
  REQUIRE(text_of(std::numeric_limits<double>::infinity()) == "inf");
}

TEST_CASE("what holds throws nothing and formats nothing") {
  int uses = 0;
  require(true, CountsItsUse{&uses});
  REQUIRE(uses == 0);
  REQUIRE(text_of(CountsItsUse{&uses}).empty());
  REQUIRE(uses == 1);
  REQUIRE_THROWS_AS(fail("always"), Error);
}
