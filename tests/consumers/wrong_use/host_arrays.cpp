// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
//
// A host's arrays given as they must be and, where MISTAKE is a number, one that must not compile. What a line says
// after "first error:" is what the compiler's first error has to say for it.
#include <array>
#include <tektite/core/host_arrays.hpp>
#include <tektite/dynamics/velocity_verlet.hpp>
#include <tektite/neighbors/neighbor_list.hpp>
#include <vector>

#ifndef MISTAKE
#define MISTAKE 0
#endif

using Exec = Kokkos::DefaultHostExecutionSpace;

void calls(Exec const& exec, tektite::Box const& box, tektite::NeighborListOptions const& options) {
  std::vector<double> numbers(12);
  std::vector<std::array<double, 3>> vectors(4);
  std::vector<int> types(4);
  double const* const pointer = numbers.data();
  double raw[4][3] = {};
  double(*const row_pointer)[3] = raw;
  Kokkos::View<double*, Kokkos::HostSpace> const masses("masses", 1);
  // clang-format off: one line for each mistake
#if MISTAKE == 0
  tektite::build_neighbor_list(exec, tektite::InterleavedArray<double>{pointer, 4}, box, options);
  tektite::build_neighbor_list(exec, tektite::rows(vectors), box, options);
  tektite::build_neighbor_list(exec, tektite::rows(row_pointer, 4), box, options);
  tektite::kick(exec, tektite::rows(vectors), tektite::rows(raw), tektite::values(types), masses, 0.1);
#elif MISTAKE == 1
  tektite::build_neighbor_list(exec, numbers, box, options);  // first error: InterleavedArray
#elif MISTAKE == 2
  tektite::build_neighbor_list(exec, pointer, box, options);  // first error: InterleavedArray
#elif MISTAKE == 3
  tektite::build_neighbor_list(exec, vectors, box, options);  // first error: tektite::rows(container)
#elif MISTAKE == 4
  tektite::build_neighbor_list(exec, row_pointer, box, options);  // first error: tektite::rows(pointer
#elif MISTAKE == 5
  tektite::build_neighbor_list(exec, tektite::rows(numbers), box, options);  // first error: InterleavedArray
#elif MISTAKE == 6
  tektite::kick(exec, tektite::rows(vectors), tektite::rows(raw), types, masses, 0.1);  // first error: tektite::values(container)
#elif MISTAKE == 7
  tektite::kick(exec, vectors, tektite::rows(raw), tektite::values(types), masses, 0.1);  // first error: tektite::rows(container)
#endif
  // clang-format on
}
