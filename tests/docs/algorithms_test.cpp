// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::files
//
// The examples of the pages on algorithms, as docs_test.cpp has those of the other pages: what is between //[name] and
// //[/name] stands on a page. One small Cu50Zr50 crystal, shaken, and the same crystal sheared, is the input of all.

#include <tektite/io.hpp>
#include <tektite/tektite.hpp>

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>
#include <filesystem>
#include <random>

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

using Exec = Kokkos::DefaultExecutionSpace;
using Memory = Exec::memory_space;

/// 432 atoms, B2 on a lattice of 3.2 A, each moved by up to 0.2 A along each axis; sheared by gamma in the xy plane.
struct Crystal {
  tektite::Box box;
  Kokkos::View<tektite::Vec3<double>*, Memory> positions;
  Kokkos::View<int*, Memory> types;
  std::vector<tektite::Vec3<double>> on_host;
  std::vector<int> types_on_host;

  explicit Crystal(double gamma = 0) {
    int const cells = 6;
    double const a = 3.2, edge = cells * a;
    box = tektite::Box::triclinic({edge, edge, edge}, gamma * edge, 0, 0);
    std::mt19937 random(1);
    std::uniform_real_distribution<double> shift(-0.2, 0.2);
    for (int i = 0; i < 2 * cells * cells * cells; ++i) {
      int const type = i % 2, k = i / 2;
      tektite::Vec3<double> r{a * (k % cells + 0.5 * type), a * (k / cells % cells + 0.5 * type),
                              a * (k / cells / cells + 0.5 * type)};
      for (int d = 0; d < 3; ++d) r[d] += shift(random);
      r.x += gamma * r.y;
      on_host.push_back(r);
      types_on_host.push_back(type);
    }
    positions = tektite::to_device(on_host);
    types = tektite::to_device(types_on_host);
  }
};

//[coordination]
// How many neighbours each particle has, without a stored list.
Kokkos::View<int*> coordination(Kokkos::DefaultExecutionSpace exec, Kokkos::View<tektite::Vec3<double>*> positions,
                                tektite::Box const& box, double cutoff) {
  auto const sites = tektite::make_sites(exec, positions, box, cutoff);
  auto const points = tektite::site_positions(exec, positions, box, sites);
  auto const cells = tektite::build_cell_list(exec, points, box.edges(), 0.5 * cutoff);
  tektite::NeighborSearch const near(points, cells, cutoff);
  Kokkos::View<int*> counts("counts", sites.owned);
  Kokkos::parallel_for(
      "coordination", Kokkos::RangePolicy(exec, 0, sites.owned), KOKKOS_LAMBDA(int i) {
        int count = -1;  // the search visits the particle itself, too
        near(points(i), [&](int) { ++count; });
        counts(i) = count;
      });
  return counts;
}
//[/coordination]

}  // namespace

TEST_CASE("neighbour lists and searches, as on their page") {
  Exec const exec{};
  Crystal const crystal;
  auto const positions = crystal.positions;
  auto const box = crystal.box;
  //[list]
  auto const full = tektite::build_neighbor_list(exec, positions, box, {.cutoff = 3.7});
  auto const half = tektite::build_neighbor_list(exec, positions, box, {.cutoff = 3.7, .half = true});
  //[/list]
  REQUIRE(full.neighbors.extent(0) == 2 * half.neighbors.extent(0));
  auto const offsets = tektite::to_host(full.offsets);
  auto const counts = tektite::to_host(coordination(exec, positions, box, 3.7));
  for (std::size_t i = 0; i < counts.size(); ++i) REQUIRE(counts[i] == offsets[i + 1] - offsets[i]);
}

