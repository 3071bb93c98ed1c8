// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
//
// A program that writes a file and reads it again, with functions that tektite::host has compiled.
#include <cstdio>
#include <tektite/io/csv.hpp>
#include <tektite/io/read_configuration.hpp>
#include <tektite/io/write_dump.hpp>

int main() {
  using namespace tektite::io;
  Configuration written;
  written.ids = {1, 2};
  written.types = {0, 1};
  written.positions = {{0.25, 0, 0}, {0, 0.5, 0}};
  write_dump("written.dump.gz", written);
  Configuration const read = read_configuration("written.dump.gz");
  write_csv("written.csv", {{{"x", {read.positions[0].x, read.positions[1].y}}}});
  auto const values = read_csv("written.csv").columns.at(0).values;
  bool const same = read.types == written.types && values.at(0) == 0.25 && values.at(1) == 0.5;
  std::printf("%s\n", same ? "ok" : "the file reads as something else");
  return same ? 0 : 1;
}
