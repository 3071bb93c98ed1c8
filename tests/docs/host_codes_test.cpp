// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::files
//
// The examples of the page on host codes that are no programs: what is between //[name] and //[/name] stands there. All
// use the same shaken crystal, and each compares its result with that of the plain call for a periodic box.

#include <tektite/io/read_eam.hpp>
#include <tektite/tektite.hpp>

#include <array>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <random>
#include <string>
#include <vector>

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

using Exec = Kokkos::DefaultHostExecutionSpace;
using Memory = Exec::memory_space;
using Points = std::vector<tektite::Vec3<double>>;

std::string const potential_file = std::string(TEKTITE_SOURCE_DIR) + "/data/Cu-Zr_4.eam.fs.gz";

/// 250 atoms, B2 on a lattice of 3.2 A, each moved by up to 0.2 A along each axis.
struct Crystal {
  tektite::Box box = tektite::Box::orthogonal(16, 16, 16);
  Points positions;
  std::vector<int> types;

  Crystal() {
    std::mt19937 random(1);
    std::uniform_real_distribution<double> shift(-0.2, 0.2);
    for (int i = 0; i < 250; ++i) {
      int const type = i % 2, k = i / 2;
      double const half = 0.5 * type;
      types.push_back(type);
      positions.push_back({3.2 * (k % 5 + half) + shift(random), 3.2 * (k / 5 % 5 + half) + shift(random),
                           3.2 * (k / 25 + half) + shift(random)});
    }
  }
  std::size_t size() const { return types.size(); }
};

/// Forces and energy of a crystal in its periodic box.
struct Expected {
  std::vector<tektite::Vec3<double>> forces;
  double energy;

  explicit Expected(Crystal const& c) {
    Exec const exec;
    tektite::EamForces eam(exec, tektite::io::read_eam(potential_file), {"Cu", "Zr"});
    auto const x = tektite::to_device(exec, c.positions);
    Kokkos::View<tektite::Vec3<double>*, Memory> const f("f", c.size());
    auto const list = tektite::build_neighbor_list(exec, x, c.box, {.cutoff = eam.cutoff(), .skin = 1.0});
    eam.compute(x, tektite::to_device(exec, c.types), c.box, list, f);
    forces = tektite::to_host(exec, f);
    energy = eam.energy();
  }
};

//[slots]
// Link cells as the host has them: cell c has atoms_in_cell[c] atoms, in the slots from 64 c on.
struct LinkCells {
  static constexpr int room = 64;
  std::vector<int> atoms_in_cell;
  std::vector<std::array<double, 3>> position, force;
  std::vector<int> species;
};

// The slots in use, once for each redistribution of the atoms.
std::vector<int> slots_in_use(LinkCells const& cells) {
  std::vector<int> slots;
  for (std::size_t c = 0; c < cells.atoms_in_cell.size(); ++c)
    for (int k = 0; k < cells.atoms_in_cell[c]; ++k) slots.push_back(LinkCells::room * static_cast<int>(c) + k);
  return slots;
}

// One atom after the other: pointers and a list of slots, which kernels copy.
struct AtomsInSlots {
  double const (*position)[3];
  double (*force)[3];
  int const* species;
  int const* slot;
  std::size_t count;
};
//[/slots]

}  // namespace

//[slot_traits]
template <>
struct tektite::ParticleTraits<AtomsInSlots> {
  using memory_space = Kokkos::HostSpace;
  static std::size_t size(AtomsInSlots const& a) { return a.count; }
  KOKKOS_FUNCTION static tektite::Vec3<double> get(AtomsInSlots const& a, std::size_t i) {
    double const* const r = a.position[a.slot[i]];
    return {r[0], r[1], r[2]};
  }
};

template <>
struct tektite::ValueTraits<AtomsInSlots> {  // types
  using memory_space = Kokkos::HostSpace;
  static std::size_t size(AtomsInSlots const& a) { return a.count; }
  KOKKOS_FUNCTION static int get(AtomsInSlots const& a, std::size_t i) { return a.species[a.slot[i]]; }
};

template <>
struct tektite::WritableTraits<AtomsInSlots> {  // forces
  using memory_space = Kokkos::HostSpace;
  static std::size_t size(AtomsInSlots const& a) { return a.count; }
  KOKKOS_FUNCTION static void set(AtomsInSlots const& a, std::size_t i, tektite::Vec3<double> const& f) {
    for (int d = 0; d < 3; ++d) a.force[a.slot[i]][d] = f[d];
  }
};
//[/slot_traits]