TEST_CASE("particles in spatial order and back, as on the page of lists") {
  Exec const exec{};
  Crystal const crystal;
  auto const positions = crystal.positions;
  auto const types = crystal.types;
  auto const box = crystal.box;
  //[reorder]
  auto const order = tektite::spatial_order(exec, positions, box);
  tektite::reorder(exec, order, positions);  // entry k is now that of particle order.particle(k)
  tektite::reorder(exec, order, types);      // likewise all else that there is of each particle
  // ... lists, forces, cells ...
  tektite::restore(exec, order, positions);  // the order that it was
  tektite::restore(exec, order, types);
  //[/reorder]
  exec.fence();
  REQUIRE(tektite::to_host(positions) == crystal.on_host);
  REQUIRE(tektite::to_host(types) == crystal.types_on_host);
  auto const particle = tektite::to_host(order.particle);
  REQUIRE_FALSE(std::is_sorted(particle.begin(), particle.end()));
}

TEST_CASE("forces and dynamics, as on their pages") {
  Exec const exec{};
  Crystal const crystal;
  auto const positions = crystal.positions;
  auto const types = crystal.types;
  auto const box = crystal.box;
  auto const file = std::filesystem::path(TEKTITE_SOURCE_DIR) / "data" / "Cu-Zr_4.eam.fs.gz";
  Kokkos::View<double* [3], Memory> const forces("forces", positions.extent(0));
  //[eam]
  auto const potential = tektite::io::read_eam(file);     // Cu-Zr_4.eam.fs.gz
  tektite::EamForces eam(exec, potential, {"Cu", "Zr"});  // element of each type
  auto const list = tektite::build_neighbor_list(exec, positions, box, {.cutoff = eam.cutoff(), .skin = 1.0});
  eam.compute(positions, types, box, list, forces);
  double const energy = eam.energy();         // eV, of the last compute
  tektite::Mat3 const virial = eam.virial();  // eV; pressure = trace / (3 volume)
  //[/eam]
  REQUIRE(energy < -4.0 * 432);
  REQUIRE(std::isfinite(trace(virial)));

  // The two stages of a host code: here one that owns everything, so that its ghosts are images.
  auto const sites = tektite::make_sites(exec, positions, box, eam.cutoff() + 1.0);
  auto const with_ghosts = tektite::site_positions(exec, positions, box, sites);
  auto const particle = tektite::to_host(sites.particle);
  std::vector<int> type_of_site;
  for (int const p : particle) type_of_site.push_back(crystal.types_on_host[p]);
  auto const site_types = tektite::to_device(type_of_site);
  std::size_t const owned = positions.extent(0);
  auto const rank_list =
      tektite::build_neighbor_list(exec, with_ghosts, tektite::WithGhosts{owned}, {.cutoff = eam.cutoff()});
  Kokkos::View<double* [3], Memory> const rank_forces("rank_forces", owned);
  auto const exchange = [&](auto const& slopes) {
    auto const of_owner = sites.particle;
    Kokkos::View<double*, Memory> const slope = slopes;
    auto host = tektite::to_host(slope);
    for (std::size_t s = owned; s < particle.size(); ++s) host[s] = host[particle[s]];
    Kokkos::deep_copy(slope, tektite::to_device(host));
  };
  //[ghosts]
  eam.density(with_ghosts, site_types, tektite::WithGhosts{owned}, rank_list);
  exchange(eam.slopes());  // the host copies the slopes of the owners to the places of their ghosts
  eam.force(rank_forces);
  //[/ghosts]
  REQUIRE_THAT(eam.energy(), WithinRel(energy, 1e-12));

  auto const masses = eam.masses();
  auto const velocities = positions;
  double const volume = box.volume();
  auto const points = tektite::to_device(std::vector<tektite::Vec3<double>>{{1, 2, 3}, {8, 2, 5}});
  eam.compute(positions, types, box, list, forces);
  //[stress]
  std::vector<double> mass;  // of each type, eV (ps/A)^2
  for (double const m : eam.masses()) mass.push_back(tektite::units::mass * m);
  auto const of_type = tektite::to_device(exec, mass);
  auto const stress = tektite::particle_stress(exec, velocities, types, of_type, eam.virials());  // eV
  auto const slabs = tektite::slab_profile(exec, positions, stress, box, {.axis = 2, .slabs = 20});
  // slabs.values(s, 3) / (volume / 20) is the shear stress xy in slab s, eV/A^3
  auto const field =
      tektite::stress_field(exec, points, positions, velocities, types, box, of_type, list, eam.pair_forces(), 6.0);
  auto const at_points = tektite::stress_of(exec, field);  // eV/A^3
  //[/stress]
  REQUIRE(at_points.extent(0) == 2);
  double sum = 0, in_slabs = 0;
  auto const each = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace{}, stress);
  auto const of_slab = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace{}, slabs.values);
  for (std::size_t i = 0; i < each.extent(0); ++i) sum += each(i, 3);
  for (std::size_t k = 0; k < 20; ++k) in_slabs += of_slab(k, 3);
  REQUIRE_THAT(in_slabs / volume, WithinRel(sum / volume, 1e-9));

  auto const& on_host = crystal.on_host;
  auto const& types_on_host = crystal.types_on_host;
  //[simulation]
  auto system = tektite::make_system<Exec>(exec, on_host, types_on_host, box, masses);
  tektite::Simulation simulation(exec, system, eam, {.cutoff = eam.cutoff(), .skin = 1.0});
  simulation.set_ensemble({.timestep = 0.002,
                           .thermostat = tektite::ThermostatOptions{.start = 300},
                           .barostat = tektite::BarostatOptions{.coupling = tektite::Coupling::per_axis},
                           .shear = tektite::ShearOptions{.plane = tektite::Plane::xy, .rate = 0.05}});
  simulation.run(20);
  tektite::Thermo const now = simulation.thermo();  // temperature, pressure, conserved quantity, strain ...
  //[/simulation]
  REQUIRE(now.step == 20);
  REQUIRE_THAT(now.strain, WithinAbs(0.002, 1e-6));

  system = simulation.system();
  //[minimize]
  auto const minimum = tektite::minimize(exec, system, eam, {.cutoff = eam.cutoff(), .skin = 1.0},
                                         {.force_tolerance = 1e-4, .cell = tektite::CellFreedom::per_axis});
  if (!minimum.converged) std::printf("forces of %g eV/A are left\n", minimum.largest_force);
  //[/minimize]
  REQUIRE(minimum.converged);
  REQUIRE(minimum.largest_force <= 1e-4);
  REQUIRE(std::abs(minimum.pressure(0, 0)) <= 1);

  //[quasistatic]
  tektite::StrainPath const path{.plane = tektite::Plane::xz, .amplitude = 0.002, .steps = 4};
  tektite::QuasistaticShear athermal(exec, system, eam, {.cutoff = eam.cutoff(), .skin = 1.0}, path,
                                     {.event_energy = 1e-3, .d2min_cutoff = 3.8, .d2min_above = 0.5});
  while (athermal.advance())
    std::printf("strain %g, stress %g bar\n", athermal.point().strain, athermal.point().stress);
  for (auto const& e : athermal.events())
    std::printf("event at strain %g: %g eV, %lld particles\n", e.strain, e.energy_drop,
                static_cast<long long>(e.rearranged));
  //[/quasistatic]
  REQUIRE(athermal.step() == 4);
  REQUIRE(athermal.point().strain == 0.002);
}

