// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#include <tektite/io/text_reader.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cstdint>
#include <limits>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace text_reader_test {

using tektite::io::edit_distance;
using tektite::io::TextReader;

TEST_CASE("numbers are read strictly") {
  double x = 0;
  std::int64_t n = 0;
  using tektite::io::parse_number;
  for (char const* good : {"1", "-1.5", "+2", ".5", "1.", "1e5", "1E-5", "1.0D+02", "2d0", "1e-400", "0"})
    REQUIRE(parse_number(good, x));
  REQUIRE((parse_number("1.0D+02", x) && x == 100));
  REQUIRE((parse_number("-1e-400", x) && x == 0));
  std::string const zeros(400, '0');
  for (std::string const& tiny : {"0." + zeros + "1", "-." + zeros + "1", "1" + zeros + "e-800", "0." + zeros + "1e50",
                                  std::string("1e-99999999999999999999"), std::string("1d-400")})
    REQUIRE((parse_number(tiny, x) && x == 0));
  for (std::string const& huge :
       {"1" + zeros, "-1" + zeros + "e-1", "1" + zeros + ".5E-50", std::string("1e+99999999999999999999")})
    REQUIRE_FALSE(parse_number(huge, x));
  REQUIRE((parse_number("1" + zeros + "e-400", x) && x == 1));
  for (char const* bad : {"",      "+",      "-",    ".",   "1.5x", "x",  "1,5", "nan", "inf", "-inf",
                          "1e400", "-1e400", "0x10", "+-1", "1e",   "1 ", "--1", "1d",  "d",   "D5"})
    REQUIRE_FALSE(parse_number(bad, x));
  for (char const* bad : {"", "1.0", "1e3", "99999999999999999999", "+-1", "0x1", "1 "})
    REQUIRE_FALSE(parse_number(bad, n));
  REQUIRE((parse_number("-9223372036854775808", n) && n == std::numeric_limits<std::int64_t>::min()));
}

TEST_CASE("the distance of two words counts letters that differ, but not capital letters") {
  REQUIRE(edit_distance("", "") == 0);
  REQUIRE(edit_distance("ITEM:", "item:") == 0);
  REQUIRE(edit_distance("Atoms", "") == 5);
  REQUIRE(edit_distance("Velocites", "Velocities") == 1);
  REQUIRE(edit_distance("Atmos", "Atoms") == 2);
  REQUIRE(edit_distance("rate_per_s", "rate") == 6);
}

TEST_CASE("quoted text can be printed and is short") {
  using tektite::io::quote;
  REQUIRE(quote("") == "''");
  REQUIRE(quote("a b~") == "'a b~'");
  REQUIRE(quote("\ta\x7fz\xffy\n!") == "'?a?z?y?!'");
  REQUIRE(quote(std::string(40, 'x')) == "'" + std::string(40, 'x') + "'");
  REQUIRE(quote(std::string(41, 'x')) == "'" + std::string(40, 'x') + "...'");
  REQUIRE(quote("\x1b[31m \xc3\x85.\xc2\x9b") ==
          "'?[31m ??.?"
          "?'");
}

TEST_CASE("lines are counted and looked at ahead, with any line end") {
  std::istringstream stream("one\r\n\n \t\nfour 4\t5\nlast");
  TextReader reader(stream, "file");
  REQUIRE((reader.name() == "file" && reader.line_number() == 0));
  REQUIRE(reader.peek(4) == "four 4\t5");
  REQUIRE(reader.peek(1) == "one");
  REQUIRE(reader.peek(6).empty());
  REQUIRE(reader.line_number() == 0);
  REQUIRE((reader.next() && reader.line() == "one" && reader.line_number() == 1));
  REQUIRE((reader.next_non_blank() && reader.line_number() == 4));
  REQUIRE(reader.tokens() == std::vector<std::string_view>{"four", "4", "5"});
  REQUIRE_NOTHROW(reader.need("more"));
  REQUIRE((reader.line() == "last" && reader.line_number() == 5));
  REQUIRE_FALSE(reader.next_non_blank());
  REQUIRE_THROWS_WITH(reader.need("more"), "file:6: the file ends here, expected more");
  std::vector<std::string_view> tokens{"old"};
  TextReader::split(" \t ", tokens);
  REQUIRE(tokens.empty());
}

