// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::files

#include <tektite/core/copy.hpp>
#include <tektite/eam.hpp>
#include <tektite/io/gzip.hpp>
#include <tektite/io/read_eam.hpp>

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
#include <random>
#include <utility>

#include "support/host_mirror.hpp"

namespace forces_test {

using namespace tektite;
using Exec = Kokkos::DefaultExecutionSpace;
using Coordinates = std::vector<Vec3<double>>;
using Catch::Matchers::ContainsSubstring;

namespace {

std::string const source_dir = TEKTITE_SOURCE_DIR;

EamPotential potential(std::string const& name) {
  std::string const golden = source_dir + "/tests/golden/eam/";
  if (name == "two funcfl files") return io::read_funcfl({golden + "toy_Fe.eam", golden + "toy_Al.eam"});
  return io::read_eam(name == "cuzr" ? source_dir + "/data/Cu-Zr_4.eam.fs.gz" : golden + name);
}

struct Golden {
  Box box;
  double energy;
  std::vector<int> types;
  Coordinates positions, forces;
  std::vector<double> energies;
  std::vector<std::array<double, 6>> stresses;  // eV
};

Golden read_golden(std::string const& name) {
  io::GzipStream in(source_dir + "/tests/golden/eam/" + name + ".txt.gz");
  Golden golden;
  std::string line;
  std::getline(in, line);
  std::getline(in, line);
  Vec3<double> lengths;
  double xy, xz, yz, pressure;
  in >> lengths.x >> lengths.y >> lengths.z >> xy >> xz >> yz >> golden.energy;
  golden.box = Box::triclinic(lengths, xy, xz, yz);
  for (int k = 0; k < 6; ++k) in >> pressure;
  std::getline(in, line);
  std::getline(in, line);
  int type;
  while (in >> type) {
    Vec3<double> x, f;
    double energy;
    std::array<double, 6> stress;
    in >> x.x >> x.y >> x.z >> f.x >> f.y >> f.z >> energy;
    for (auto& s : stress) in >> s, s /= 1.6021765e6;  // bar A^3, with LAMMPS' constant
    golden.types.push_back(type - 1);
    golden.positions.push_back(x);
    golden.forces.push_back(f);
    golden.energies.push_back(energy);
    golden.stresses.push_back(stress);
  }
  return golden;
}

struct Results {
  Coordinates forces;
  std::vector<double> energies;
  std::vector<std::array<double, 6>> virials;
  double energy;
  Mat3 virial;
};

template <class Force>
Results collect(Force const& eam, Kokkos::View<Vec3<double>*> const& forces) {
  Results out;
  auto const f = configurations::host_mirror(forces);
  auto const e = configurations::host_mirror(eam.energies());
  auto const w = configurations::host_mirror(eam.virials());
  for (std::size_t i = 0; i < e.extent(0); ++i) {
    out.forces.push_back(f(i));
    out.energies.push_back(e(i));
    out.virials.push_back({w(i, 0), w(i, 1), w(i, 2), w(i, 3), w(i, 4), w(i, 5)});
  }
  out.energy = eam.energy();
  out.virial = eam.virial();
  return out;
}

Results evaluate(EamForces<Exec>& eam, Coordinates const& coordinates, std::vector<int> const& types, Box const& box,
                 double skin = 0.3) {
  Exec const exec;
  auto const positions = to_device(exec, coordinates);
  auto const list = build_neighbor_list(exec, positions, box, {.cutoff = eam.cutoff(), .skin = skin});
  Kokkos::View<Vec3<double>*> forces("forces", coordinates.size());
  eam.compute(positions, to_device(exec, types), box, list, forces);
  return collect(eam, forces);
}

double largest_difference(Coordinates const& a, Coordinates const& b) {
  double largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    for (int d = 0; d < 3; ++d) largest = std::max(largest, std::abs(a[i][d] - b[i][d]));
  return largest;
}

double rms(Coordinates const& a) {
  double sum = 0;
  for (auto const& f : a) sum += dot(f, f);
  return std::sqrt(sum / (3 * double(a.size())));
}

struct Case {
  char const* name;
  char const* potential;
  std::vector<std::string> elements;
};

Case golden_case() {
  return GENERATE(values<Case>({{"cuzr_liquid", "cuzr", {"Cu", "Zr"}},
                                {"cuzr_tilted", "cuzr", {"Zr", "Cu"}},
                                {"cuzr_thin", "cuzr", {"Cu", "Zr"}},
                                {"fs_toy", "toy.eam.fs", {"Bb", "Aa", "Bb"}},
                                {"alloy_toy", "toy.eam.alloy", {"Aa", "Bb"}},
                                {"fs_dense", "toy.eam.fs", {"Aa", "Bb"}},
                                {"funcfl_toy", "two funcfl files", {"Fe", "Al"}},
                                {"funcfl_dense", "toy_Al.eam", {"Al"}}}));
}

}  // namespace

TEST_CASE("energies, forces and virials are those of LAMMPS") {
  auto const c = golden_case();
  CAPTURE(c.name);
  auto const golden = read_golden(c.name);
  REQUIRE(golden.types.size() >= 24);
  auto const evaluation = GENERATE(EamEvaluation::reference, EamEvaluation::compact);
  bool const compact = evaluation == EamEvaluation::compact;
  CAPTURE(compact);
  EamForces<Exec> eam(Exec{}, potential(c.potential), c.elements, {.evaluation = evaluation});
  auto const got = evaluate(eam, golden.positions, golden.types, golden.box);

  double const scale = rms(golden.forces);
  double const difference = largest_difference(got.forces, golden.forces);
  UNSCOPED_INFO("largest difference " << difference << ", rms force " << scale);
  // The bound holds for each pair. With 250 atoms within one cutoff the errors of pairs add up.
  bool const dense = std::string(c.name).ends_with("_dense");
  REQUIRE(difference < (compact ? (dense ? 250e-7 : 1e-7) : 1e-10 * scale));
  REQUIRE(std::abs(got.energy - golden.energy) < 1e-11 * std::abs(golden.energy) + 1e-10);
  double energy = 0, stress = 0;
  Mat3 sum{};
  for (std::size_t i = 0; i < golden.types.size(); ++i) {
    energy = std::max(energy, std::abs(got.energies[i] - golden.energies[i]));
    auto const& w = got.virials[i];
    for (int k = 0; k < 6; ++k) stress = std::max(stress, std::abs(-w[k] - golden.stresses[i][k]));
    sum = sum + Mat3{{{w[0], w[3], w[4]}, {w[3], w[1], w[5]}, {w[4], w[5], w[2]}}};
  }
  REQUIRE(energy < 1e-12 * std::abs(golden.energy) + 1e-11);
  REQUIRE(stress < (compact ? 1e-6 : 1e-9 * scale));
  for (int a = 0; a < 3; ++a)
    for (int b = 0; b < 3; ++b) REQUIRE(std::abs(sum(a, b) - got.virial(a, b)) < 1e-9 * scale);

  Vec3<double> net{};
  for (auto const& f : got.forces) net += f;
  REQUIRE(norm(net) < 1e-10 * double(golden.types.size()));
  REQUIRE((eam.density_overflows() > 0) == dense);
}

TEST_CASE("a site keeps its type in the lowest bits of F'") {
  int const type_bits = GENERATE(0, 1, 2, 6);
  int const types = 1 << type_bits;
  double const slopes[] = {0.0, -0.7, 12.5, 1e-300, -3e5};
  using Host = Kokkos::HostSpace;
  detail::EamSites<Host> sites;
  sites.full = Kokkos::View<detail::EamSite<double>*, Host>("sites", 1);
  sites.type_bits = type_bits;
  int const site = 0;
  for (int type = 0; type < types; ++type) {
    for (double const slope : slopes) {
      CAPTURE(type_bits, type, slope);
      sites.set(site, {1, 2, 3}, type);
      REQUIRE(sites.neighbors<double, 1>(site, &site).type == type);
      sites.set_slope(site, slope);
      auto const read = sites.neighbors<double, 1>(site, &site);
      REQUIRE(read.type == type);
      // One unit in the last place is at most 2^-52 of the number; for zero it is the smallest denormal.
      double const smallest = std::numeric_limits<double>::denorm_min();
      REQUIRE(std::abs(read.slope - slope) <= (types - 1) * std::max(0x1p-52 * std::abs(slope), smallest));
    }
  }
}

TEST_CASE("compact tables keep their bound, and report their error", "[long]") {
  auto const [file, elements] = GENERATE(table<std::string, std::vector<std::string>>(
      {{"cuzr", {"Cu", "Zr"}}, {"toy.eam.fs", {"Bb", "Aa"}}, {"toy.eam.alloy", {"Aa"}}}));
  auto const p = potential(file);
  double const bound = GENERATE(1e-5, 1e-7, 1e-8);
  CAPTURE(file, bound);
  EamForces<Exec> eam(Exec{}, p, elements, {.max_force_error = bound});
  EamForces<Exec> reference(Exec{}, p, elements, {.evaluation = EamEvaluation::reference});
  auto const& report = eam.table_report();
  REQUIRE(report.max_force_error > 0);
  REQUIRE(report.max_force_error <= bound);
  REQUIRE(reference.table_report().max_force_error == 0);

  // Two atoms in free space, at every distance: the pair force itself.
  Box const box = Box::orthogonal(50, 50, 50, {}, {false, false, false});
  std::mt19937 random(5);
  std::uniform_real_distribution<double> distance(0.2 * p.cutoff, 1.001 * p.cutoff);
  double largest = 0;
  for (int n = 0; n < 300; ++n) {
    std::vector<int> const types{n % int(elements.size()), (n / 2) % int(elements.size())};
    Coordinates const coordinates{{20, 20, 20}, {20 + distance(random), 20, 20}};
    largest = std::max(largest, largest_difference(evaluate(eam, coordinates, types, box).forces,
                                                   evaluate(reference, coordinates, types, box).forces));
  }
  REQUIRE(largest > 0);
  REQUIRE(largest < bound + 1e-12);
}

TEST_CASE("only pairs that the compact tables leave out are evaluated with the reference") {
  auto const evaluation = GENERATE(EamEvaluation::compact, EamEvaluation::mixed);
  bool const mixed = evaluation == EamEvaluation::mixed;
  CAPTURE(mixed);
  EamForces<Exec> eam(Exec{}, potential("cuzr"), {"Cu", "Zr"}, {.evaluation = evaluation});
  EamForces<Exec> reference(Exec{}, potential("cuzr"), {"Cu", "Zr"}, {.evaluation = EamEvaluation::reference});

  // The limit of a pair is that of its own types: here 1.82 A for Cu-Cu and 2.31 A for Zr-Zr.
  Box const box = Box::orthogonal(50, 50, 50, {}, {false, false, false});
  auto const left_out = [&](double r, std::vector<int> const& types) {
    Coordinates const coordinates{{20, 20, 20}, {20 + r, 20, 20}, {20, 24, 20}, {20, 20, 45}};
    auto const got = evaluate(eam, coordinates, types, box);
    auto const expected = evaluate(reference, coordinates, types, box);
    CHECK(largest_difference(got.forces, expected.forces) <
          (mixed ? 1e-5 : 1e-7) * std::max(1.0, rms(expected.forces)));
    CHECK(reference.reference_particles() == 4);
    return eam.reference_particles();
  };
  CHECK(eam.table_report().largest_inner > 2.2);
  CHECK(left_out(2.2, {0, 0, 1, 1}) == 0);
  CHECK(left_out(2.2, {1, 1, 1, 1}) == 2);
  CHECK(left_out(1.7, {0, 0, 1, 1}) == 2);
  // Closer than the first interval, where the tables hold the atom itself.
  CHECK(left_out(1.0, {0, 1, 1, 1}) == 2);
  CHECK(left_out(0.3, {1, 1, 1, 1}) == 2);

  // A liquid has close pairs of Cu, and no pair that is left out.
  auto const golden = read_golden("cuzr_liquid");
  evaluate(eam, golden.positions, golden.types, golden.box);
  CHECK(eam.reference_particles() == 0);
  EamForces<Exec> const copy = eam;
  CHECK_THROWS_WITH(copy.reference_particles(), ContainsSubstring("call density before reference_particles"));
}

TEST_CASE("mixed precision: pairs in single, sums in double precision, at any distance from the origin") {
  auto const c = golden_case();
  bool const dense = std::string(c.name).ends_with("_dense");  // huge forces of many overlapping pairs
  CAPTURE(c.name);
  auto const golden = read_golden(c.name);
  EamForces<Exec> eam(Exec{}, potential(c.potential), c.elements, {.evaluation = EamEvaluation::mixed});
  auto const got = evaluate(eam, golden.positions, golden.types, golden.box);
  double const difference = largest_difference(got.forces, golden.forces);
  UNSCOPED_INFO("largest difference " << difference << ", rms force " << rms(golden.forces));
  REQUIRE(difference > 0);
  REQUIRE(difference < (dense ? 1e-4 : 1e-5) * rms(golden.forces));
  REQUIRE(std::abs(got.energy - golden.energy) < 1e-11 * std::abs(golden.energy) + 1e-10);
  REQUIRE(eam.table_report().max_force_error > 0);

  // At coordinates of 3e4 A a float has a resolution of 0.002 A.
  auto coordinates = golden.positions;
  Vec3<double> const away{3e4, -3e4, 3e4};
  for (auto& x : coordinates) x += away;
  auto const box = Box(golden.box.edges(), golden.box.origin() + away);
  auto const moved = evaluate(eam, coordinates, golden.types, box);
  REQUIRE(largest_difference(moved.forces, golden.forces) < (dense ? 1e-4 : 1e-5) * rms(golden.forces));
}

TEST_CASE("forces and virial are derivatives of the energy") {
  auto const c = golden_case();
  // Kinks of a coarse table under huge forces; beyond a funcfl grid LAMMPS holds F but keeps its slope.
  if (std::string(c.name) == "fs_dense" || std::string(c.name) == "funcfl_dense") return;
  CAPTURE(c.name);
  auto const golden = read_golden(c.name);
  // Between a table's last point and the cutoff LAMMPS holds the value but keeps the slope: no derivative there.
  auto p = potential(c.potential);
  p.cutoff = double(p.distance_count - 1) * p.distance_spacing;
  EamForces<Exec> eam(Exec{}, p, c.elements, {.evaluation = EamEvaluation::reference});
  auto const energy = [&](Coordinates const& coordinates, Box const& box) {
    return evaluate(eam, coordinates, golden.types, box, 0.0).energy;
  };
  auto const derivative = [](auto const& f, double h) {
    return (8 * (f(h) - f(-h)) - (f(2 * h) - f(-2 * h))) / (12 * h);
  };
  auto const got = evaluate(eam, golden.positions, golden.types, golden.box);
  // The second derivative has a step at every point of a table. With 250 points the error that steps cause is small
  // for small differences only.
  bool const fine = std::string(c.potential) == "cuzr";
  double const tolerance = 1e-7;

  for (int n = 0; n < 3; ++n) {
    std::size_t const i = 7 * n + 2;
    double const slope = derivative(
        [&](double h) {
          auto moved = golden.positions;
          moved[i][n] += h;
          return energy(moved, golden.box);
        },
        fine ? 1e-4 : 1e-5);
    REQUIRE(std::abs(slope + got.forces[i][n]) < 1e-6 * rms(got.forces));
  }
  double scale = 0;
  for (int a = 0; a < 3; ++a) scale = std::max(scale, norm(got.virial.col[a]));
  for (auto const& [a, b] : {std::pair{0, 0}, {1, 1}, {2, 2}, {0, 1}, {0, 2}, {1, 2}}) {
    double const slope = derivative(
        [&, a = a, b = b](double h) {
          Mat3 strain = Mat3::identity();
          strain(a, b) += h;
          auto moved = golden.positions;
          for (auto& x : moved) x = strain * x;
          return energy(moved, golden.box.with_edges(strain * golden.box.edges()));
        },
        fine ? 2e-5 : 3e-6);
    REQUIRE(std::abs(slope + got.virial(a, b)) < tolerance * scale);
  }
}

TEST_CASE("results do not depend on the order of the atoms, the skin or the thread count") {
  auto const golden = read_golden("cuzr_tilted");
  auto const evaluation = GENERATE(EamEvaluation::compact, EamEvaluation::mixed);
  double const rounding = evaluation == EamEvaluation::mixed ? 1e-5 : 1e-12;
  EamForces<Exec> eam(Exec{}, potential("cuzr"), {"Zr", "Cu"}, {.evaluation = evaluation});
  auto const expected = evaluate(eam, golden.positions, golden.types, golden.box);
  REQUIRE(largest_difference(evaluate(eam, golden.positions, golden.types, golden.box, 1.5).forces, expected.forces) <
          rounding * rms(expected.forces));

  std::vector<std::size_t> order(golden.types.size());
  std::iota(order.begin(), order.end(), 0);
  std::shuffle(order.begin(), order.end(), std::mt19937(3));
  Coordinates coordinates, forces;
  std::vector<int> types;
  for (auto const i : order) {
    coordinates.push_back(golden.positions[i]);
    types.push_back(golden.types[i]);
    forces.push_back(expected.forces[i]);
  }
  auto const shuffled = evaluate(eam, coordinates, types, golden.box);
  REQUIRE(largest_difference(shuffled.forces, forces) < rounding * rms(forces));
  REQUIRE(std::abs(shuffled.energy - expected.energy) < 1e-12 * std::abs(expected.energy));

  // The same bits on an instance with fewer threads.
  auto const part = Kokkos::Experimental::partition_space(Exec{}, 1, 1)[0];
  auto const positions = to_device(golden.positions);
  auto const list = build_neighbor_list(part, positions, golden.box, {.cutoff = eam.cutoff(), .skin = 0.3});
  EamForces<Exec> fewer(part, potential("cuzr"), {"Zr", "Cu"}, {.evaluation = evaluation});
  Kokkos::View<Vec3<double>*> f("forces", coordinates.size());
  fewer.compute(positions, to_device(golden.types), golden.box, list, f);
  auto const again = collect(fewer, f);
  REQUIRE(again.forces == expected.forces);
  REQUIRE(again.energies == expected.energies);
  REQUIRE(again.energy == expected.energy);
  REQUIRE(again.virial == expected.virial);
}

TEST_CASE("a list stays valid while particles move within its skin and the box deforms") {
  auto const golden = read_golden("cuzr_thin");
  EamForces<Exec> eam(Exec{}, potential("cuzr"), {"Cu", "Zr"}, {.evaluation = EamEvaluation::reference});
  Exec const exec;
  auto coordinates = golden.positions;
  auto const list =
      build_neighbor_list(exec, to_device(exec, coordinates), golden.box, {.cutoff = eam.cutoff(), .skin = 1.0});
  Mat3 strain = Mat3::identity();
  strain(0, 1) = 0.01;
  auto const box = golden.box.with_edges(strain * golden.box.edges());
  std::mt19937 random(4);
  std::uniform_real_distribution<double> step(-0.1, 0.1);
  for (auto& x : coordinates) x = strain * x + Vec3<double>{step(random), step(random), step(random)};
  Kokkos::View<Vec3<double>*> forces("forces", coordinates.size());
  eam.compute(to_device(exec, coordinates), to_device(exec, golden.types), box, list, forces);
  auto const moved = collect(eam, forces);
  auto const fresh = evaluate(eam, coordinates, golden.types, box);
  REQUIRE(largest_difference(moved.forces, fresh.forces) < 1e-11 * rms(fresh.forces));
  REQUIRE(largest_difference(moved.forces, golden.forces) > 1e-3);
}

TEST_CASE("sorted neighbours are used while particles move within the inner skin, and not longer", "[long]") {
  auto const c = golden_case();
  auto const evaluation = GENERATE(EamEvaluation::compact, EamEvaluation::mixed);
  CAPTURE(c.name, evaluation);
  auto const golden = read_golden(c.name);
  double const skin = 0.3, rounding = evaluation == EamEvaluation::mixed ? 1e-5 : 1e-11;
  EamForces<Exec> eam(Exec{}, potential(c.potential), c.elements, {.evaluation = evaluation, .inner_skin = skin});
  EamForces<Exec> afresh(Exec{}, potential(c.potential), c.elements, {.evaluation = evaluation});
  Exec const exec;
  auto const types = to_device(exec, golden.types);
  auto coordinates = golden.positions;
  auto box = golden.box;
  std::mt19937 random(5);
  std::uniform_real_distribution<double> step(-0.02, 0.02);
  NeighborList<Exec::memory_space> list;
  int sorted = 0, kept = 0;
  for (int call = 0; call < 60; ++call) {
    auto const positions = to_device(exec, coordinates);
    bool const rebuilt = call % 25 == 0;
    if (rebuilt) rebuild_neighbor_list(exec, positions, box, {.cutoff = eam.cutoff(), .skin = 1.5}, list);
    auto const before = to_host(eam.sorted_positions(list));
    REQUIRE(before.empty() == rebuilt);
    Kokkos::View<Vec3<double>*> forces("forces", coordinates.size()), expected("expected", coordinates.size());
    eam.compute(positions, types, box, list, forces);
    afresh.compute(positions, types, box, list, expected);
    auto const got = collect(eam, forces), wanted = collect(afresh, expected);
    CAPTURE(call);
    REQUIRE(largest_difference(got.forces, wanted.forces) < rounding * rms(wanted.forces));
    REQUIRE(got.energy == wanted.energy);
    // They were sorted in this call if a site had moved by half of the inner skin, or if the list was new.
    auto const sites = to_host(site_positions(exec, positions, box, list.sites));
    double farthest = 0;
    for (std::size_t s = 0; s < before.size(); ++s) farthest = std::max(farthest, norm(sites[s] - before[s]));
    bool const anew = rebuilt || farthest >= 0.5 * skin;
    REQUIRE(to_host(eam.sorted_positions(list)) == (anew ? sites : before));
    (anew ? sorted : kept) += 1;
    // Then all atoms move, and the cell deforms.
    Mat3 strain = Mat3::identity();
    strain(0, 1) = 4e-4;
    strain(2, 2) = 1 - 2e-4;
    box = box.with_edges(strain * box.edges());
    for (auto& x : coordinates) {
      x = strain * (x - box.origin()) + box.origin();
      if (call % 25 != 24) x += Vec3<double>{step(random), step(random), step(random)};
    }
  }
  CHECK(sorted > 5);
  CHECK(kept > 20);
}

TEST_CASE("a copy of forces with an inner skin sorts neighbours by itself") {
  auto const golden = read_golden("cuzr_liquid"), other = read_golden("cuzr_thin");
  Exec const exec;
  EamForces<Exec> eam(exec, potential("cuzr"), {"Cu", "Zr"}, {.inner_skin = 0.3});
  auto const positions = to_device(exec, golden.positions);
  auto const types = to_device(exec, golden.types);
  auto const list = build_neighbor_list(exec, positions, golden.box, {.cutoff = eam.cutoff(), .skin = 1.0});
  Kokkos::View<Vec3<double>*> forces("forces", golden.types.size());
  eam.compute(positions, types, golden.box, list, forces);
  auto const before = collect(eam, forces);
  EamForces<Exec> copy = eam;
  REQUIRE(copy.sorted_positions(list).extent(0) == 0);
  REQUIRE(copy.energy() == before.energy);
  REQUIRE_THROWS_WITH(copy.force(forces), ContainsSubstring("density before force"));
  evaluate(copy, other.positions, other.types, other.box);
  REQUIRE(eam.sorted_positions(list).extent(0) == list.sites.size());
  eam.compute(positions, types, golden.box, list, forces);
  REQUIRE(collect(eam, forces).forces == before.forces);
}

TEST_CASE("ghosts of a host code: two stages with the host code's exchange between them") {
  auto const golden = read_golden("fs_toy");
  EamForces<Exec> eam(Exec{}, potential("toy.eam.fs"), {"Bb", "Aa", "Bb"});
  auto const expected = evaluate(eam, golden.positions, golden.types, golden.box);

  Exec const exec;
  auto const owned = to_device(exec, golden.positions);
  auto const sites = make_sites(exec, owned, golden.box, eam.cutoff());
  auto const coordinates = site_positions(exec, owned, golden.box, sites);
  auto const particle = configurations::host_mirror(sites.particle);
  std::vector<int> types;
  for (std::size_t s = 0; s < sites.size(); ++s) types.push_back(golden.types[particle(s)]);
  WithGhosts const domain{golden.positions.size()};
  auto const list = build_neighbor_list(exec, coordinates, domain, {.cutoff = eam.cutoff()});
  eam.density(coordinates, to_device(exec, types), domain, list);
  auto const slopes = eam.slopes();
  REQUIRE(slopes.extent(0) == sites.size());
  auto const host = configurations::host_mirror(slopes);
  for (std::size_t s = domain.owned; s < sites.size(); ++s) host(s) = host(particle(s));
  Kokkos::deep_copy(slopes, host);
  Kokkos::View<Vec3<double>*> forces("forces", domain.owned);
  eam.force(forces);
  auto const got = collect(eam, forces);
  REQUIRE(largest_difference(got.forces, expected.forces) < 1e-12 * rms(expected.forces));
  REQUIRE(std::abs(got.energy - expected.energy) < 1e-12 * std::abs(expected.energy));
}

TEST_CASE("forces of pairs add up to the forces and the virials of their atoms") {
  Exec const exec;
  auto const c = golden_case();
  CAPTURE(c.name);
  auto const golden = read_golden(c.name);
  EamForces<Exec> eam(exec, potential(c.potential), c.elements, {.evaluation = EamEvaluation::reference});
  auto const positions = to_device(exec, golden.positions);
  auto const list = build_neighbor_list(exec, positions, golden.box, {.cutoff = eam.cutoff(), .skin = 0.3});
  REQUIRE_THROWS_WITH(eam.pair_forces(), ContainsSubstring("pair_forces before density"));
  Kokkos::View<Vec3<double>*> forces("forces", golden.positions.size());
  eam.compute(positions, to_device(exec, golden.types), golden.box, list, forces);
  auto const expected = collect(eam, forces);
  auto const each = to_host(exec, eam.pair_forces());
  auto const x = to_host(exec, site_positions(exec, positions, golden.box, list.sites));
  auto const offsets = to_host(exec, list.offsets);
  auto const neighbors = to_host(exec, list.neighbors);
  REQUIRE(each.size() == neighbors.size());
  double const scale = rms(golden.forces);
  for (std::size_t i = 0; i < golden.positions.size(); ++i) {
    Vec3<double> force{};
    double xy = 0;
    for (auto k = std::size_t(offsets[i]); k < std::size_t(offsets[i + 1]); ++k) {
      Vec3<double> const d = x[std::size_t(neighbors[k])] - x[i];
      force += each[k] * d;
      xy -= 0.5 * each[k] * d.x * d.y;
    }
    REQUIRE(norm(force - expected.forces[i]) < 1e-12 * scale);
    REQUIRE(std::abs(xy - expected.virials[i][3]) < 1e-11 * scale);
  }
}

TEST_CASE("a lone atom, no atom, and a pair just beyond the cutoff") {
  EamForces<Exec> eam(Exec{}, potential("cuzr"), {"Cu", "Zr"});
  Box const box = Box::orthogonal(40, 40, 40);
  auto const lone = evaluate(eam, {{1, 2, 3}}, {0}, box);
  REQUIRE(norm(lone.forces[0]) == 0);
  REQUIRE(lone.energy == 0);
  REQUIRE(evaluate(eam, {}, {}, box).energy == 0);
  auto const apart = evaluate(eam, {{1, 2, 3}, {8.6001, 2, 3}}, {1, 1}, box);
  REQUIRE(norm(apart.forces[0]) == 0);
}

TEST_CASE("input that cannot be right is refused with its values") {
  auto const p = potential("cuzr");
  REQUIRE_THROWS_WITH(EamForces<Exec>(Exec{}, p, {"Cu", "Xx"}),
                      ContainsSubstring("'Xx'") && ContainsSubstring("Cu, Zr"));
  REQUIRE_THROWS_WITH(EamForces<Exec>(Exec{}, p, {}), ContainsSubstring("no element"));
  REQUIRE_THROWS_WITH(EamForces<Exec>(Exec{}, p, {"Cu"}, {.max_force_error = -1}), ContainsSubstring("-1"));
  REQUIRE_THROWS_WITH(EamForces<Exec>(Exec{}, p, {"Cu"}, {.inner_skin = -2}), ContainsSubstring("inner_skin -2"));

  Exec const exec;
  auto const evaluation = GENERATE(EamEvaluation::reference, EamEvaluation::compact);
  EamForces<Exec> eam(exec, p, {"Cu", "Zr"}, {.evaluation = evaluation});
  Box const box = Box::orthogonal(20, 20, 20);
  Coordinates coordinates{{1, 1, 1}, {3, 1, 1}, {5, 4, 1}, {5, 4.0003, 1}};
  REQUIRE_THROWS_WITH(evaluate(eam, coordinates, {0, 1, 0, 1}, box), ContainsSubstring("particles 2 and 3"));
  coordinates[3] = coordinates[2];
  REQUIRE_THROWS_WITH(evaluate(eam, coordinates, {0, 1, 0, 1}, box), ContainsSubstring("particles 2 and 3"));
  coordinates[3] = {5, 7, 1};
  REQUIRE_THROWS_WITH(evaluate(eam, coordinates, {0, 1, 2, 1}, box), ContainsSubstring("particle 2"));
  REQUIRE_THROWS_WITH(evaluate(eam, coordinates, {0, 1, 0, -1}, box), ContainsSubstring("particle 3"));
  REQUIRE_NOTHROW(evaluate(eam, coordinates, {0, 1, 0, 1}, box));  // the object can be used after an error

  auto positions = to_device(exec, coordinates);
  auto const types = to_device(exec, std::vector<int>{0, 1, 0, 1});
  Kokkos::View<Vec3<double>*> forces("forces", 4), few("forces", 3);
  auto const list = build_neighbor_list(exec, positions, box, {.cutoff = 7.6});
  REQUIRE_THROWS_WITH(eam.compute(positions, types, box, list, few), ContainsSubstring("room for 3"));
  REQUIRE_THROWS_WITH(eam.sort_neighbors_at(few, list), ContainsSubstring("3 positions for 32 sites"));
  REQUIRE_THROWS_WITH(
      eam.compute(positions, types, box, build_neighbor_list(exec, positions, box, {.cutoff = 7.5}), forces),
      ContainsSubstring("7.5"));
  REQUIRE_THROWS_WITH(eam.compute(positions, types, box,
                                  build_neighbor_list(exec, positions, box, {.cutoff = 7.6, .half = true}), forces),
                      ContainsSubstring("full"));
  REQUIRE_THROWS_WITH(eam.compute(positions, to_device(exec, std::vector<int>{0}), box, list, forces),
                      ContainsSubstring("1 types"));
  coordinates[1].y = std::numeric_limits<double>::quiet_NaN();
  positions = to_device(exec, coordinates);
  REQUIRE_THROWS_WITH(eam.compute(positions, types, box, list, forces), ContainsSubstring("particle 1"));
}

namespace {

template <class Forces>
concept TakesForces = requires(EamForces<Exec>& eam, Forces const& forces) { eam.force(forces); };
template <class Types>
concept TakesTypes =
    requires(EamForces<Exec>& eam, Kokkos::View<double* [3]> const& x, Types const& types, Box const& box,
             NeighborList<Exec::memory_space> const& list) { eam.density(x, types, box, list); };

// Forces are written as floats or doubles, three by three; types are integers.
static_assert(TakesForces<Kokkos::View<double* [3], Kokkos::LayoutLeft>>);
static_assert(TakesForces<Kokkos::View<float* [3], Kokkos::LayoutStride>>);
static_assert(TakesForces<Kokkos::View<double**>>);
static_assert(TakesForces<Kokkos::View<Vec3<float>*>>);
static_assert(!TakesForces<Kokkos::View<int* [3]>>);
static_assert(!TakesForces<Kokkos::View<double* [2]>>);
static_assert(!TakesForces<Kokkos::View<double const* [3]>>);
static_assert(!TakesForces<Kokkos::View<Vec3<double>**>>);
static_assert(!TakesForces<Kokkos::View<Vec3<int>*>>);
static_assert(TakesTypes<Kokkos::View<int const*>>);
static_assert(TakesTypes<Kokkos::View<std::int64_t*>>);
static_assert(!TakesTypes<Kokkos::View<double*>>);
static_assert(!TakesTypes<Kokkos::View<int**>>);

struct FourAtoms {
  Exec exec;
  Box box;
  Kokkos::View<Vec3<double>*> positions;
  Kokkos::View<int*> types;
  NeighborList<Exec::memory_space> list;
};

FourAtoms four_atoms() {
  Exec const exec;
  Box const box = Box::orthogonal(20, 20, 20);
  auto const positions = to_device(exec, Coordinates{{1, 1, 1}, {3, 1, 1}, {5, 4, 1}, {5, 7, 1}});
  return {exec, box, positions, to_device(exec, std::vector<int>{0, 1, 0, 1}),
          build_neighbor_list(exec, positions, box, {.cutoff = 7.6})};
}

}  // namespace

TEST_CASE("arrays of another shape or size than the list's are refused with their sizes") {
  auto const [exec, box, positions, types, list] = four_atoms();
  EamForces<Exec> eam(exec, potential("cuzr"), {"Cu", "Zr"});
  Kokkos::View<double**> const two_columns("forces", 4, 2), three_columns("forces", 4, 3);
  REQUIRE_THROWS_WITH(eam.force(three_columns), ContainsSubstring("eam: force before density"));
  REQUIRE_THROWS_WITH(eam.compute(positions, types, box, list, two_columns), ContainsSubstring("a View of 4 x 2"));
  REQUIRE_NOTHROW(eam.compute(positions, types, box, list, three_columns));
  REQUIRE_THROWS_WITH(eam.virial(Kokkos::View<Mat3>()), ContainsSubstring("virial"));

  // A type that is 0 in its lowest 32 bits.
  auto const wide = to_device(exec, std::vector<std::int64_t>{0, 1, std::int64_t(1) << 32, 1});
  REQUIRE_THROWS_WITH(eam.compute(positions, wide, box, list, three_columns),
                      ContainsSubstring("particle 2 has a type"));

  // The host code has sent other ghosts since the list was built.
  auto const ghost_list = build_neighbor_list(exec, positions, WithGhosts{2}, {.cutoff = 7.6});
  auto const fewer = Kokkos::subview(positions, std::pair(0, 3));
  auto const fewer_types = Kokkos::subview(types, std::pair(0, 3));
  REQUIRE_NOTHROW(eam.density(positions, types, WithGhosts{2}, ghost_list));
  REQUIRE_THROWS_WITH(eam.density(fewer, fewer_types, WithGhosts{2}, ghost_list),
                      ContainsSubstring("eam: 3 positions, but the list has 4 sites"));
}

TEST_CASE("floats and structs of floats are forces, too") {
  auto const [exec, box, positions, types, list] = four_atoms();
  EamForces<Exec> eam(exec, potential("cuzr"), {"Cu", "Zr"});
  Kokkos::View<Vec3<double>*> const doubles("forces", 4);
  Kokkos::View<Vec3<float>*> const structs("forces", 4);
  Kokkos::View<float* [3], Kokkos::LayoutLeft> const rows("forces", 4);
  eam.compute(positions, types, box, list, doubles);
  eam.compute(positions, types, box, list, structs);
  eam.compute(positions, types, box, list, rows);
  auto const expected = to_host(exec, doubles);
  auto const got_structs = to_host(exec, structs);
  auto const got_rows = to_host(exec, rows);
  for (std::size_t i = 0; i < 4; ++i)
    for (int d = 0; d < 3; ++d) {
      REQUIRE(got_structs[i][d] == static_cast<float>(expected[i][d]));
      REQUIRE(got_rows[i][d] == static_cast<float>(expected[i][d]));
    }
}

TEST_CASE("a potential that cannot be evaluated is refused by every evaluation") {
  auto const evaluation = GENERATE(EamEvaluation::reference, EamEvaluation::compact, EamEvaluation::mixed);
  auto const good = potential("toy.eam.fs");
  auto const refusal = [&](EamPotential const& p) {
    try {
      EamForces<Exec>(Exec{}, p, {"Aa", "Bb"}, {.evaluation = evaluation});
    } catch (Error const& error) {
      return std::string(error.what());
    }
    return std::string("accepted");
  };
  auto const changed = [&](auto const& change) {
    EamPotential p = good;
    change(p);
    return refusal(p);
  };
  REQUIRE(refusal(good) == "accepted");
  // Taking this spacing from the cutoff leaves the cutoff: a search in such steps has no end.
  REQUIRE_THAT(changed([](auto& p) { p.distance_spacing = 1e-20; }),
               ContainsSubstring("spacing of distances is 1e-20"));
  REQUIRE_THAT(changed([](auto& p) { p.distance_spacing = 1e-9; }), ContainsSubstring("far beyond the tables"));
  REQUIRE_THAT(changed([](auto& p) { p.distance_spacing = 1e9; }), ContainsSubstring("first distance 1e+09"));
  REQUIRE_THAT(changed([](auto& p) { p.distance_spacing = p.cutoff; }), ContainsSubstring("first distance"));
  REQUIRE_THAT(changed([](auto& p) { p.cutoff = 1e300; }), ContainsSubstring("the cutoff is 1e+300"));
  REQUIRE_THAT(changed([](auto& p) { p.cutoff = 1e9; }), ContainsSubstring("the cutoff 1e+09 is far beyond"));
  REQUIRE_THAT(changed([](auto& p) { p.cutoff = std::nan(""); }), ContainsSubstring("the cutoff is nan"));
  REQUIRE_THAT(changed([](auto& p) { p.density_spacing = 0; }), ContainsSubstring("spacing of densities is 0"));
  REQUIRE_THAT(changed([](auto& p) { p.density_end = 0.1; }), ContainsSubstring("density_end"));
  REQUIRE_THAT(changed([](auto& p) { p.pairs[1][7] = 1e200; }),
               ContainsSubstring("the pair energy of Bb and Aa has the value 1e+200"));
  REQUIRE_THAT(changed([](auto& p) { p.densities[2][7] = -std::numeric_limits<double>::infinity(); }),
               ContainsSubstring("the density of Bb has the value -inf"));
  REQUIRE_THAT(changed([](auto& p) { p.elements[0].embedding.pop_back(); }),
               ContainsSubstring("the embedding energy of Aa has 119 points, expected 120"));
  REQUIRE_THAT(changed([](auto& p) { p.densities.pop_back(); }), ContainsSubstring("3 densities, expected 4"));
  REQUIRE_THAT(changed([](auto& p) { p.pairs.clear(); }), ContainsSubstring("0 pair functions, expected 3"));
  REQUIRE_THAT(changed([](auto& p) { p.elements.clear(); }), ContainsSubstring("no elements"));
  REQUIRE_THAT(changed([](auto& p) { p.elements[1].name = "B\033[31m"; }), ContainsSubstring("cannot be printed"));
  REQUIRE_THAT(changed([](auto& p) { p.source.clear(), p.cutoff = -1; }), ContainsSubstring("eam: the cutoff is -1"));
  // Without a slope of F such densities have no force, so the compact tables keep their bound with them.
  auto const large = changed([](auto& p) {
    for (auto& values : p.densities)
      for (double& value : values) value *= 1e60;
    for (auto& element : p.elements) std::fill(element.embedding.begin(), element.embedding.end(), 0.0);
  });
  if (evaluation == EamEvaluation::mixed) {
    REQUIRE_THAT(large, ContainsSubstring("single precision cannot hold"));
  } else {
    REQUIRE(large == "accepted");
  }
}

TEST_CASE("tables of few points: pairs closer than the first are refused by every evaluation") {
  auto const evaluation = GENERATE(EamEvaluation::reference, EamEvaluation::compact, EamEvaluation::mixed);
  EamPotential p;
  p.elements.resize(1);
  p.elements[0].name = "Aa";
  p.elements[0].mass = 1;
  p.elements[0].embedding = {0, -1, -2, -3, -4, -5};
  p.density_count = p.distance_count = 6;
  p.density_spacing = 1;
  p.distance_spacing = 2;
  p.cutoff = 5;
  p.densities = {{1, 1, 1, 0.5, 0, 0}};
  p.pairs = {{1, 0.8, 0.6, 0.4, 0.2, 0}};
  EamForces<Exec> eam(Exec{}, p, {"Aa"}, {.evaluation = evaluation});
  Box const box = Box::orthogonal(50, 50, 50);
  REQUIRE_THROWS_AS(evaluate(eam, {{1, 1, 1}, {2.9, 1, 1}}, {0, 0}, box), ClosePairError);
  auto const got = evaluate(eam, {{1, 1, 1}, {3.1, 1, 1}}, {0, 0}, box);
  REQUIRE(got.forces[0].x != 0);
  // Nothing acts from the cutoff on, although the list has such pairs.
  REQUIRE(evaluate(eam, {{1, 1, 1}, {6.1, 1, 1}}, {0, 0}, box).forces[0].x == 0);
}

TEST_CASE("energies with the forces have the bits of those without, and change no bit of the forces", "[long]") {
  auto const c = golden_case();
  auto const evaluation = GENERATE(EamEvaluation::reference, EamEvaluation::compact, EamEvaluation::mixed);
  CAPTURE(c.name, int(evaluation));
  auto const golden = read_golden(c.name);
  EamOptions options{.evaluation = evaluation};
  EamForces<Exec> plain(Exec{}, potential(c.potential), c.elements, options);
  options.energies = true;
  EamForces<Exec> eam(Exec{}, potential(c.potential), c.elements, options);
  auto const expected = evaluate(plain, golden.positions, golden.types, golden.box);
  auto const got = evaluate(eam, golden.positions, golden.types, golden.box);
  REQUIRE(got.energies == expected.energies);
  REQUIRE(got.energy == expected.energy);
  REQUIRE(got.forces == expected.forces);
  REQUIRE(got.virials == expected.virials);
  REQUIRE(eam.density_overflows() == plain.density_overflows());
  // Fewer particles than before, and none.
  auto const lone = evaluate(eam, {{1, 1, 1}}, {0}, golden.box);
  REQUIRE(lone.energies == evaluate(plain, {{1, 1, 1}}, {0}, golden.box).energies);
  REQUIRE(evaluate(eam, {}, {}, golden.box).energy == 0);
}

TEST_CASE("a pair that is too close is refused with energies, too") {
  auto const evaluation = GENERATE(EamEvaluation::reference, EamEvaluation::compact, EamEvaluation::mixed);
  EamForces<Exec> eam(Exec{}, potential("cuzr"), {"Cu", "Zr"}, {.evaluation = evaluation, .energies = true});
  Box const box = Box::orthogonal(50, 50, 50);
  REQUIRE_THROWS_AS(evaluate(eam, {{1, 1, 1}, {1, 1, 1}}, {0, 0}, box), ClosePairError);
}

namespace {

/// A host code with cells of four slots, of which not all are in use: types, positions and forces of a particle are in
/// its slot.
struct Slots {
  std::vector<int> slot;  // of each particle
  std::vector<double> x, y, z;
  std::vector<short> type;
  std::vector<double> force;  // rows of three

