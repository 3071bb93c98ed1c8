// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/core/copy.hpp>
#include <tektite/core/workspace.hpp>
#include <tektite/neighbors/neighbor_list.hpp>
#include <tektite/percolation/cluster_geometry.hpp>
#include <tektite/percolation/percolation_clusters.hpp>
#include <tektite/stats/radial_distribution.hpp>
#include <tektite/strain/local_fits.hpp>
#include <tektite/voronoi/voronoi.hpp>

#include <Kokkos_Core.hpp>
#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <cstddef>
#include <cstdint>
#include <random>
#include <thread>
#include <vector>

#include "support/kokkos_events.hpp"

namespace workspace_test {

using namespace tektite;
using Exec = Kokkos::DefaultExecutionSpace;
using Memory = Exec::memory_space;
using Numbers = Kokkos::View<int*, Memory>;
using reference::events_of;

namespace {

Numbers numbers(std::size_t n, Exec const& exec = {}) { return detail::allocate<Numbers>(exec, "numbers", n); }

/// What a frame of a trajectory gives: each result that is compared, as numbers on the host.
struct Results {
  std::vector<int> neighbors, labels, faces;
  std::vector<double> volumes, d2min, g;
  bool operator==(Results const&) const = default;
};

/// Positions that differ a little from frame to frame, as in a trajectory; so do the numbers of images, neighbours and
/// faces.
struct Frame {
  Box box = Box::triclinic({12, 11, 13}, 2, -1, 1);
  Kokkos::View<Vec3<double>*, Memory> before, after;
  Kokkos::View<int*, Memory> types;

