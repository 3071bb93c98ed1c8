// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::files

#include <tektite/io/csv.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <fstream>
#include <limits>

#include "support/scratch_folder.hpp"

namespace csv_test {

using Catch::Matchers::ContainsSubstring;
using tektite::Error;

TEST_CASE("tables come back from CSV") {
  ScratchFolder const folder;
  tektite::io::Table table;
  table.columns = {{"r", {0.05, 0.15, 1e-310}}, {"g_11", {0, -1.5, 1.0 / 3}}};
  write_csv(folder / "t.csv", table);
  REQUIRE(folder.bytes("t.csv").starts_with("r,g_11\n0.05,0\n0.15,-1.5\n"));
  auto const back = tektite::io::read_csv(folder / "t.csv");
  REQUIRE(back.columns.size() == 2);
  REQUIRE(back.find("r")->values == table.columns[0].values);
  REQUIRE(back.find("g_11")->values == table.columns[1].values);
  REQUIRE(back.rows() == 3);
  table.columns[1].values.pop_back();
  REQUIRE_THROWS_WITH(write_csv(folder / "t.csv", table), ContainsSubstring("column g_11 has 2 rows, expected 3"));
  table.columns[1] = {"a,b", {1, 2, 3}};
  REQUIRE_THROWS_AS(write_csv(folder / "t.csv", table), Error);
  // At the start of a file a byte order mark is no part of a name.
  table.columns[1].name =
      "\xef\xbb\xbf"
      "a";
  REQUIRE_THROWS_WITH(write_csv(folder / "t.csv", table), ContainsSubstring("is no name for a CSV column"));
  table.columns[1] = {"a", {1, std::numeric_limits<double>::infinity(), 3}};
  REQUIRE_THROWS_WITH(write_csv(folder / "t.csv", table), ContainsSubstring("row 2 of a is inf"));
  REQUIRE(tektite::io::read_csv(folder / "t.csv").columns.size() == 2);
}

TEST_CASE("malformed CSV files give file and line") {
  ScratchFolder const folder;
  auto const path = folder / "t.csv";
  auto const read = [&](char const* text) {
    std::ofstream(path) << text;
    tektite::io::read_csv(path);
  };
  REQUIRE_NOTHROW(read("r,g\n1,2\n"));
  REQUIRE_THROWS_WITH(read(""), ContainsSubstring("t.csv:1: the file ends here, expected a header"));
  REQUIRE_THROWS_WITH(read("r,r\n"), ContainsSubstring("t.csv:1: column 'r' appears twice"));
  REQUIRE_NOTHROW(read("\xef\xbb\xbfr,g\n1,2\n"));
  REQUIRE_THROWS_WITH(read("\xef\xbb\xbf\xef\xbb\xbfr,g\n1,2\n"),
                      ContainsSubstring("t.csv:1: the name '???r' has characters that cannot be printed"));
  REQUIRE_THROWS_WITH(read("r,\n"), ContainsSubstring("t.csv:1: a column has no name"));
  REQUIRE_THROWS_WITH(read("r,g\n1,2\n3\n"), ContainsSubstring("t.csv:3: row has 1 fields, expected 2"));
  REQUIRE_THROWS_WITH(read("r,g\n1,x\n"), ContainsSubstring("t.csv:2: g is 'x'"));
  REQUIRE_THROWS_WITH(read("r,g\n1,nan\n"), ContainsSubstring("t.csv:2: g is 'nan'"));
}

}  // namespace csv_test
