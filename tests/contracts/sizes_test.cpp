// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/core/copy.hpp>
#include <tektite/dynamics.hpp>
#include <tektite/network.hpp>
#include <tektite/percolation.hpp>
#include <tektite/stats.hpp>
#include <tektite/strain.hpp>

#include <catch2/catch_test_macros.hpp>
#include <functional>
#include <string>

#include "forms.hpp"

/// Inputs that must have as many entries as there are particles. One at a time has none, one entry less or, where no
/// more are allowed, one more: the call throws, and the message has both numbers.

namespace sizes_test {

using namespace tektite;
using forms::Exec;
using forms::Host;

constexpr int n = 60;

/// What n + 1 particles have; of each the first `count` entries.
struct Input {
  Exec exec;
  Box box = Box::orthogonal(10, 10, 10);
  Kokkos::View<Vec3<double>*, Host> positions{"positions", n + 1};
  Kokkos::View<Vec3<int>*, Host> images{"images", n + 1};
  Kokkos::View<int*, Host> types{"types", n + 1};
  Kokkos::View<double*, Host> numbers{"numbers", n + 1};
  Kokkos::View<std::int64_t*, Host> ids{"ids", n + 1};

  Input() {
    std::mt19937 random(1);
    std::uniform_real_distribution<double> uniform(0, 10);
    for (int i = 0; i <= n; ++i) {
      for (int d = 0; d < 3; ++d) positions(i)[d] = uniform(random);
      types(i) = i % 2;
      numbers(i) = 0.5 + 0.01 * i;
      ids(i) = i;
    }
  }
  auto x(int count) const { return first(positions, count); }
  auto type(int count) const { return first(types, count); }
  auto number(int count) const { return first(numbers, count); }
  auto image(int count) const { return first(images, count); }
  auto id(int count) const { return first(ids, count); }

