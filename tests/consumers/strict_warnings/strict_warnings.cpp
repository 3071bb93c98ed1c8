// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
//
// A host with strict warnings, all of which are errors: float, strided and unmanaged data, on an instance of its own.
// Compiled only.
#include <array>
#include <cstdint>
#include <tektite/tektite.hpp>
#include <vector>

using Exec = Kokkos::DefaultHostExecutionSpace;
using Memory = Exec::memory_space;

struct Particle {
  std::int64_t tag;
  float x, y, z;
  float force[3];
  std::uint16_t type;
};

// Lists, cells, fits, clusters and statistics of positions of any kind.
template <tektite::Positions P>
void analyse(Exec const& exec, P const& x, tektite::Box const& box) {
  auto const list = tektite::build_neighbor_list(exec, x, box, {.cutoff = 2.0, .skin = 0.5});
  auto const order = tektite::spatial_order(exec, x, box);
  tektite::reorder(exec, order, list.sites.particle);
  auto const cells = tektite::voronoi(exec, x, box);
  auto const indices = cells.indices;
  auto const fit = tektite::affine_fit(exec, x, box, x, box, {.cutoff = 2.0});
  auto const field = tektite::two_term_gradient(exec, x, box, x, box, {.cutoff = 2.0});
  auto const strain = tektite::deformation_measures(exec, field).effective_strain;
  auto const plastic = tektite::select_above(exec, strain, 0.2);
  auto const clusters = tektite::percolation_clusters(exec, tektite::contacts_within(exec, x, box, 1.2), plastic);
  tektite::cluster_geometry(exec, x, box, clusters);
  tektite::moments(exec, strain);
  tektite::histogram(exec, strain, {.bins = 10, .low = 0, .high = 1});
  tektite::quantile(exec, strain, 0.5);
  Kokkos::View<std::uint8_t*, Memory> const types("types", tektite::particle_count(x));
  tektite::radial_distribution(exec, x, types, box, {.cutoff = 2.0});
  tektite::RefreshedList<Memory> refreshed;
  tektite::update_list(exec, x, box, refreshed);
}

void strict(Exec const& exec, tektite::Box const& box, std::vector<Particle>& particles, float* raw, std::size_t n) {
  using Strided = Kokkos::View<float* [3], Kokkos::LayoutStride, Kokkos::HostSpace, Kokkos::MemoryUnmanaged>;
  Strided const strided(raw, Kokkos::LayoutStride(n, 7, 3, 2));
  analyse(exec, strided, box);
  analyse(exec, tektite::rows(particles), box);
  tektite::EamForces<Exec> eam(exec, tektite::EamPotential{}, {"Cu"}, {.energies = true});
  auto const list = tektite::build_neighbor_list(exec, strided, box, {.cutoff = eam.cutoff()});
  auto const forces = tektite::rows(particles, &Particle::force);
  eam.compute(strided, tektite::values(particles, &Particle::type), box, list, forces);
  Kokkos::View<float const*, Kokkos::HostSpace, Kokkos::MemoryUnmanaged> const masses(raw, 1);
  tektite::kick(exec, strided, forces, tektite::values(particles, &Particle::type), masses, 0.5);
  tektite::drift(exec, strided, forces, tektite::CellStep::fixed(0.5));
}

int main(int argc, char** argv) {
  Kokkos::ScopeGuard const scope(argc, argv);
  std::vector<Particle> none;
  strict(Exec{}, tektite::Box{}, none, nullptr, 0);
}