  explicit Slots(Golden const& golden) {
    std::size_t const room = 4 * golden.types.size();
    for (auto* values : {&x, &y, &z}) values->resize(room, std::nan(""));
    type.resize(room, -1);
    force.resize(3 * room, -1);
    for (std::size_t i = 0; i < golden.types.size(); ++i) {
      std::size_t const s = 4 * i + i % 4;
      slot.push_back(int(s));
      x[s] = golden.positions[i].x;
      y[s] = golden.positions[i].y;
      z[s] = golden.positions[i].z;
      type[s] = short(golden.types[i]);
    }
  }
};

struct SlotPositions {
  int const* slot;
  double const *x, *y, *z;
  std::size_t count;
};

struct SlotTypes {
  int const* slot;
  short const* type;
  std::size_t count;
};

struct SlotForces {
  int const* slot;
  double* force;
  std::size_t count;
};

}  // namespace

}  // namespace forces_test

template <>
struct tektite::ParticleTraits<forces_test::SlotPositions> {
  using memory_space = Kokkos::HostSpace;
  static std::size_t size(forces_test::SlotPositions const& p) { return p.count; }
  KOKKOS_FUNCTION static Vec3<double> get(forces_test::SlotPositions const& p, std::size_t i) {
    int const s = p.slot[i];
    return {p.x[s], p.y[s], p.z[s]};
  }
};

