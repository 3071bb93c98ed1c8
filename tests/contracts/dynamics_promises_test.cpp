// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/dynamics.hpp>

#include <span>

#include "promises.hpp"

namespace dynamics_promises_test {

using namespace tektite;
using promises::Row;

/// A force field without forces: every configuration is a minimum.
template <class Exec>
struct NoForces {
  Exec exec;
  using Memory = typename Exec::memory_space;
  void compute(Kokkos::View<Vec3<double>*, Memory> const&, Kokkos::View<int*, Memory> const&, CellEdges<Memory> const&,
               NeighborList<Memory> const&, Kokkos::View<Vec3<double>*, Memory> const& forces,
               DeviceFlag<Memory> const&) {
    Kokkos::deep_copy(exec, forces, Vec3<double>{});
  }
  void check() {}
  void virial(Kokkos::View<Mat3, Memory> const& out) { Kokkos::deep_copy(exec, out, Mat3{}); }
  double energy() { return 0; }
};

template <class Exec>
std::vector<Row> rows_of(promises::Sample<Exec> const& s) {
  using Memory = typename Exec::memory_space;
  auto const x = to_host(s.exec, s.positions);
  auto const types = to_host(s.exec, s.types);
  std::vector<double> const masses{1, 2};
  auto const make = [=, &s] {
    return make_system(s.exec, std::span<Vec3<double> const>(x), std::span<int const>(types), s.periodic,
                       std::span<double const>(masses));
  };
  auto system = make();
  draw_velocities(s.exec, system, {.kelvin = 300, .seed = 1});
  auto const order = spatial_order(s.exec, system.positions, system.box);
  RefreshedList<Memory> list;
  list.cutoff = 1.5;
  list.skin = 0.5;
  auto open = system;  // as the other rows: without images
  open.box = s.box;
  refresh_list(s.exec, open, list);
  RegionOptions const regions{.fraction = 0.1, .edge = 1.0, .count = 10};
  return {
      {"refresh_list", [=, &s]() mutable { refresh_list(s.exec, open, list); }},
      {"place_regions", [=, &s] { place_regions(s.exec, s.positions, s.periodic, regions); }},
      {"make_system", make},
      {"reorder", [=, &s] { reorder(s.exec, order, system); }},
      {"restore", [=, &s] { restore(s.exec, order, system); }},
      {"wrap", [=, &s] { wrap(s.exec, system); }},
      {"unwrap", [=, &s] { unwrap(s.exec, system, s.later); }},
      {"unwrap 2", [=, &s] { unwrap(s.exec, system); }},
      {"minimize",
       [=, &s]() mutable {
         NoForces<Exec> forces{s.exec};
         minimize(s.exec, system, forces, {.cutoff = 1.5, .skin = 0.5});
       }},
      {"kinetic_tensor", [=, &s] { kinetic_tensor(s.exec, system); }},
      {"temperature", [=, &s] { temperature(s.exec, system); }},
      {"remove_mean_velocity", [=, &s] { remove_mean_velocity(s.exec, system); }},
      {"draw_velocities", [=, &s] { draw_velocities(s.exec, system, {.kelvin = 300, .seed = 1}); }},
      {"scale_velocities", [=, &s] { scale_velocities(s.exec, system, 1.0); }},
      {"set_temperature", [=, &s] { set_temperature(s.exec, system, 300); }},
      {"kick", [=, &s] { kick(s.exec, system.velocities, system.forces, system.types, system.masses, 1e-3); }},
      {"drift", [=, &s] { drift(s.exec, system.positions, system.velocities, CellStep::fixed(1e-3)); }},
      {"flip",
       [=, &s] {
         auto tilted = system;
         double const edge = system.box.edge(0).x;
         tilted.box = Box::triclinic({edge, edge, 10}, edge, 0, 0);
         flip(s.exec, tilted, Plane::xy);
       }},
  };
}

TEMPLATE_LIST_TEST_CASE("functions of dynamics keep what they promise", "", promises::HostSpaces) {
  promises::require_promises<TestType>("dynamics", rows_of<TestType>);
}

}  // namespace dynamics_promises_test