TEST_CASE("Voronoi cells and networks, as on their pages") {
  Exec const exec{};
  Crystal const crystal;
  auto const positions = crystal.positions;
  auto const box = crystal.box;
  //[cells]
  auto const cells = tektite::voronoi(exec, positions, box);
  auto const order = cells.indices;  // n x 4: n3 n4 n5 n6
  for (auto const& [index, count] : tektite::index_histogram(exec, cells, 20))
    std::printf("<%d %d %d %d> %lld\n", index[0], index[1], index[2], index[3], static_cast<long long>(count));
  //[/cells]
  double volume = 0;
  for (double const v : tektite::to_host(cells.volumes)) volume += v;
  REQUIRE_THAT(volume, WithinRel(box.volume(), 1e-12));

  //[vertices]
  auto const polyhedra = tektite::voronoi(exec, positions, box, {.vertices = true});
  //[/vertices]
  REQUIRE(polyhedra.vertex_positions.extent(0) > 0);

  auto const wanted = tektite::index_histogram(exec, cells, 1).front().index;
  //[networks]
  auto const centers = tektite::select_index(exec, order, wanted);  // tektite::full_icosahedron: <0,0,12,0>
  auto const networks = tektite::ordered_networks(exec, cells, centers, {.min_shared = 1});
  auto const sizes = tektite::to_host(networks.sizes);    // distinct particles of each, descending
  auto const labels = tektite::to_host(networks.labels);  // by particle: 1 in the largest, 0 in none
  //[/networks]
  REQUIRE(sizes.at(0) == std::count_if(labels.begin(), labels.end(), [](int label) { return label == 1; }));
}