template <>
struct tektite::ValueTraits<forces_test::SlotTypes> {
  using memory_space = Kokkos::HostSpace;
  static std::size_t size(forces_test::SlotTypes const& t) { return t.count; }
  KOKKOS_FUNCTION static short get(forces_test::SlotTypes const& t, std::size_t i) { return t.type[t.slot[i]]; }
};

template <>
struct tektite::WritableTraits<forces_test::SlotForces> {
  using memory_space = Kokkos::HostSpace;
  static std::size_t size(forces_test::SlotForces const& f) { return f.count; }
  KOKKOS_FUNCTION static void set(forces_test::SlotForces const& f, std::size_t i, Vec3<double> const& value) {
    for (int d = 0; d < 3; ++d) f.force[3 * f.slot[i] + d] = value[d];
  }
};

namespace forces_test {

TEST_CASE("types are read, and forces written, in the slots of a host code") {
  auto const golden = read_golden("cuzr_tilted");
  using Host = Kokkos::DefaultHostExecutionSpace;
  EamForces<Host> eam(Host{}, potential("cuzr"), {"Zr", "Cu"});
  EamForces<Exec> plain(Exec{}, potential("cuzr"), {"Zr", "Cu"});
  auto const expected = evaluate(plain, golden.positions, golden.types, golden.box);
  Slots slots(golden);
  std::size_t const n = slots.slot.size();
  SlotPositions const positions{slots.slot.data(), slots.x.data(), slots.y.data(), slots.z.data(), n};
  auto const list = build_neighbor_list(Host{}, positions, golden.box, {.cutoff = eam.cutoff(), .skin = 0.3});
  eam.compute(positions, SlotTypes{slots.slot.data(), slots.type.data(), n}, golden.box, list,
              SlotForces{slots.slot.data(), slots.force.data(), n});
  std::size_t written = 0;
  // The kernel for these types is compiled here, with other options than that of the library.
  double const rounding = 1e-12 * rms(expected.forces);
  for (std::size_t i = 0; i < n; ++i) {
    double const* const f = &slots.force[3 * std::size_t(slots.slot[i])];
    CHECK(norm(Vec3<double>{f[0], f[1], f[2]} - expected.forces[i]) < rounding);
  }
  for (double const f : slots.force) written += f != -1;
  CHECK(written == 3 * n);

  SlotForces const few{slots.slot.data(), slots.force.data(), n - 1};
  CHECK_THROWS_WITH(eam.force(few), ContainsSubstring("room for"));
  SlotTypes const few_types{slots.slot.data(), slots.type.data(), n - 1};
  CHECK_THROWS_WITH(eam.density(positions, few_types, golden.box, list), ContainsSubstring("types"));
}

}  // namespace forces_test
