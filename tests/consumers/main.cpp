// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
//
// A project of one file that uses Tektite from outside.
#include <cstdio>
#include <tektite/neighbors/neighbor_list.hpp>
#include <tektite/version.hpp>

int main(int argc, char** argv) {
  Kokkos::ScopeGuard kokkos(argc, argv);
  // One atom in a unit cube: six images at distance 1.
  Kokkos::View<double* [3]> positions("positions", 1);
  tektite::Box const box(tektite::Mat3::identity());
  auto const list = tektite::build_neighbor_list(Kokkos::DefaultExecutionSpace(), positions, box, {.cutoff = 1.1});
  std::printf("tektite %s: %zu neighbours\n", TEKTITE_VERSION_STRING, list.neighbors.extent(0));
  return list.neighbors.extent(0) == 6 ? 0 : 1;
}