TEST_CASE("local order, as on its page") {
  Exec const exec{};
  Crystal const crystal;
  auto const positions = crystal.positions;
  auto const box = crystal.box;
  //[bond_order]
  auto const list = tektite::build_neighbor_list(exec, positions, box, {.cutoff = 3.9});
  auto const bonds = tektite::bonds_of(exec, positions, box, list);
  auto const harmonics = tektite::bond_harmonics(exec, bonds, 6);
  auto const q6 = tektite::bond_order(exec, harmonics);        // one number per particle
  auto const w6 = tektite::third_bond_order(exec, harmonics);  // likewise
  auto const averaged_q6 = tektite::bond_order(exec, tektite::averaged_harmonics(exec, bonds, harmonics));
  auto const solid = tektite::solid_bonds(exec, bonds, harmonics, 0.7);  // bonds to like surroundings
  //[/bond_order]
  //[pairs]
  auto const signatures = tektite::pair_signatures(exec, bonds, 3.9);       // of bonds within 3.9 A
  auto const frequent = tektite::pair_histogram(exec, signatures).front();  // frequent.first.common, .bonds, .chain
  auto const order = tektite::chemical_order(exec, bonds, crystal.types, 2);
  double const z = order.coordination(0, 1), alpha = order.warren_cowley(0, 1);
  //[/pairs]
  REQUIRE(frequent.second > 0);
  REQUIRE(z > 6);
  REQUIRE(alpha < 0);
  double const perfect = 0.510688;
  REQUIRE_THAT(tektite::moments(exec, q6).mean, WithinAbs(perfect, 0.1));
  REQUIRE(tektite::to_host(w6).size() == q6.extent(0));
  REQUIRE(tektite::moments(exec, averaged_q6).mean < tektite::moments(exec, q6).mean);
  REQUIRE(solid.extent(0) == q6.extent(0));
}

TEST_CASE("local deformation, as on its page") {
  Exec const exec{};
  Crystal const before, after(0.2);
  auto const reference = before.positions, current = after.positions;
  auto const reference_box = before.box, current_box = after.box;
  //[fits]
  auto const moved = tektite::local_deformation(exec, reference, reference_box, current, current_box,
                                                {.affine = {.cutoff = 4.5}, .two_term = {.cutoff = 6.0}});
  auto const measures = tektite::deformation_measures(exec, moved.two_term);
  auto const d2min = moved.affine.d2min;          // what the affine map leaves over
  auto const lambda = measures.effective_strain;  // of the two-term gradient fit
  double const psi = tektite::moments(exec, lambda, measures.status).localization_factor();  // failed fits left out
  //[/fits]
  double const largest = std::sqrt(2.0 / 3 * (2 * 0.1 * 0.1 + 2.0 / 3 * 0.02 * 0.02));  // dev E of the simple shear
  for (double const value : tektite::to_host(lambda)) REQUIRE_THAT(value, WithinAbs(largest, 1e-9));
  for (double const value : tektite::to_host(d2min)) REQUIRE_THAT(value, WithinAbs(0, 1e-12));
  REQUIRE(psi < 1e-6);

  auto const status = measures.status;
  auto const types = before.types;
  //[selections]
  auto const counts = tektite::count_status(exec, status);  // counts.valid(), counts[tektite::Status::inverted] ...
  auto const median = tektite::quantile(exec, lambda, status, 0.5);  // a status selects the fits that succeeded
  auto const copper = tektite::select_both(exec, status, tektite::select_type(exec, types, 0));
  auto const of_copper = tektite::moments(exec, lambda, copper);  // of_copper.count: how many there were
  //[/selections]
  REQUIRE((counts.valid() == 432 && counts.failed() == 0));
  REQUIRE_THAT(median, WithinAbs(largest, 1e-9));
  REQUIRE(of_copper.count == 216);
}

