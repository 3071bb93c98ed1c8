// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
//
// Calls that must not compile, one for each value of MISTAKE, and 0: the same calls done right. The compiler has to
// name the concept that is not met.
#include <tektite/dynamics/simulation.hpp>
#include <tektite/eam/forces.hpp>
#include <tektite/percolation.hpp>
#include <tektite/stats/non_gaussian.hpp>
#include <tektite/stats/radial_distribution.hpp>
#include <tektite/strain.hpp>
#include <vector>

using Exec = Kokkos::DefaultHostExecutionSpace;
using Points = Kokkos::View<double* [3], Kokkos::HostSpace>;

struct NoPositions {
  double x, y, z;
};

struct NoWeight {
  void operator()(double) const {}
};

struct FarAwaySpace;  // a memory space that no processor here can read, as a GPU's would be

struct FarAway {
  double const* data;
};

template <>
struct tektite::ParticleTraits<FarAway> {
  using memory_space = FarAwaySpace;
  static std::size_t size(FarAway const&) { return 0; }
  static tektite::Vec3<double> get(FarAway const&, std::size_t) { return {}; }
};

struct FarAwaySpace {
  using memory_space = FarAwaySpace;
  using execution_space = Exec;
  using device_type = Kokkos::Device<Exec, Kokkos::HostSpace>;
  using size_type = std::size_t;
};

template <>
struct Kokkos::SpaceAccessibility<Exec, FarAwaySpace> {
  static constexpr bool accessible = false;
};

int main() {
  Exec const exec;
  Points const x("x", 1);
  tektite::Box const box;
  Kokkos::View<int*, Kokkos::HostSpace> const mask("mask", 1);
  [[maybe_unused]] Kokkos::View<double*, Kokkos::HostSpace> const values("values", 1);
#if MISTAKE == 0
  tektite::build_neighbor_list(exec, x, box, {.cutoff = 0.4});
  tektite::percolation_clusters(exec, tektite::contacts_within(exec, x, box, 0.4), mask);
  tektite::two_term_gradient(exec, x, box, x, box, {}, tektite::GaussianWeight{});
  tektite::radial_distribution(exec, x, mask, box, {.cutoff = 0.4});
  tektite::kick(exec, x, x, mask, values, 0.1);
#elif MISTAKE == 1
  tektite::build_neighbor_list(Kokkos::HostSpace{}, x, box, {.cutoff = 0.4});
#elif MISTAKE == 2
  tektite::build_neighbor_list(exec, NoPositions{}, box, {.cutoff = 0.4});
#elif MISTAKE == 3
  tektite::build_neighbor_list(exec, FarAway{}, box, {.cutoff = 0.4});
#elif MISTAKE == 4
  tektite::build_neighbor_list(exec, x, 3.0, {.cutoff = 0.4});
#elif MISTAKE == 5
  tektite::percolation_clusters(exec, x, mask);
#elif MISTAKE == 6
  tektite::percolation_clusters(exec, tektite::contacts_within(exec, x, box, 0.4), x);
#elif MISTAKE == 7
  tektite::two_term_gradient(exec, x, box, x, box, {}, NoWeight{});
#elif MISTAKE == 8
  tektite::NeighborList<Exec> list;
#elif MISTAKE == 9
  using Wrong = tektite::Simulation<Exec, NoPositions>;
  Wrong* never = nullptr;
  never->system();
#elif MISTAKE == 10
  tektite::alpha2_peak(std::vector<double>{});
#elif MISTAKE == 11
  tektite::EamForces<Exec>* never = nullptr;
  never->force(mask);
#elif MISTAKE == 12
  tektite::build_neighbor_list(exec, Kokkos::View<double* [2], Kokkos::HostSpace>("x", 1), box, {.cutoff = 0.4});
#elif MISTAKE == 13
  tektite::percolation_clusters(exec, tektite::contacts_within(exec, x, box, 0.4), values);
#elif MISTAKE == 14
  tektite::radial_distribution(exec, x, values, box, {.cutoff = 0.4});
#elif MISTAKE == 15
  tektite::EamForces<Exec>* never = nullptr;
  never->force(Kokkos::View<int* [3], Kokkos::HostSpace>("forces", 1));
#elif MISTAKE == 16
  tektite::kick(exec, Kokkos::View<double const* [3], Kokkos::HostSpace>(x), x, mask, values, 0.1);
#endif
}