 private:
  template <class View>
  static View first(View const& view, int count) {
    return Kokkos::subview(view, std::pair<int, int>(0, count));
  }
};

/// A call with one input of `count` entries; the others have n.
using Call = std::function<void(int count)>;

void require_size(std::string const& input, Call const& call, bool more_is_allowed = false) {
  CAPTURE(input);
  REQUIRE_NOTHROW(call(n));
  if (more_is_allowed) CHECK_NOTHROW(call(n + 1));
  for (int const count : {0, n - 1, n + 1}) {
    if (count > n && more_is_allowed) continue;
    CAPTURE(count);
    try {
      call(count);
      FAIL_CHECK("accepted");
    } catch (Error const& error) {
      std::string const message = error.what();
      CAPTURE(message);
      CHECK(message.find(std::to_string(count)) != std::string::npos);
      CHECK(message.find(std::to_string(n)) != std::string::npos);
    }
  }
}

TEST_CASE("sizes of what belongs to particles are refused: neighbours and core") {
  Input const s;
  auto const sites = make_sites(s.exec, s.x(n), s.box, 3);
  auto const order = spatial_order(s.exec, s.x(n), s.box);
  RefreshedList<Host> kept;
  kept.cutoff = 2;
  kept.skin = 0.5;
  refresh_list(s.exec, s.x(n), s.box, kept);
  require_size("unwrap: images", [&](int m) { unwrap(s.exec, s.x(n), s.image(m), s.box); });
  require_size("unwrap: out",
               [&](int m) { unwrap(s.exec, s.x(n), s.image(n), s.box, Kokkos::View<Vec3<double>*, Host>("out", m)); });
  require_size("select_both", [&](int m) { select_both(s.exec, s.type(n), s.type(m)); });
  require_size("site_positions", [&](int m) { site_positions(s.exec, s.x(m), s.box, sites); });
  for (int const count : {0, n - 1, n + 1})
    CHECK(!list_is_valid(s.exec, s.x(count), s.box, kept));  // it is built again
  require_size("nearest_to_build", [&](int m) { nearest_to_build(s.exec, s.x(m), s.box, kept); });
  require_size("reorder", [&](int m) { reorder(s.exec, order, s.number(m)); });
  require_size("restore", [&](int m) { restore(s.exec, order, s.number(m)); });
}

TEST_CASE("sizes of what belongs to particles are refused: statistics") {
  Input const s;
  RadialDistributionOptions const rdf{.cutoff = 3, .bins = 10};
  StructureFactorOptions const shells{.largest_q = 2, .shell_width = 0.5};
  HistogramOptions const bins{.bins = 5, .low = 0, .high = 2};
  require_size("radial_distribution", [&](int m) { radial_distribution(s.exec, s.x(n), s.type(m), s.box, rdf); }, true);
  require_size("structure_factor", [&](int m) { structure_factor(s.exec, s.x(n), s.type(m), s.box, shells); }, true);
  require_size("displacement_moments: current", [&](int m) { displacement_moments(s.exec, s.x(n), s.x(m)); });
  require_size("displacement_moments: selection",
               [&](int m) { displacement_moments(s.exec, s.x(n), s.x(n), s.number(n), s.type(m)); });
  Kokkos::View<double* [6], Host> const six("six", n + 1);
  auto const rows = [&](int m) {
    return Kokkos::View<double* [6], Host>(Kokkos::subview(six, std::pair<int, int>(0, m), Kokkos::ALL));
  };
  require_size("slab_profile", [&](int m) { slab_profile(s.exec, s.x(n), rows(m), s.box, {.slabs = 3}); });
  require_size("moments: weights", [&](int m) { moments(s.exec, s.number(n), s.number(m)); });
  require_size("moments: selection", [&](int m) { moments(s.exec, s.number(n), s.type(m)); });
  require_size("histogram", [&](int m) { histogram(s.exec, s.number(n), s.type(m), bins); });
  require_size("quantile", [&](int m) { quantile(s.exec, s.number(n), s.type(m), 0.5); });
  require_size("top_fraction", [&](int m) { top_fraction(s.exec, s.number(n), s.type(m)); });
  require_size("top_fraction_ratio", [&](int m) { top_fraction_ratio(s.exec, s.number(n), s.type(m)); });
}

TEST_CASE("sizes of what belongs to particles are refused: cells, networks and clusters") {
  Input const s;
  auto const cells = voronoi(s.exec, s.x(n), s.box);
  auto const contacts = contacts_within(s.exec, s.x(n), s.box, 2.5);
  auto const clusters = percolation_clusters(s.exec, contacts, s.type(n));
  auto const components = connected_components(s.exec, n, contacts);
  require_size("radical_voronoi", [&](int m) { radical_voronoi(s.exec, s.x(n), s.number(m), s.box); });
  require_size("ordered_networks", [&](int m) { ordered_networks(s.exec, cells, s.type(m)); });
  require_size("percolation_clusters: selection", [&](int m) { percolation_clusters(s.exec, contacts, s.type(m)); });
  require_size("percolation_clusters: ids", [&](int m) { percolation_clusters(s.exec, contacts, s.type(n), s.id(m)); });
  require_size("percolation_clusters of a list",
               [&, list = build_neighbor_list(s.exec, s.x(n), s.box, {.cutoff = 2.5})](int m) {
                 percolation_clusters(s.exec, list, s.type(m));
               });
  require_size("percolation_clusters of cells", [&](int m) { percolation_clusters(s.exec, cells, s.type(m)); });
  require_size("connected_components: ids", [&](int m) { connected_components(s.exec, n, contacts, s.id(m)); });
  require_size("connected_components", [&](int m) { connected_components(s.exec, m, contacts); });
  require_size("canonical_labels", [&](int m) { canonical_labels(s.exec, components, s.type(m)); });
  require_size("canonical_labels: ids", [&](int m) { canonical_labels(s.exec, components, s.type(n), s.id(m)); });
  require_size("cluster_geometry", [&](int m) { cluster_geometry(s.exec, s.x(m), s.box, clusters); });
  require_size("spanning_axes", [&](int m) { spanning_axes(s.exec, s.x(m), s.box, clusters, {.depth = 1}); });
  require_size("percolation_null_model", [&](int m) {
    Kokkos::View<bool*, Host> const all("all", m);
    Kokkos::deep_copy(all, true);
    percolation_null_model(s.exec, contacts, clusters, all, {.repeats = 2});
  });
}

TEST_CASE("sizes of what belongs to particles are refused: strain") {
  Input const s;
  require_size("affine_fit", [&](int m) { affine_fit(s.exec, s.x(n), s.box, s.x(m), s.box, {.cutoff = 4}); });
  require_size("two_term_gradient",
               [&](int m) { two_term_gradient(s.exec, s.x(n), s.box, s.x(m), s.box, {.cutoff = 4}); });
  require_size("local_fits",
               [&](int m) { local_fits(s.exec, s.x(n), s.box, s.x(m), s.box, {.cutoff = 4}, {.cutoff = 4}); });
  require_size("match_frames", [&](int m) { match_frames(s.exec, s.x(n), s.box, s.x(m), s.box); });
  require_size("local_deformation",
               [&](int m) { local_deformation(s.exec, s.x(n), s.box, s.x(m), s.box, {.affine = {.cutoff = 4}}); });
}

TEST_CASE("sizes of what belongs to particles are refused: dynamics") {
  Input const s;
  Kokkos::View<double*, Host> const masses("masses", 2);
  Kokkos::deep_copy(masses, 1.0);
  require_size("kick: forces", [&](int m) { kick(s.exec, s.x(n), s.x(m), s.type(n), masses, 1e-3); }, true);
  require_size("kick: types", [&](int m) { kick(s.exec, s.x(n), s.x(n), s.type(m), masses, 1e-3); }, true);
  require_size("drift", [&](int m) { drift(s.exec, s.x(n), s.x(m), CellStep::fixed(1e-3)); }, true);
  auto const x = to_host(s.exec, s.positions);
  auto const types = to_host(s.exec, s.types);
  std::vector<double> const mass{1, 2};
  auto const make = [&](int positions, int of_types) {
    return make_system(s.exec, std::span<Vec3<double> const>(x.data(), positions),
                       std::span<int const>(types.data(), of_types), s.box, std::span<double const>(mass));
  };
  require_size("make_system", [&](int m) { make(n, m); });
  auto const system = make(n, n);
  auto const order = spatial_order(s.exec, system.positions, system.box);
  require_size("reorder", [&](int m) { reorder(s.exec, order, make(m == 0 ? 1 : m, m == 0 ? 1 : m)); });
  require_size("unwrap: out", [&](int m) { unwrap(s.exec, system, Kokkos::View<Vec3<double>*, Host>("out", m)); });
  // Members that a host code sets itself.
  auto const with = [&](auto change) {
    auto changed = make(n, n);
    change(changed);
    return changed;
  };
  require_size("system: velocities", [&](int m) {
    temperature(s.exec, with([&](auto& of) { of.velocities = Kokkos::View<Vec3<double>*, Host>("v", m); }));
  });
  require_size("system: types", [&](int m) {
    draw_velocities(s.exec, with([&](auto& of) { of.types = Kokkos::View<int*, Host>("t", m); }),
                    {.kelvin = 300, .seed = 1});
  });
  require_size("system: images", [&](int m) {
    wrap(s.exec, with([&](auto& of) { of.images = Kokkos::View<Vec3<int>*, Host>("i", m); }));
  });
  require_size("system: images, unwrapped", [&](int m) {
    unwrap(s.exec, with([&](auto& of) { of.images = Kokkos::View<Vec3<int>*, Host>("i", m); }));
  });
}

}  // namespace sizes_test