TEST_CASE("a host with link cells of fixed slots") {
  Crystal const crystal;
  Expected const expected(crystal);
  // Eight cells: an atom is in the octant that holds it.
  LinkCells cells{std::vector<int>(8), {}, {}, {}};
  cells.position.resize(8 * LinkCells::room);
  cells.force.resize(8 * LinkCells::room);
  cells.species.resize(8 * LinkCells::room, -1);
  std::vector<std::size_t> slot_of;
  for (std::size_t i = 0; i < crystal.size(); ++i) {
    auto const r = crystal.positions[i];
    auto const c = std::size_t((r.x > 8) + 2 * (r.y > 8) + 4 * (r.z > 8));
    std::size_t const s = LinkCells::room * c + std::size_t(cells.atoms_in_cell[c]++);
    REQUIRE(cells.atoms_in_cell[c] <= LinkCells::room);
    slot_of.push_back(s);
    cells.position[s] = {r.x, r.y, r.z};
    cells.species[s] = crystal.types[i];
  }
  Exec const exec;
  auto const box = crystal.box;
  tektite::EamForces eam(exec, tektite::io::read_eam(potential_file), {"Cu", "Zr"}, {.energies = true});
  //[slot_calls]
  auto const slots = slots_in_use(cells);
  AtomsInSlots const atoms{reinterpret_cast<double const(*)[3]>(cells.position.data()),
                           reinterpret_cast<double(*)[3]>(cells.force.data()), cells.species.data(), slots.data(),
                           slots.size()};
  auto const list = tektite::build_neighbor_list(exec, atoms, box, {.cutoff = eam.cutoff(), .skin = 1.0});
  eam.compute(atoms, atoms, box, list, atoms);  // positions, types, forces
  double const energy = eam.energy();
  //[/slot_calls]
  CHECK_THAT(energy, WithinRel(expected.energy, 1e-12));
  for (std::size_t i = 0; i < crystal.size(); ++i)
    for (int d = 0; d < 3; ++d)
      CHECK_THAT(cells.force[slot_of[i]][std::size_t(d)], WithinAbs(expected.forces[i][d], 1e-9));
}

namespace {

//[structs]
// What the host has.
struct Atom {
  int type;
  double position[3];
  double force[3];
};
//[/structs]

}  // namespace

TEST_CASE("structs and containers of a host") {
  Crystal const crystal;
  Expected const expected(crystal);
  std::vector<Atom> atoms;
  for (std::size_t i = 0; i < crystal.size(); ++i) {
    auto const r = crystal.positions[i];
    atoms.push_back({crystal.types[i], {r.x, r.y, r.z}, {}});
  }
  Exec const exec;
  auto const box = crystal.box;
  tektite::EamForces eam(exec, tektite::io::read_eam(potential_file), {"Cu", "Zr"});
  //[rows]
  auto const x = tektite::rows(atoms, &Atom::position);
  auto const list = tektite::build_neighbor_list(exec, x, box, {.cutoff = eam.cutoff(), .skin = 1.0});
  eam.compute(x, tektite::values(atoms, &Atom::type), box, list, tektite::rows(atoms, &Atom::force));
  //[/rows]
  for (std::size_t i = 0; i < crystal.size(); ++i)
    for (int d = 0; d < 3; ++d) CHECK(atoms[i].force[d] == expected.forces[i][d]);
}

TEST_CASE("a host that wraps its atoms in every step") {
  Crystal const crystal;
  Exec const exec;
  auto const box = crystal.box;
  std::vector<std::array<double, 3>> positions(crystal.size()), forces(crystal.size());
  std::vector<int> const types = crystal.types;
  for (std::size_t i = 0; i < crystal.size(); ++i) {
    auto const r = box.wrap(crystal.positions[i]);
    positions[i] = {r.x, r.y, r.z};
  }
  auto const move_and_wrap = [&] {  // all atoms together: forces and energy do not change
    for (auto& r : positions) {
      auto const moved = box.wrap({r[0] + 0.05, r[1] + 0.02, r[2] - 0.03});
      r = {moved.x, moved.y, moved.z};
    }
  };
  Expected const expected(crystal);
  //[wrapping]
  tektite::EamForces eam(exec, tektite::io::read_eam(potential_file), {"Cu", "Zr"}, {.energies = true});
  tektite::RefreshedList<Memory> verlet;
  verlet.cutoff = eam.cutoff();
  verlet.skin = 1.0;
  double energy = 0;
  for (int step = 0; step < 100; ++step) {
    move_and_wrap();
    // Builds the list where it must be built, and gives the positions that belong to it.
    auto const x = tektite::update_list(exec, tektite::rows(positions), box, verlet);
    eam.compute(x, tektite::values(types), box, verlet.list, tektite::rows(forces));
    energy = eam.energy();
  }
  //[/wrapping]
  CHECK_THAT(energy, WithinRel(expected.energy, 1e-11));
  CHECK(verlet.builds > 5);
  CHECK(verlet.builds < 20);
  for (std::size_t i = 0; i < crystal.size(); ++i)
    for (int d = 0; d < 3; ++d) CHECK_THAT(forces[i][std::size_t(d)], WithinAbs(expected.forces[i][d], 1e-9));
}