TEST_CASE("percolation, as on its page") {
  Exec const exec{};
  Crystal const crystal;
  auto const positions = crystal.positions;
  auto const box = crystal.box;
  Kokkos::View<double*, Memory> const lambda("lambda", positions.extent(0));
  auto const host = Kokkos::create_mirror_view(lambda);
  for (std::size_t i = 0; i < host.extent(0); ++i) host(i) = i % 3 ? 0.1 : 0.3;
  Kokkos::deep_copy(lambda, host);
  //[percolation]
  auto const contacts = tektite::contacts_within(exec, positions, box, 3.6);
  auto const plastic = tektite::select_above(exec, lambda, 0.25);
  auto const clusters = tektite::percolation_clusters(exec, contacts, plastic);
  double const ratio = clusters.ratio();          // S_max / S_all
  bool const wraps = clusters.largest_wraps & 1;  // bit d: the largest cluster winds around box edge d
  //[/percolation]
  REQUIRE(clusters.selected == 144);
  REQUIRE(ratio > 0);
  REQUIRE(wraps == (clusters.largest_wraps % 2 == 1));

  //[geometry]
  auto const geometry = tektite::cluster_geometry(exec, positions, box, clusters);  // centers, gyration_radii, status
  auto const spans =
      tektite::spanning_axes(exec, positions, box, clusters, {.depth = 3.6});  // bit d: from surface to surface
  //[/geometry]
  REQUIRE(geometry.status.extent(0) == clusters.count());
  REQUIRE(spans.extent(0) == clusters.count());

  //[null]
  auto const null = tektite::percolation_null_model(exec, contacts, clusters, {.repeats = 50, .seed = 1});
  double const expected = null.ratio.mean;    // S_max / S_all of as many particles chosen at random
  double const excess = null.ratio.excess();  // (observed - mean) / deviation
  //[/null]
  REQUIRE(null.ratio.observed == ratio);
  REQUIRE(expected > 0);
  REQUIRE(std::isfinite(excess));

  std::vector<double> const strains{0.0, 0.1}, thresholds{0.5, 0.25};
  //[series]
  tektite::PercolationSeries series;
  for (std::size_t frame = 0; frame < strains.size(); ++frame) {
    auto const selected = tektite::select_above(exec, lambda, thresholds[frame]);
    series.add(strains[frame], tektite::percolation_clusters(exec, contacts, selected));
  }
  auto const onset = series.onset();                         // the largest jump of S_max: between which frames
  auto const first_around_x = series.first_wrapping(0b001);  // the first frame whose largest cluster wraps around a
  //[/series]
  REQUIRE(onset.found);
  REQUIRE(first_around_x <= 2);
}

