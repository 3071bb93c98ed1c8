// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/core/error.hpp>

#include <catch2/catch_test_macros.hpp>
#include <limits>
#include <string>

namespace error_test {

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

TEST_CASE("a terminal only shows the text of an error, whatever names it holds") {
  REQUIRE(text_of("\x1b[31m\x07\b\r\n\t\x7f.") == "?[31m??????.");
  REQUIRE(std::string(Error("a\x1b[2J").what()) == "a?[2J");
  REQUIRE(text_of(std::string("a\0b", 3)) == "a?b");
  // Letters of UTF-8 of two, three and four bytes.
  std::string const letters = "\xc3\x85 \xe2\x88\x91 \xf0\x9d\x84\x9e";
  REQUIRE(text_of(letters) == letters);
  // Control characters beyond ASCII, marks that turn the direction, surrogates, long forms, values beyond Unicode,
  // halves.
  for (std::string const bad : {"\xc2\x9b", "\xe2\x80\xae", "\xe2\x80\xa8", "\xe2\x81\xa6", "\xed\xa0\x80", "\xc0\xaf",
                                "\xe0\x80\x8a", "\xf4\x90\x80\x80", "\xf8\x88", "\x80", "\xc3", "\xe2\x88"}) {
    REQUIRE(printable(bad) == std::string(bad.size(), '?'));
  }
  REQUIRE(text_of(std::string(1000000, 'x')).size() == Error::max_text + 3);
}

TEST_CASE("what holds throws nothing and formats nothing") {
  int uses = 0;
  require(true, CountsItsUse{&uses});
  REQUIRE(uses == 0);
  REQUIRE(text_of(CountsItsUse{&uses}).empty());
  REQUIRE(uses == 1);
  REQUIRE_THROWS_AS(fail("always"), Error);
}

}  // namespace error_test