TEST_CASE("a Kokkos host with ghosts on one rank") {
  Crystal const crystal;
  Expected const expected(crystal);
  Exec const exec;
  tektite::EamForces eam(exec, tektite::io::read_eam(potential_file), {"Cu", "Zr"});
  std::size_t const owned = crystal.size();
  double const skin = 1.0;
  auto const sites =
      tektite::make_sites(exec, tektite::to_device(exec, crystal.positions), crystal.box, eam.cutoff() + skin);
  std::size_t const ghosts = sites.size() - owned, room = sites.size() + 100;
  Kokkos::View<double* [3], Memory> const x("x", room), f("f", room);
  Kokkos::View<int*, Memory> const types("types", room), owner("owner", room);
  Kokkos::deep_copy(x, 1e30);  // what is beyond the atoms
  Kokkos::deep_copy(types, -1);
  auto const all = tektite::site_positions(exec, tektite::to_device(exec, crystal.positions), crystal.box, sites);
  for (std::size_t s = 0; s < sites.size(); ++s) {
    owner(s) = sites.particle(s);
    types(s) = crystal.types[std::size_t(owner(s))];
    for (int d = 0; d < 3; ++d) x(s, d) = all(s)[d];
  }
  //[one_rank]
  // Views with room for more than the atoms: the part that is in use, ghosts behind owned atoms.
  std::pair const used(std::size_t(0), owned + ghosts);
  auto const atoms = Kokkos::subview(x, used, Kokkos::ALL);
  auto const atom_types = Kokkos::subview(types, used);
  tektite::WithGhosts const domain{owned, ghosts, eam.cutoff() + skin};  // how far ghosts reach
  auto const list = tektite::build_neighbor_list(exec, atoms, domain, {.cutoff = eam.cutoff(), .skin = skin});
  eam.density(atoms, atom_types, domain, list);
  auto const slopes = eam.slopes();
  Kokkos::parallel_for(
      "ghost_slopes", Kokkos::RangePolicy(exec, owned, owned + ghosts),
      KOKKOS_LAMBDA(std::size_t g) { slopes(g) = slopes(owner(g)); });
  eam.force(f);  // of the owned atoms
  //[/one_rank]
  CHECK_THAT(eam.energy(), WithinRel(expected.energy, 1e-12));
  for (std::size_t i = 0; i < owned; ++i)
    for (int d = 0; d < 3; ++d) CHECK_THAT(f(i, d), WithinAbs(expected.forces[i][d], 1e-9));
  CHECK(f(owned, 0) == 0);
}

namespace {

/// What `tektite::adaptors::IdDirectory` does with MPI: one value for each id.
template <class T>
struct Directory {
  std::vector<T> values;
  void put(std::vector<int> const& ids, std::vector<T> const& given) {
    for (std::size_t k = 0; k < ids.size(); ++k) values[std::size_t(ids[k])] = given[k];
  }
  std::vector<T> get(std::vector<int> const& ids) const {
    std::vector<T> found;
    for (int const id : ids) found.push_back(values[std::size_t(id)]);
    return found;
  }
};

//[no_images]
// Where a rank's atoms and ghosts were in the reference, each in the image that the host has it in now. The directories
// have, by id, what an atom's rank has put there: the position in the reference, and the fractional coordinates at the
// last call without periodicity. Call it before an atom can have moved by half the box.
template <class IdDirectory>
Points reference_of(Points const& x, std::vector<int> const& ids, std::size_t owned, tektite::Box const& box,
                    IdDirectory const& reference, tektite::Box const& reference_box, IdDirectory& last) {
  Points X = reference.get(ids), s = last.get(ids);
  for (std::size_t i = 0; i < x.size(); ++i) {
    auto const now = box.fractional(x[i]);
    tektite::Vec3<int> image;  // of the host's position, counted from the one without periodicity
    for (int d = 0; d < 3; ++d) image[d] = static_cast<int>(std::lround(now[d] - s[i][d]));
    s[i] = {now.x - image.x, now.y - image.y, now.z - image.z};
    X[i] += reference_box.translation(image);
  }
  last.put({ids.begin(), ids.begin() + static_cast<std::ptrdiff_t>(owned)},
           {s.begin(), s.begin() + static_cast<std::ptrdiff_t>(owned)});
  return X;
}
//[/no_images]

}  // namespace