TEST_CASE("statistics, as on their page") {
  Exec const exec{};
  Crystal const crystal;
  auto const positions = crystal.positions;
  auto const types = crystal.types;
  auto const box = crystal.box;
  auto const values = tektite::voronoi(exec, positions, box).volumes;
  //[values]
  auto const m = tektite::moments(exec, values);
  double const psi = m.localization_factor(), skewness = m.skewness();
  double const extreme = tektite::top_fraction(exec, values, 0.01).ratio;  // mean of the top 1 % over the mean of all
  double const median = tektite::quantile(exec, values, 0.5);
  //[/values]
  REQUIRE(psi > 0);
  REQUIRE(std::isfinite(skewness));
  REQUIRE(extreme > 1);
  REQUIRE_THAT(median, WithinRel(m.mean, 0.1));

  //[rdf]
  auto const rdf = tektite::radial_distribution(exec, positions, types, box, {.cutoff = 12, .bins = 240});
  auto const shell = tektite::first_shell(exec, rdf.r, rdf.total);  // shell.peak, shell.minimum
  //[/rdf]
  REQUIRE(shell.minimum > shell.peak);
  //[structure_factor]
  auto const s = tektite::structure_factor(exec, positions, types, box, {.largest_q = 5, .shell_width = 0.1});
  auto const beside = tektite::transformed_distribution(  // on the host, for the same q
      tektite::to_host(rdf.r), tektite::to_host(rdf.total), double(positions.extent(0)) / box.volume(),
      tektite::to_host(s.q));
  //[/structure_factor]
  REQUIRE(beside.size() == s.q.extent(0));

  auto const unwrapped = positions;
  std::vector<double> alpha2;
  //[alpha2]
  tektite::Alpha2Recorder recorder(exec, {.lags = tektite::log_spaced_lags(100, 10), .origin_every = 50});
  for (std::int64_t step = 0; step <= 100; ++step) {
    // ... a step of the simulation ...
    if (recorder.wants(step)) recorder.record(step, unwrapped);
  }
  for (auto const& result : recorder.results()) alpha2.push_back(result.moments.alpha2());
  //[/alpha2]
  std::vector<double> scattering;
  //[relaxation]
  tektite::RelaxationRecorder relaxation(
      exec,
      {.at = {.q = 2.8, .distance = 1}, .lags = tektite::log_spaced_lags(100, 10), .origin_every = 50, .type_count = 2},
      types);
  for (std::int64_t step = 0; step <= 100; ++step) {
    // ... a step of the simulation ...
    if (relaxation.wants(step)) relaxation.record(step, unwrapped);
  }
  for (auto const& result : relaxation.results()) scattering.push_back(result.groups[0].scattering);  // then each type
  //[/relaxation]
  REQUIRE(scattering.front() == 1);
  auto const later = unwrapped;
  //[van_hove]
  auto const self = tektite::van_hove_self(exec, unwrapped, later, {.cutoff = 4, .bins = 100});
  auto const distinct = tektite::van_hove_distinct(exec, unwrapped, later, types, box, {.cutoff = 12, .bins = 240});
  auto const bonds = tektite::build_neighbor_list(exec, unwrapped, box, {.cutoff = 3.8});
  auto const now = tektite::build_neighbor_list(exec, later, box, {.cutoff = 4.2});
  auto const broken = tektite::bond_breaking(exec, bonds, now);  // bonds and kept of each particle
  double const left = tektite::bond_correlation(exec, broken);
  //[/van_hove]
  REQUIRE(self.particles == std::int64_t(unwrapped.extent(0)));
  REQUIRE(tektite::to_host(distinct.total) == tektite::to_host(rdf.total));
  REQUIRE(left == 1);
  Kokkos::View<double**, Kokkos::LayoutRight, Memory> const dilatation("dilatation", 3, values.extent(0));
  for (int t = 0; t < 3; ++t) Kokkos::deep_copy(Kokkos::subview(dilatation, t, Kokkos::ALL), values);
  auto const shear = dilatation;
  std::vector<bool> significant;
  //[lagged]
  // dilatation and shear are Views [frames][n]
  auto const order = tektite::lagged_correlation(exec, dilatation, shear, {.largest_lag = 1, .controls = 20});
  for (std::size_t k = 0; k < order.lag.size(); ++k)
    significant.push_back(std::abs(order.correlation[k]) > 3 * order.control_deviation[k]);
  //[/lagged]
  REQUIRE(significant[1]);
  REQUIRE(alpha2.front() == 0);
}
