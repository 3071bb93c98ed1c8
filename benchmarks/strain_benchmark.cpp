// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: Eigen3::Eigen
//
// Local fits in particles per second: Tektite's, and one dense column-pivoting QR per particle by Eigen, from positions
// as Tektite's and with the neighbours given for nothing.

#include <benchmark/benchmark.h>

#include <Eigen/Dense>
#include <Kokkos_Core.hpp>
#include <random>
#include <vector>

#include "program.hpp"
#include "tektite/neighbors/neighbor_list.hpp"
#include "tektite/strain.hpp"

using namespace tektite;
using Exec = Kokkos::DefaultExecutionSpace;

namespace {

constexpr double cutoff = 6.0;

/// A jittered lattice at the density of Cu50Zr50, and the same sheared and shaken.
struct Pair {
  explicit Pair(int cells) : box(Box::orthogonal(2.6 * cells, 2.6 * cells, 2.6 * cells)), sheared(box) {
    std::mt19937 random(1);
    std::normal_distribution<double> normal(0, 0.3);
    Mat3 shear = Mat3::identity();
    shear(0, 1) = 0.1;
    sheared = box.with_edges(shear * box.edges());
    auto const n = static_cast<std::size_t>(cells) * cells * cells;
    before = Kokkos::View<Vec3<double>*>("before", n);
    after = Kokkos::View<Vec3<double>*>("after", n);
    auto const x = Kokkos::create_mirror_view(before), y = Kokkos::create_mirror_view(after);
    for (std::size_t i = 0; i < n; ++i) {
      auto const at = [&](std::size_t k) { return 2.6 * double(k) + normal(random); };
      auto const c = static_cast<std::size_t>(cells);
      x(i) = {at(i % c), at(i / c % c), at(i / c / c)};
      y(i) = shear * x(i) + 0.3 * Vec3<double>{normal(random), normal(random), normal(random)};
    }
    Kokkos::deep_copy(before, x);
    Kokkos::deep_copy(after, y);
  }

  std::size_t size() const { return before.extent(0); }

  Box box, sheared;
  Kokkos::View<Vec3<double>*> before, after;
};

void report(benchmark::State& state, std::size_t particles) {
  benchmarks::count(state, "particles", double(particles));
}

void affine(benchmark::State& state) {
  Pair const pair(static_cast<int>(state.range(0)));
  for (auto _ : state) {
    auto const field = affine_fit(Exec{}, pair.before, pair.box, pair.after, pair.sheared, {.cutoff = cutoff});
    Exec{}.fence();
  }
  report(state, pair.size());
}

void two_term(benchmark::State& state) {
  Pair const pair(static_cast<int>(state.range(0)));
  for (auto _ : state) {
    auto const field = two_term_gradient(Exec{}, pair.before, pair.box, pair.after, pair.sheared, {.cutoff = cutoff});
    Exec{}.fence();
  }
  report(state, pair.size());
}

void both(benchmark::State& state) {
  Pair const pair(static_cast<int>(state.range(0)));
  for (auto _ : state) {
    auto const fields =
        local_fits(Exec{}, pair.before, pair.box, pair.after, pair.sheared, {.cutoff = cutoff}, {.cutoff = cutoff});
    Exec{}.fence();
  }
  report(state, pair.size());
}

void both_with_two_cutoffs(benchmark::State& state) {
  Pair const pair(static_cast<int>(state.range(0)));
  for (auto _ : state) {
    auto const fields =
        local_fits(Exec{}, pair.before, pair.box, pair.after, pair.sheared, {.cutoff = 4.0}, {.cutoff = cutoff});
    Exec{}.fence();
  }
  report(state, pair.size());
}

void measures(benchmark::State& state) {
  Pair const pair(static_cast<int>(state.range(0)));
  auto const field = two_term_gradient(Exec{}, pair.before, pair.box, pair.after, pair.sheared, {.cutoff = cutoff});
  for (auto _ : state) {
    auto const result = deformation_measures(Exec{}, field);
    Exec{}.fence();
  }
  report(state, pair.size());
}

/// Both configurations and the neighbours, as the dense fits read them.
struct Neighborhoods {
  explicit Neighborhoods(Pair const& pair)
      : list(build_neighbor_list(Exec{}, pair.before, pair.box, {.cutoff = cutoff})) {
    auto const host = [](auto const& view) { return Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace{}, view); };
    offsets = host(list.offsets);
    neighbors = host(list.neighbors);
    x = host(site_positions(Exec{}, pair.before, pair.box, list.sites));
    y = host(site_positions(Exec{}, pair.after, pair.sheared, list.sites));
  }

  NeighborList<Exec::memory_space> list;
  Kokkos::View<std::int64_t*, Kokkos::HostSpace> offsets;
  Kokkos::View<int*, Kokkos::HostSpace> neighbors;
  Kokkos::View<Vec3<double>*, Kokkos::HostSpace> x, y;
};

/// The same two fits by dense QR: an n x 9 and an n x 3 matrix per particle, filled and factored. One thread; compare
/// with OMP_NUM_THREADS=1. \returns the sum of the residuals
double dense_fits(std::size_t particles, Neighborhoods const& near) {
  double sum = 0;
  for (std::size_t i = 0; i < particles; ++i) {
    Eigen::Index const n = near.offsets(i + 1) - near.offsets(i);
    Eigen::MatrixXd A(n, 9), B(n, 3);
    for (Eigen::Index r = 0; r < n; ++r) {
      int const j = near.neighbors(near.offsets(i) + r);
      Vec3<double> const X = (1 / cutoff) * (near.x(j) - near.x(i)), u = (1 / cutoff) * (near.y(j) - near.y(i));
      A.row(r) << X.x, X.y, X.z, X.x * X.x / 2, X.y * X.y / 2, X.z * X.z / 2, X.x * X.y, X.x * X.z, X.y * X.z;
      B.row(r) << u.x, u.y, u.z;
    }
    Eigen::MatrixXd const C = A.colPivHouseholderQr().solve(B);
    Eigen::Matrix<double, Eigen::Dynamic, 3> const A1 = A.leftCols<3>();
    Eigen::Matrix3d const F = A1.colPivHouseholderQr().solve(B);
    sum += (A * C - B).squaredNorm() + (A1 * F - B).squaredNorm();
  }
  return sum;
}

/// Neighbours are given: they are not a part of its time, but of Tektite's.
void eigen_qr(benchmark::State& state) {
  Pair const pair(static_cast<int>(state.range(0)));
  Neighborhoods const near(pair);
  for (auto _ : state) benchmark::DoNotOptimize(dense_fits(pair.size(), near));
  report(state, pair.size());
}

/// From positions, as Tektite's fits: neighbours are those of the library's own list.
void eigen_qr_of_positions(benchmark::State& state) {
  Pair const pair(static_cast<int>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(dense_fits(pair.size(), Neighborhoods(pair)));
  report(state, pair.size());
}

BENCHMARK(affine)->Arg(24)->Arg(48)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(two_term)->Arg(24)->Arg(48)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(both)->Arg(24)->Arg(48)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(both_with_two_cutoffs)->Arg(24)->Arg(48)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(measures)->Arg(48)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(eigen_qr)->Arg(24)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(eigen_qr_of_positions)->Arg(24)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace

int main(int argc, char** argv) {
  return benchmarks::run(argc, argv, [] {});
}
