// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::files
// mutations: 1000
//
// Tables of numbers. What is accepted is written and read again.
#include <tektite/io/csv.hpp>

#include "target.hpp"

std::vector<std::string> fuzz::seeds() { return {"a,b\n1,2\n-3.5,1e300\n", "t\n0\n"}; }

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string const& path = fuzz::input_file({reinterpret_cast<char const*>(data), size});
  tektite::io::Table table;
  if (!fuzz::accepted(path, [&] { table = tektite::io::read_csv(path); })) return 0;
  std::string const again = (fuzz::scratch_folder() / "table.csv").string();
  if (!fuzz::accepted(again, [&] { tektite::io::write_csv(again, table); })) return 0;
  auto const back = tektite::io::read_csv(again);
  fuzz::expect(back.columns.size() == table.columns.size(), "another number of columns is read than written");
  for (std::size_t k = 0; k < table.columns.size(); ++k)
    fuzz::expect(back.columns[k].name == table.columns[k].name && back.columns[k].values == table.columns[k].values,
                 "column ", k, " is read differently than written");
  return 0;
}
