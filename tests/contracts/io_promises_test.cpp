// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::files

#include <tektite/io/columns.hpp>
#include <tektite/io/system.hpp>

#include "promises.hpp"

namespace io_promises_test {

using namespace tektite;
using promises::Row;

template <class Exec>
std::vector<Row> rows_of(promises::Sample<Exec> const& s) {
  std::vector<std::string> const symbols{"Cu", "Zr"};
  std::vector<double> const masses{63.5, 91.2};
  io::Configuration c;
  c.box = s.periodic;
  c.positions = to_host(s.exec, s.positions);
  for (int i = 0; i < s.n; ++i) {
    c.ids.push_back(i + 1);
    c.types.push_back(i % 2);
  }
  c.elements = symbols;
  auto const system = io::system_from(s.exec, c, symbols, masses);
  Kokkos::View<double* [3], typename Exec::memory_space> const vectors("vectors", s.n);
  return {
      {"column", [&s] { io::column(s.exec, "value", s.values); }},
      {"append_columns",
       [=, &s] {
         std::vector<io::Column> columns;
         io::append_columns(s.exec, columns, {"x", "y", "z"}, vectors);
       }},
      {"system_from", [=, &s] { io::system_from(s.exec, c, symbols, masses); }},
      {"configuration_from", [=, &s] { io::configuration_from(s.exec, system, symbols, 0); }},
  };
}

TEMPLATE_LIST_TEST_CASE("functions on files keep what they promise", "", promises::HostSpaces) {
  promises::require_promises<TestType>("io", rows_of<TestType>);
}

}  // namespace io_promises_test