TEST_CASE("a host without image flags on two ranks") {
  Crystal const crystal;
  Exec const exec;
  auto const box0 = crystal.box;
  std::size_t const n = crystal.size();
  Directory<tektite::Vec3<double>> reference{crystal.positions}, last{Points(n)};
  for (std::size_t i = 0; i < n; ++i) last.values[i] = box0.fractional(crystal.positions[i]);
  std::mt19937 random(4);
  std::normal_distribution<double> step(0, 0.1);
  Points now = crystal.positions;  // without periodicity: the oracle, which the ranks do not see
  double const cutoff = 4;
  for (int k = 1; k <= 12; ++k) {
    auto const before = tektite::Box::triclinic({16, 16, 16}, 0.6 * (k - 1), 0, 0);
    auto const box = tektite::Box::triclinic({16, 16, 16}, 0.6 * k, 0, 0);
    for (auto& r : now) {
      r = box.cartesian(before.fractional(r));
      r += {step(random) + 1.5, step(random), step(random) - 1};  // all drift through the box
    }
    auto const expected = tektite::affine_fit(exec, tektite::to_device(exec, crystal.positions), box0,
                                              tektite::to_device(exec, now), box, {.cutoff = cutoff});
    for (int rank = 0; rank < 2; ++rank) {
      // A rank owns the atoms of one half, wrapped; its ghosts are all images near the box.
      std::vector<int> ids;
      Points x;
      for (std::size_t i = 0; i < n; ++i) {
        auto const wrapped = box.wrap(now[i]);
        if ((box.fractional(wrapped).z < 0.5) != (rank == 0)) continue;
        ids.push_back(static_cast<int>(i));
        x.push_back(wrapped);
      }
      std::size_t const owned = x.size();
      for (std::size_t i = 0; i < n; ++i)
        for (int a = -1; a <= 1; ++a)
          for (int b = -1; b <= 1; ++b)
            for (int c = -1; c <= 1; ++c) {
              auto const wrapped = box.wrap(now[i]);
              bool const mine = (box.fractional(wrapped).z < 0.5) == (rank == 0);
              if (mine && a == 0 && b == 0 && c == 0) continue;
              ids.push_back(static_cast<int>(i));
              x.push_back(wrapped + box.translation({a, b, c}));
            }
      auto const X = reference_of(x, ids, owned, box, reference, box0, last);
      //[no_image_calls]
      tektite::WithGhosts const domain{owned};
      auto const fit =
          tektite::affine_fit(exec, tektite::rows(X), domain, tektite::rows(x), domain, {.cutoff = cutoff});
      //[/no_image_calls]
      double largest = 0;
      for (std::size_t i = 0; i < owned; ++i) {
        largest = std::max(largest, std::abs(fit.d2min(i) - expected.d2min(std::size_t(ids[i]))));
        REQUIRE(fit.status(i) == tektite::Status::ok);
      }
      CHECK(largest < 1e-9);
    }
  }
}

//[c_host]
// The glue is C++, compiled with the library; the host is C and declares the function in a header of its own. Nothing
// may be thrown into C: an error is a text and a result that is not 0.
extern "C" int count_neighbors(double const (*x)[3], int n, double const edge[3], double cutoff, int* count,
                               char* message, size_t room) {
  try {
    auto const box = tektite::Box::orthogonal(edge[0], edge[1], edge[2]);
    auto const list =
        tektite::build_neighbor_list(tektite::rows(x, static_cast<std::size_t>(n)), box, {.cutoff = cutoff});
    for (int i = 0; i < n; ++i) count[i] = static_cast<int>(list.offsets(i + 1) - list.offsets(i));
    return 0;
  } catch (std::exception const& error) {
    std::snprintf(message, room, "%s", error.what());
    return 1;
  }
}
//[/c_host]

TEST_CASE("a C host gets numbers or a text") {
  double x[3][3] = {{1, 1, 1}, {2, 1, 1}, {9.5, 1, 1}};
  double const edge[3] = {10, 10, 10};
  int count[3] = {};
  char message[200] = "";
  REQUIRE(count_neighbors(x, 3, edge, 1.6, count, message, sizeof message) == 0);
  CHECK((count[0] == 2 && count[1] == 1 && count[2] == 1));
  REQUIRE(count_neighbors(x, 3, edge, -1, count, message, sizeof message) == 1);
  CHECK(std::strstr(message, "cutoff -1") != nullptr);
  x[1][2] = std::nan("");
  REQUIRE(count_neighbors(x, 3, edge, 1.6, count, message, sizeof message) == 1);
  CHECK(std::strstr(message, "particle 1") != nullptr);
}
