// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
//
// Calls done right and, where MISTAKES is defined, calls that must not compile. What such a line says after "refused:"
// is the concept that the compiler has to name for it.
#include <tektite/dynamics/simulation.hpp>
#include <tektite/eam/forces.hpp>
#include <tektite/neighbors/spatial_order.hpp>
#include <tektite/percolation.hpp>
#include <tektite/stats/non_gaussian.hpp>
#include <tektite/stats/radial_distribution.hpp>
#include <tektite/strain.hpp>
#include <tektite/voronoi/voronoi.hpp>
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

struct OwnDomain {};

template <>
struct tektite::DomainTraits<OwnDomain> {
  static constexpr bool closed = true;
  static tektite::Box cell(OwnDomain const&) { return {}; }
};

struct NoReach {};  // a domain with ghosts whose traits are not complete

template <>
struct tektite::DomainTraits<NoReach> {
  static constexpr bool closed = false;
  static tektite::Box cell(NoReach const&) { return {}; }
  static std::size_t owned(NoReach const&, std::size_t n) { return n; }
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

Exec const exec;
Points const x("x", 1);
tektite::Box const box;
Kokkos::View<int*, Kokkos::HostSpace> const mask("mask", 1);
Kokkos::View<double*, Kokkos::HostSpace> const values("values", 1);
tektite::NeighborListOptions const list_options{.cutoff = 0.4};
tektite::RadialDistributionOptions const distribution_options{.cutoff = 0.4};

void calls_in_a_domain_of_its_own(tektite::EamForces<Exec>& eam) {
  auto const list = tektite::build_neighbor_list(exec, x, OwnDomain{}, list_options);
  auto const clusters = tektite::percolation_clusters(exec, list, mask);
  tektite::spanning_axes(exec, x, OwnDomain{}, clusters, {.depth = 0.1});
  tektite::spatial_order(exec, x, OwnDomain{});
  tektite::local_fits(exec, x, OwnDomain{}, x, OwnDomain{}, {}, {});
  tektite::radical_voronoi(exec, x, values, OwnDomain{});
  eam.compute(x, mask, OwnDomain{}, list, x);
}

int main() {
  tektite::build_neighbor_list(exec, x, box, list_options);
  tektite::percolation_clusters(exec, tektite::contacts_within(exec, x, box, 0.4), mask);
  tektite::two_term_gradient(exec, x, box, x, box, {}, tektite::GaussianWeight{});
  tektite::radial_distribution(exec, x, mask, box, distribution_options);
  tektite::kick(exec, x, x, mask, values, 0.1);
}

#ifdef MISTAKES
auto const contacts = tektite::contacts_within(exec, x, box, 0.4);
using RowsOfTwo = Kokkos::View<double* [2], Kokkos::HostSpace>;
using RowsOfInt = Kokkos::View<int* [3], Kokkos::HostSpace>;
using ConstRows = Kokkos::View<double const* [3], Kokkos::HostSpace>;
using WrongSimulation = tektite::Simulation<Exec, NoPositions>;
std::vector<double> const no_results;
auto const clusters = tektite::percolation_clusters(exec, contacts, mask);
auto const neighbors = tektite::build_neighbor_list(exec, x, box, list_options);

// clang-format off: one line for each mistake
void mistakes(tektite::EamForces<Exec>& eam, WrongSimulation& simulation) {
  tektite::build_neighbor_list(Kokkos::HostSpace{}, x, box, list_options);       // refused: ExecutionSpace
  tektite::build_neighbor_list(exec, NoPositions{}, box, list_options);          // refused: Positions
  tektite::build_neighbor_list(exec, FarAway{}, box, list_options);              // refused: AccessibleFrom
  tektite::build_neighbor_list(exec, x, 3.0, list_options);                      // refused: Domain
  tektite::voronoi(exec, x, NoReach{});                                          // refused: Domain
  tektite::cluster_geometry(exec, x, tektite::WithGhosts{1}, clusters);          // refused: ClosedDomain
  eam.compute(x, mask, tektite::WithGhosts{1}, neighbors, x);                    // refused: ClosedDomain
  tektite::percolation_clusters(exec, x, mask);                                  // refused: HasContacts
  tektite::percolation_clusters(exec, contacts, x);                              // refused: Selection
  tektite::two_term_gradient(exec, x, box, x, box, {}, NoWeight{});              // refused: FitWeight
  tektite::NeighborList<Exec> list;                                              // refused: MemorySpace
  simulation.system();                                                           // refused: ForceField
  tektite::alpha2_peak(no_results);                                              // refused: Alpha2Results
  eam.force(mask);                                                               // refused: WritableVectors
  tektite::build_neighbor_list(exec, RowsOfTwo("x", 1), box, list_options);      // refused: RowsOfThree
  tektite::percolation_clusters(exec, contacts, values);                         // refused: SelectionEntry
  tektite::radial_distribution(exec, x, values, box, distribution_options);      // refused: ValuesOf
  eam.force(RowsOfInt("forces", 1));                                             // refused: WritableVectors
  tektite::kick(exec, ConstRows(x), x, mask, values, 0.1);                       // refused: WritableVectors
}
// clang-format on
#endif
