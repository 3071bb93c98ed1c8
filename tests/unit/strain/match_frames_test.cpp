// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/strain/affine_fit.hpp>
#include <tektite/strain/match_frames.hpp>
#include <tektite/strain/two_term_gradient.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cmath>
#include <functional>
#include <random>

#include "support/test_configurations.hpp"

namespace match_frames_test {

using namespace configurations;
using namespace tektite;
using Exec = Kokkos::DefaultExecutionSpace;

namespace {

/// A disordered packing: a lattice, shaken, so that no two particles are very close.
Points packing(Box const& box, int cells, unsigned seed) {
  Points points;
  for (int i = 0; i < cells * cells * cells; ++i)
    points.push_back(box.cartesian(
        {(i % cells + 0.5) / cells, (i / cells % cells + 0.5) / cells, (i / cells / cells + 0.5) / cells}));
  return shaken(points, 0.25, seed);
}

/// Moves every particle by whole edges of the box, at random.
Points scattered(Points points, Box const& box, unsigned seed) {
  std::mt19937 random(seed);
  for (auto& r : points) {
    Vec3<int> n;
    for (int d = 0; d < 3; ++d) n[d] = box.periodic(d) ? int(random() % 5) - 2 : 0;
    r += box.translation(n);
  }
  return points;
}

struct Fits {
  AffineField<Exec::memory_space> affine;
  TtgField<Exec::memory_space> ttg;
};

Fits fits(Points const& X, Box const& before, Kokkos::View<Vec3<double>*> x, Box const& after) {
  return {affine_fit(Exec{}, to_view(X), before, x, after, {.cutoff = 1.9}),
          two_term_gradient(Exec{}, to_view(X), before, x, after, {.cutoff = 2.4})};
}

/// The largest difference of D2min, F and G between two fields; all statuses must be ok.
double difference(Fits const& a, Fits const& b) {
  auto const d2min = host_mirror(a.affine.d2min), d2min_b = host_mirror(b.affine.d2min);
  auto const F = host_mirror(a.affine.F), F_b = host_mirror(b.affine.F);
  auto const G = host_mirror(a.ttg.G), G_b = host_mirror(b.ttg.G);
  auto const status = host_mirror(a.ttg.status);
  double most = 0;
  for (std::size_t i = 0; i < d2min.extent(0); ++i) {
    REQUIRE(status(i) == Status::ok);
    most = std::max(most, std::abs(d2min(i) - d2min_b(i)));
    for (int k = 0; k < 3; ++k) {
      for (int c = 0; c < 3; ++c) most = std::max(most, std::abs(F(i, k, c) - F_b(i, k, c)));
      for (int c = 0; c < 6; ++c) most = std::max(most, std::abs(G(i, k, c) - G_b(i, k, c)));
    }
  }
  return most;
}

/// A deformed configuration whose displacements are known.
struct Deformed {
  Box box;        ///< the cell, edge for edge the reference's
  Points points;  ///< unwrapped
};

Deformed deformed(Points const& X, Box const& before, Mat3 const& map) {
  Box const after = before.with_edges(map * before.edges());
  auto x = mapped(X, [&](Vec3<double> r) { return after.cartesian(before.fractional(r)); });
  return {after, shaken(x, 0.15, 77)};
}

Mat3 shear(double xy, double xz = 0, double yz = 0) {
  Mat3 m = Mat3::identity();
  m(0, 1) = xy;
  m(0, 2) = xz;
  m(1, 2) = yz;
  return m;
}

Mat3 whole(int xy, int xz, int yz) { return shear(xy, xz, yz); }

Box const upright = Box::orthogonal(12, 11, 13, {1, 2, 3});

}  // namespace

TEST_CASE("translations, flips and images do not change the fit") {
  Box const box = GENERATE(Box::orthogonal(12, 11, 13, {1, 2, 3}), Box::triclinic({12, 11, 13}, 5, -4, 3),
                           Box::orthogonal(12, 11, 13, {}, {true, true, false}));
  auto const X = packing(box, 11, 1);
  Mat3 const map = GENERATE(Mat3::identity(), shear(0.3), shear(0.6), shear(1.7), shear(-0.8, 0, 0.7));
  bool const slab = !box.periodic(2);
  if (slab && (map(1, 2) != 0)) return;
  auto const truth = deformed(X, box, map);
  auto const expected = fits(X, box, to_view(truth.points), truth.box);
  int seed = 1;
  for (Vec3<double> const t : {Vec3<double>{}, {4.2, 3.85, 4.55}, {6, 5.5, 6.5}, {3.6, 5.5, 9.1}, {1e3, -1e3, 1e3}}) {
    for (Mat3 const& flip : {whole(0, 0, 0), whole(-1, 0, 0), whole(1, 0, 0), whole(2, -1, 1)}) {
      if (slab && (flip(0, 2) != 0 || flip(1, 2) != 0)) continue;
      Box const given = truth.box.with_edges(truth.box.edges() * flip);
      auto const moved = mapped(truth.points, [&](Vec3<double> r) { return r + t; });
      auto const X_given = seed % 2 == 0 ? X : scattered(X, box, seed);
      auto const match = match_frames(Exec{}, to_view(X_given), box, to_view(scattered(moved, given, seed++)), given);
      REQUIRE(match.doubtful == 0);
      for (int k = 0; k < 3; ++k) REQUIRE(norm(match.box.edge(k) - truth.box.edge(k)) < 1e-10);
      REQUIRE(difference(fits(X_given, box, match.positions, match.box), expected) < 1e-10 * (1 + norm(t)));
    }
  }
}

TEST_CASE("a crystal of one particle tells a flip by its images") {
  Box const box({{{0, 1.8, 1.8}, {1.8, 0, 1.8}, {1.8, 1.8, 0}}}, {1, 2, 3});
  Points const X{{4, 5, 6}};
  for (Mat3 const& map : {Mat3::identity(), shear(0.1, -0.05, 0.1)}) {
    auto const truth = deformed(X, box, map);
    for (Mat3 const& flip : {whole(0, 0, 0), whole(-1, 0, 0), whole(1, -2, 0), whole(2, -1, 1)}) {
      Box const given = truth.box.with_edges(truth.box.edges() * flip);
      auto const match = match_frames(Exec{}, to_view(X), box, to_view(truth.points), given);
      for (int k = 0; k < 3; ++k) REQUIRE(norm(match.box.edge(k) - truth.box.edge(k)) < 1e-12);
    }
  }
  // Nothing to compare, and nothing that could be wrong.
  Box const open(box.edges(), {}, {false, false, false});
  REQUIRE(match_frames(Exec{}, to_view(X), open, to_view(X), open).pairs == 0);
}

TEST_CASE("a cell of two particles that is strained by a third, or turned by half a radian, is followed") {
  struct Crystal {
    Mat3 edges;
    Points fractional;
  };
  Crystal const crystals[] = {
      {{{{2.9, 0, 0}, {0, 2.9, 0}, {0, 0, 2.9}}}, {{0, 0, 0}, {0.5, 0.5, 0.5}}},                // bcc
      {{{{3.2, 0, 0}, {-1.6, 2.7713, 0}, {0, 0, 5.2}}}, {{0, 0, 0}, {1.0 / 3, 2.0 / 3, 0.5}}},  // hcp
      {{{{0, 2.7, 2.7}, {2.7, 0, 2.7}, {2.7, 2.7, 0}}}, {{0, 0, 0}, {0.25, 0.25, 0.25}}}};      // diamond
  Mat3 const stretch{{{1.3, 0, 0}, {0.05, 0.85, 0}, {0, 0.1, 1.1}}}, squeeze{{{0.7, 0.1, 0}, {0, 1.2, 0}, {0, 0, 1.1}}};
  double const c = std::cos(0.5), s = std::sin(0.5);
  Mat3 const turn{{{c, s, 0}, {-s, c, 0}, {0, 0, 1}}};
  for (Crystal const& crystal : crystals) {
    Box const box(crystal.edges, {1, 2, 3});
    Points X;
    for (auto const& r : crystal.fractional) X.push_back(box.cartesian(r) + Vec3<double>{0.1, 0.2, 0.3});
    for (Mat3 const& map : {stretch, squeeze, turn, turn * stretch}) {
      Box const after = box.with_edges(map * box.edges());
      auto const x = mapped(X, [&](Vec3<double> r) { return after.cartesian(box.fractional(r)); });
      auto const match = match_frames(Exec{}, to_view(X), box, to_view(scattered(x, after, 5)), after);
      for (int k = 0; k < 3; ++k) REQUIRE(norm(match.box.edge(k) - after.edge(k)) < 1e-12);
      auto const fit = affine_fit(Exec{}, to_view(X), box, match.positions, match.box, {.cutoff = 4.5});
      auto const F = host_mirror(fit.F);
      auto const d2min = host_mirror(fit.d2min);
      for (int i = 0; i < 2; ++i) {
        REQUIRE(d2min(i) < 1e-20);
        for (int k = 0; k < 3; ++k)
          for (int d = 0; d < 3; ++d) REQUIRE(std::abs(F(i, k, d) - map(k, d)) < 1e-10);
      }
    }
  }
}

TEST_CASE("few particles: strained, turned, shaken and flipped cells are followed or refused, never mistaken",
          "[long]") {
  std::mt19937 random(11);
  std::normal_distribution<double> normal;
  auto const pick = [&](auto const& values) { return *(std::begin(values) + random() % std::size(values)); };
  int const sizes[] = {1, 2, 3, 4, 6, 8, 16, 32};
  double const strains[] = {0, 0.02, 0.1, 0.3}, angles[] = {0, 0.1, 0.5}, noises[] = {0, 0.02, 0.08},
               uneven[] = {0, 0.3, 0.8};
  int refused = 0, mild = 0, mild_refused = 0;
  for (int trial = 0; trial < 400; ++trial) {
    // A cell of volume n, up to 1:10 long, in which no two particles are closer than 0.75.
    int const n = pick(sizes);
    double const spread = pick(uneven);
    Vec3<double> lengths;
    for (int d = 0; d < 3; ++d) lengths[d] = std::exp(spread * normal(random));
    lengths = std::cbrt(n / (lengths.x * lengths.y * lengths.z)) * lengths;
    Box const box = Box::triclinic({lengths.x, lengths.y, lengths.z}, 0.3 * lengths.x, -0.2 * lengths.x,
                                   0.4 * lengths.y, {1, 2, 3});
    Points X;
    for (int tries = 0; X.size() < std::size_t(n); ++tries) {
      std::uniform_real_distribution<double> uniform(0, 1);
      auto const r = box.cartesian({uniform(random), uniform(random), uniform(random)});
      double const closest = 0.75 * std::pow(0.9, tries / 2000);
      if (std::all_of(X.begin(), X.end(),
                      [&](auto const& other) { return norm(box.minimum_image(r - other)) > closest; }))
        X.push_back(r);
    }
    double const strain = pick(strains), angle = pick(angles);
    double const noise = std::min(pick(noises), 0.05 * box.shortest_period());
    CAPTURE(trial, n, spread, strain, angle, noise);
    Mat3 const turn{{{std::cos(angle), std::sin(angle), 0}, {-std::sin(angle), std::cos(angle), 0}, {0, 0, 1}}};
    Mat3 map = Mat3::identity();
    for (int k = 0; k < 3; ++k)
      for (int d = 0; d < 3; ++d) map(d, k) += 0.5 * strain * normal(random);
    map = turn * map;
    if (determinant(map) < 0.3) continue;
    Box const after = box.with_edges(map * box.edges());
    Vec3<double> const shift{30 * normal(random), normal(random), 1000 * normal(random)};
    auto const x = mapped(X, [&](Vec3<double> r) {
      Vec3<double> const own{noise * normal(random), noise * normal(random), noise * normal(random)};
      return after.cartesian(box.fractional(r)) + own + shift;
    });
    auto const whole_number = [&] { return int(random() % 5) - 2; };
    Mat3 const flip = trial % 3 == 0 ? Mat3::identity() : whole(whole_number(), whole_number(), whole_number());
    Box const given = after.with_edges(after.edges() * flip);
    auto const compare = [&](FrameOptions const& options) {
      auto const match = match_frames(Exec{}, to_view(scattered(X, box, trial)), box,
                                      to_view(scattered(x, given, trial + 1)), given, options);
      for (int k = 0; k < 3; ++k) REQUIRE(norm(match.box.edge(k) - after.edge(k)) < 1e-9);
      // All relative displacements are those of the deformation and of the particles' own motion.
      auto const got = host_mirror(match.positions);
      auto const X_given = scattered(X, box, trial);
      for (int i = 0; i < n; ++i) {
        auto const followed = [&](int k) { return got(k) - x[k] - map * (X_given[k] - X[k]); };
        REQUIRE(norm(followed(i) - followed(0)) < 1e-9);
      }
      return match;
    };
    bool const is_mild = n > 1 && strain <= 0.1 && spread <= 0.3 && noise <= 0.02;
    mild += is_mild;
    try {
      compare({});
    } catch (Error const& error) {
      REQUIRE_THAT(error.what(), Catch::Matchers::ContainsSubstring("Name the flip"));
      ++refused;
      mild_refused += is_mild;
      if (noise == 0) compare({.flip = inverse(flip)});
    }
  }
  INFO(refused << " refused; of " << mild << " mild ones " << mild_refused);
  REQUIRE(mild > 80);
  REQUIRE(mild_refused <= mild / 20);
  REQUIRE(refused < 60);
}

TEST_CASE("positions follow the reference across the boundaries, and along axes that do not repeat they stay") {
  for (bool const free : {false, true}) {
    Box const box = Box::triclinic({10, 9, 11}, -4, 3, -2, {1, 2, 3}, {true, true, !free});
    Mat3 shear = Mat3::identity();
    shear(0, 1) = 0.4;
    Box const sheared = box.with_edges(shear * box.edges());
    Points before = packing(box, 6, 1);
    for (std::size_t i = 0; i < before.size(); i += 3)  // some are unwrapped already
      before[i] += box.translation({int(i) % 2, -1, free ? 0 : 2});
    // Affine relative to the cells' origins, plus motion of its own.
    auto const after =
        shaken(mapped(before, [&](Vec3<double> r) { return sheared.cartesian(box.fractional(r)); }), 0.2, 2);
    auto const wrapped = mapped(after, [&](Vec3<double> r) { return sheared.wrap(r); });
    auto const match = match_frames(Exec{}, to_view(before), box, to_view(wrapped), sheared);
    REQUIRE(match.doubtful == 0);
    auto const got = host_mirror(match.positions);
    // All together may be in another image, which is a translation.
    Vec3<double> const common = got(0) - after[0];
    if (free) REQUIRE(std::abs(common.z) < 1e-11);
    for (std::size_t i = 0; i < after.size(); ++i) REQUIRE(norm(got(i) - after[i] - common) < 1e-11);
  }
}

TEST_CASE("rotations are followed, however the cell is turned") {
  auto const X = packing(upright, 11, 2);
  double const c = std::cos(0.5), s = std::sin(0.5);
  Mat3 const turn{{{c, s, 0}, {-s, c, 0}, {0, 0, 1}}};
  auto const truth = deformed(X, upright, turn);
  auto const match =
      match_frames(Exec{}, to_view(X), upright, to_view(scattered(truth.points, truth.box, 5)), truth.box);
  REQUIRE(match.flip == Mat3::identity());
  REQUIRE(difference(fits(X, upright, match.positions, match.box), fits(X, upright, to_view(truth.points), truth.box)) <
          1e-10);
}

TEST_CASE("drops, wires and slabs turn in their cell, which stays") {
  Box const box = Box::orthogonal(40, 36, 44, {1, 2, 3});
  auto const X_all = packing(box, 33, 7);
  Vec3<double> const middle = box.cartesian({0.5, 0.5, 0.5});
  struct Piece {
    Vec3<double> half;  ///< what is kept: a block around the middle
    int axis;           ///< it turns about
  };
  for (Piece const& piece : {Piece{{5, 5, 5}, 2}, {{5, 5, 5}, 0}, {{99, 6, 6}, 0}, {{6, 99, 6}, 1}}) {
    Points X;
    for (auto const& r : X_all) {
      Vec3<double> const d = r - middle;
      if (std::abs(d.x) < piece.half.x && std::abs(d.y) < piece.half.y && std::abs(d.z) < piece.half.z) X.push_back(r);
    }
    REQUIRE(X.size() > 300);
    for (double angle : {0.3, 0.8, 1.2, 1.6, 2.4, 3.1}) {
      CAPTURE(piece.axis, angle);
      int const p = (piece.axis + 1) % 3, q = (piece.axis + 2) % 3;
      Mat3 turn = Mat3::identity();
      turn(p, p) = turn(q, q) = std::cos(angle);
      turn(q, p) = std::sin(angle);
      turn(p, q) = -std::sin(angle);
      auto const x = shaken(mapped(X, [&](Vec3<double> r) { return middle + turn * (r - middle); }), 0.1, 8);
      for (Mat3 const& flip : {whole(0, 0, 0), whole(1, 0, -1)}) {
        Box const given = box.with_edges(box.edges() * flip);
        auto const match =
            match_frames(Exec{}, to_view(scattered(X, box, 5)), box, to_view(scattered(x, given, 6)), given);
        REQUIRE(match.doubtful == 0);
        auto const found =
            affine_fit(Exec{}, to_view(scattered(X, box, 5)), box, match.positions, match.box, {.cutoff = 1.9});
        auto const expected = affine_fit(Exec{}, to_view(X), box, to_view(x), box, {.cutoff = 1.9});
        auto const d2min = host_mirror(found.d2min), d2min_expected = host_mirror(expected.d2min);
        for (std::size_t i = 0; i < X.size(); ++i) REQUIRE(std::abs(d2min(i) - d2min_expected(i)) < 1e-10);
      }
    }
  }
}

TEST_CASE("frames that are said to be unwrapped, but are not, have pairs that jump") {
  auto const X = packing(upright, 11, 3);
  FrameOptions const unwrapped{.unwrapped = true};
  REQUIRE(match_frames(Exec{}, to_view(X), upright, to_view(X), upright, unwrapped).jumps == 0);
  auto const x = scattered(X, upright, 9);
  REQUIRE(match_frames(Exec{}, to_view(X), upright, to_view(x), upright, unwrapped).jumps > 100);
  REQUIRE(match_frames(Exec{}, to_view(X), upright, to_view(x), upright).jumps == 0);
}

TEST_CASE("a slip at any height and by any amount is no flip, with image flags and without") {
  auto const X = packing(upright, 11, 3);
  for (double const height : {0.1, 0.5, 0.83}) {
    for (double const share : {0.05, 0.2, 0.35, 0.45, 0.6, 0.7, 1.0, 1.3}) {
      auto const x = mapped(
          X, [&](Vec3<double> r) { return upright.fractional(r).z > height ? r + Vec3<double>{12 * share, 0, 0} : r; });
      auto const kept = match_frames(Exec{}, to_view(X), upright, to_view(x), upright, {.unwrapped = true});
      REQUIRE(kept.flip == Mat3::identity());
      REQUIRE(kept.doubtful == 0);
      REQUIRE((kept.jumps > 0) == (std::abs(std::round(share)) == 1 && std::abs(share - std::round(share)) < 0.22));
      REQUIRE(difference(fits(X, upright, kept.positions, kept.box), fits(X, upright, to_view(x), upright)) == 0);

      // Without image flags the shortest slip is taken.
      auto const nearest = mapped(X, [&](Vec3<double> r) {
        return upright.fractional(r).z > height ? r + Vec3<double>{12 * (share - std::round(share)), 0, 0} : r;
      });
      auto const found = match_frames(Exec{}, to_view(X), upright, to_view(scattered(x, upright, 9)), upright);
      REQUIRE(found.flip == Mat3::identity());
      REQUIRE(difference(fits(X, upright, found.positions, found.box), fits(X, upright, to_view(nearest), upright)) <
              1e-10);
      REQUIRE((found.doubtful > 0) == (std::abs(share - std::round(share)) * 12 > 0.25 * 11));
    }
  }
}

TEST_CASE("a shear band that carries the strain of a flipped cell is followed") {
  // All strain of 0.6 in a third of the height: the cell is stored with a tilt of -0.4.
  auto const X = packing(upright, 11, 4);
  Box const after = upright.with_edges(shear(0.6) * upright.edges());
  double const total = 0.6 * 11;
  auto const x = mapped(X, [&](Vec3<double> r) {
    double const y = (r.y - 2) / 11, share = std::clamp(3 * (y - 1.0 / 3), 0.0, 1.0);
    return r + Vec3<double>{total * share, 0, 0};
  });
  Box const stored = after.with_edges(after.edges() * whole(-1, 0, 0));
  // The stored cell's tilt is 0.6 * 11 - 12: -0.49 of its height.
  auto const match = match_frames(Exec{}, to_view(X), upright, to_view(scattered(x, stored, 3)), stored);
  for (int k = 0; k < 3; ++k) REQUIRE(norm(match.box.edge(k) - after.edge(k)) < 1e-10);
  REQUIRE(difference(fits(X, upright, match.positions, match.box), fits(X, upright, to_view(x), after)) < 1e-10);
}

TEST_CASE("an option names the flip where the particles leave it open") {
  auto const X = packing(upright, 11, 5);
  auto const truth = deformed(X, upright, shear(0.6));
  auto const match =
      match_frames(Exec{}, to_view(X), upright, to_view(truth.points), truth.box, {.flip = whole(1, 0, 0)});
  REQUIRE(match.flip == whole(1, 0, 0));
  Mat3 half = Mat3::identity();
  half(0, 1) = 0.5;
  REQUIRE_THROWS_WITH(match_frames(Exec{}, to_view(X), upright, to_view(X), upright, {.flip = half}),
                      Catch::Matchers::ContainsSubstring("expected whole numbers"));
}

TEST_CASE("what cannot be compared is refused") {
  auto const X = packing(upright, 5, 6);
  REQUIRE_THROWS_WITH(match_frames(Exec{}, to_view(X), upright, to_view({{1, 1, 1}}), upright),
                      Catch::Matchers::ContainsSubstring("125 reference positions, but 1 current"));
  Box const slab = Box::orthogonal(12, 11, 13, {1, 2, 3}, {true, true, false});
  REQUIRE_THROWS_WITH(match_frames(Exec{}, to_view(X), upright, to_view(X), slab),
                      Catch::Matchers::ContainsSubstring("periodic in one of the cells only"));
  REQUIRE_THROWS_WITH(match_frames(Exec{}, to_view(X), upright, to_view(X), upright, {.cutoff = -3}),
                      Catch::Matchers::ContainsSubstring("match_frames: cutoff -3"));
  REQUIRE(match_frames(Exec{}, to_view({}), upright, to_view({}), upright).positions.extent(0) == 0);
  REQUIRE(match_frames(Exec{}, to_view({{1, 1, 1}}), upright, to_view({{2, 1, 1}}), upright).doubtful == 0);
}

}  // namespace match_frames_test