  explicit Frame(unsigned seed) {
    std::mt19937 random(0), jitter(seed);
    std::uniform_real_distribution<double> uniform(0, 1), small(-0.1, 0.1);
    std::vector<Vec3<double>> x(1500), y(1500);
    std::vector<int> type(1500);
    for (std::size_t i = 0; i < x.size(); ++i) {
      x[i] = box.cartesian({uniform(random), uniform(random), uniform(random)});
      x[i] += {small(jitter), small(jitter), small(jitter)};
      y[i] = x[i] + Vec3<double>{small(jitter), small(jitter), small(jitter)};
      type[i] = static_cast<int>(i % 2);
    }
    before = to_device(x);
    after = to_device(y);
    types = to_device(type);
  }
};

Results analysed(Exec const& exec, Frame const& f) {
  auto const list = build_neighbor_list(exec, f.before, f.box, {.cutoff = 1.1});
  auto const clusters = percolation_clusters(exec, list, f.types);
  auto const geometry = cluster_geometry(exec, f.before, f.box, clusters);
  auto const cells = voronoi(exec, f.before, f.box, {.faces = true});
  auto const fits = local_fits(exec, f.before, f.box, f.after, f.box, {.cutoff = 2.5}, {.cutoff = 2.0});
  auto const rdf = radial_distribution(exec, f.before, f.types, f.box, {.cutoff = 3.0, .bins = 30});
  return {to_host(exec, list.neighbors), to_host(exec, clusters.labels),   to_host(exec, cells.neighbors),
          to_host(exec, cells.volumes),  to_host(exec, fits.affine.d2min), to_host(exec, rdf.total)};
}

}  // namespace

TEST_CASE("frames after the first allocate nothing, and have the same results") {
  std::vector<Frame> frames;
  for (unsigned seed = 0; seed < 4; ++seed) frames.emplace_back(seed);
  Exec const exec;
  std::vector<Results> without;
  for (Frame const& frame : frames) without.push_back(analysed(exec, frame));
  Workspace const workspace(exec);
  for (std::size_t k = 0; k < frames.size(); ++k) {
    Results with;
    auto const events = events_of([&] { with = analysed(exec, frames[k]); });
    CHECK(with == without[k]);
    if (k == 0) {
      CHECK(events.allocations > 50);
    } else {
      CHECK(events.allocations == 0);
    }
  }
}

TEST_CASE("without a workspace memory is exactly as large as needed") {
  auto const events = events_of([] { numbers(1000); });
  CHECK(events.allocations == 1);
  CHECK(events.most == 1000 * sizeof(int));
}

TEST_CASE("a View is handed out again when nothing refers to it") {
  Workspace const workspace;
  int const* const first = numbers(1000).data();
  Numbers const kept = numbers(1000);
  CHECK(kept.data() == first);
  CHECK(kept.extent(0) == 1000);
  CHECK(kept.span_is_contiguous());
  Kokkos::deep_copy(Exec{}, kept, 7);
  {
    Numbers const other = numbers(1000);
    CHECK(other.data() != first);
    Kokkos::deep_copy(Exec{}, other, 8);
    // Another View of the same memory keeps it, too.
    Numbers const part(kept, Kokkos::make_pair(0, 10));
    CHECK(numbers(1000).data() != other.data());
  }
  for (int const value : to_host(Exec{}, kept)) CHECK(value == 7);
}

TEST_CASE("a View of about the size is used, a much larger one is not") {
  Workspace const workspace;
  int const* const first = numbers(10000).data();
  CHECK(numbers(11000).data() == first);  // the memory to spare
  CHECK(numbers(6000).data() == first);
  CHECK(numbers(6000).extent(0) == 6000);
  auto const before = workspace.bytes();
  CHECK(before >= 10000 * sizeof(int));
  CHECK(before <= 11500 * sizeof(int));
  CHECK(events_of([] { numbers(100); }).allocations == 1);
  CHECK(workspace.bytes() > before);
}

TEST_CASE("sizes that grow do not leave their old memory behind") {
  Workspace const workspace;
  for (std::size_t n = 1000; n < 100000; n += n / 7)
    for (int frame = 0; frame < 150; ++frame) numbers(n);
  CHECK(workspace.bytes() < 2.3 * 100000 * sizeof(int));
  // Rows, which are used again where their number is the same.
  Workspace const rows;
  using Rows = Kokkos::View<double* [3], Memory>;
  auto const allocate_rows = [](std::size_t n) { return detail::allocate<Rows>(Exec{}, "rows", n); };
  double const* const first = allocate_rows(1000).data();
  CHECK(allocate_rows(1000).data() == first);
  for (std::size_t n = 1000; n < 1100; ++n) CHECK(allocate_rows(n).extent(0) == n);
  for (std::size_t n = 1100; n > 900; --n) allocate_rows(n);
  CHECK(rows.bytes() <= 1100 * 3 * sizeof(double));
  CHECK(allocate_rows(100).span() == 300);
}

TEST_CASE("zeros are zeros in memory that was used before") {
  Workspace const workspace;
  Exec const exec;
  int const* const first = numbers(1000).data();
  Kokkos::deep_copy(exec, numbers(1000), 7);
  auto const zeros = detail::allocate_zero<Numbers>(exec, "zeros", 1000);
  CHECK(zeros.data() == first);
  for (int const value : to_host(exec, zeros)) CHECK(value == 0);
  using Single = Kokkos::View<std::int64_t, Memory>;
  Kokkos::deep_copy(exec, detail::allocate<Single>(exec, "single"), 9);
  CHECK(detail::fetch(exec, detail::allocate_zero<Single>(exec, "single")) == 0);
  CHECK(detail::allocate<Numbers>(exec, "none", 0).extent(0) == 0);
}

TEST_CASE("results are the caller's after the workspace is gone or has released its memory") {
  Numbers kept;
  {
    Workspace workspace;
    kept = numbers(1000);
    Kokkos::deep_copy(Exec{}, kept, 7);
    workspace.release();
    CHECK(workspace.bytes() == 0);
    CHECK(numbers(1000).data() != kept.data());
  }
  CHECK(events_of([] { numbers(1000); }).allocations == 1);
  for (int const value : to_host(Exec{}, kept)) CHECK(value == 7);
}

TEST_CASE("a workspace is for its instance, and the youngest one counts") {
  auto const instances = Kokkos::Experimental::partition_space(Exec{}, 1, 1);
  bool const equal = instances[0] == instances[1];  // Serial has one memory of its own for each
  Workspace const outer(instances[0]);
  numbers(1000, instances[0]);
  CHECK(events_of([&] { numbers(1000, instances[1]); }).allocations == (equal ? 0 : 1));
  CHECK(events_of([&] { numbers(1000, Exec(instances[0])); }).allocations == 0);
  {
    Workspace const inner(instances[0]);
    CHECK(events_of([&] { numbers(1000, instances[0]); }).allocations == 1);
    CHECK(inner.bytes() > 0);
  }
  CHECK(events_of([&] { numbers(1000, instances[0]); }).allocations == 0);
}

TEST_CASE("threads that allocate at the same time get different memory") {
  Workspace const workspace;
  std::vector<std::vector<Numbers>> taken(4);
  std::vector<std::thread> threads;
  for (auto& mine : taken)
    threads.emplace_back([&mine] {
      for (int k = 0; k < 500; ++k) {
        mine.push_back(numbers(1000));
        if (k % 3 == 0) mine.erase(mine.begin());
      }
    });
  for (auto& thread : threads) thread.join();
  std::vector<int const*> all;
  for (auto const& mine : taken)
    for (Numbers const& view : mine) all.push_back(view.data());
  std::sort(all.begin(), all.end());
  CHECK(std::adjacent_find(all.begin(), all.end()) == all.end());
}

}  // namespace workspace_test