TEST_CASE("numbers that are wrong are named with file and line") {
  std::istringstream stream("1\n2\n");
  TextReader reader(stream, "file");
  reader.next();
  reader.next();
  REQUIRE(reader.number("-2.5", "x") == -2.5);
  REQUIRE(reader.integer("-7", "n") == -7);
  REQUIRE((reader.integer("1", "n", 1, 3) == 1 && reader.integer("3", "n", 1, 3) == 3));
  REQUIRE_THROWS_WITH(reader.number("two", "x"), "file:2: x is 'two', expected a finite number");
  REQUIRE_THROWS_WITH(reader.integer("2.0", "n"), "file:2: n is '2.0', expected an integer");
  REQUIRE_THROWS_WITH(reader.integer("4", "n", 1, 3), "file:2: n is 4, expected 1 to 3");
  REQUIRE_THROWS_WITH(reader.integer("0", "n", 1, 3), "file:2: n is 0, expected 1 to 3");
  REQUIRE_THROWS_WITH(reader.fail_at(9, "text ", 0.5), "file:9: text 0.5");
}

TEST_CASE("whole numbers may be written as real ones, if they show all their digits") {
  std::pair<char const*, std::int64_t> const good[] = {{"7", 7},
                                                       {"2.0", 2},
                                                       {"-3.", -3},
                                                       {"1e+06", 1000000},
                                                       {"1.5E6", 1500000},
                                                       {"+2.000d1", 20},
                                                       {"0.0", 0},
                                                       {"-0", 0},
                                                       {"0.1e1", 1},
                                                       {"1.234570e+06", 1234570},
                                                       {"1234567.0", 1234567},
                                                       {"1.000000000000000000e+06", 1000000},
                                                       {"9223372036854775807", INT64_MAX}};
  for (auto const& [word, expected] : good) {
    CAPTURE(word);
    std::int64_t value = -1;
    REQUIRE(tektite::io::parse_whole(word, value));
    REQUIRE(value == expected);
  }
  // Not whole; cut to six digits, as streams and %g do; more than a double counts; no number.
  for (char const* word : {"2.5", "1e-1", "1.23457e+06", "1.23456e+07", "1e17", "9223372036854775808", "nan", "inf", "",
                           "2.0x", "0x10", "1e"}) {
    CAPTURE(word);
    std::int64_t value = -1;
    REQUIRE_FALSE(tektite::io::parse_whole(word, value));
  }
  std::istringstream stream("1\n");
  TextReader reader(stream, "file");
  reader.next();
  REQUIRE(reader.whole("3.0", "n", 1, 3) == 3);
  REQUIRE_THROWS_WITH(reader.whole("4.0", "n", 1, 3), "file:1: n is 4, expected 1 to 3");
  REQUIRE_THROWS_WITH(reader.whole("3.5", "n", 1, 3), "file:1: n is '3.5', expected an integer");
}

TEST_CASE("lines may be long, but not longer than the limit") {
  std::string const longest(TextReader::max_line, 'x');
  std::istringstream good(longest + "\n" + longest), bad("short\n" + longest + "x\n");
  TextReader reader(good, "file"), refused(bad, "file");
  REQUIRE((reader.next() && reader.line() == longest && reader.next() && reader.line() == longest && !reader.next()));
  REQUIRE(refused.next());
  REQUIRE_THROWS_WITH(refused.next(), Catch::Matchers::ContainsSubstring("file:2: line is longer than 1048576"));
}

TEST_CASE("lines ahead are whole, and are passed over or read") {
  std::string text;
  for (int k = 0; k < 50000; ++k) text += "line " + std::to_string(k) + "\r\n";
  text += "the last";
  std::istringstream stream(text);
  TextReader reader(stream, "file");
  REQUIRE(reader.next());
  std::size_t at = reader.line().size() + 2, lines = 1;
  for (std::size_t const bytes : {std::size_t(1), std::size_t(1000), std::size_t(200000)}) {
    std::string const ahead(reader.lines_ahead(bytes));
    REQUIRE(ahead.size() >= bytes);
    bool const same = ahead == text.substr(at, ahead.size());
    REQUIRE(same);
    REQUIRE(ahead.back() == '\n');
    std::size_t const first = ahead.find('\n') + 1;
    reader.skip(1, first);
    at += first;
    ++lines;
  }
  REQUIRE(reader.next());
  REQUIRE(reader.line() == "line " + std::to_string(lines));
  REQUIRE(reader.line_number() == lines + 1);
  // To the end of the file, which may have no line end.
  REQUIRE(reader.peek(2) == "line " + std::to_string(lines + 2));
  REQUIRE(reader.lines_ahead(10).empty());
  REQUIRE((reader.next() && reader.next()));
  std::string const rest(reader.lines_ahead(text.size()));
  REQUIRE(rest.ends_with("\nthe last"));
  reader.skip(50001 - lines - 3, rest.size());
  REQUIRE(reader.line_number() == 50001);
  REQUIRE(reader.lines_ahead(1).empty());
  REQUIRE_FALSE(reader.next());
}

}  // namespace text_reader_test
