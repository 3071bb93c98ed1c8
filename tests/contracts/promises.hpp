// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <tektite/core/box.hpp>
#include <tektite/core/copy.hpp>
#include <tektite/core/vec3.hpp>
#include <tektite/core/workspace.hpp>
#include <tektite/detail/launch.hpp>

#include <Kokkos_Core.hpp>
#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <iostream>
#include <map>
#include <random>
#include <sstream>
#include <string>
#include <tuple>
#include <vector>

#include "support/kokkos_events.hpp"

/// \file
/// What each public function that takes an instance promises about fences and memory, measured.
///
/// promises.csv has a row for each: the number of fences, and the largest number of bytes of Views per particle that
/// exist during a call, both for the sample below. The tests *_promises_test.cpp measure; with TEKTITE_PRINT_PROMISES
/// set they print the measured rows. tests/scripts/promises_test.py compares the table with the headers: every function
/// has a row, and where `\fences` and `\cost` say a number it is that of the row.

namespace promises {

using tektite::Box;
using tektite::to_device;
using tektite::Vec3;

/// The execution spaces of the host in this build; the instances of tektite::host are those of the default one.
using HostSpaces = std::tuple<
#if defined(KOKKOS_ENABLE_SERIAL)
    Kokkos::Serial
#if defined(KOKKOS_ENABLE_OPENMP)
    ,
#endif
#endif
#if defined(KOKKOS_ENABLE_OPENMP)
    Kokkos::OpenMP
#endif
    >;

/// Input of all functions: n particles at number density 1 in a box of free axes. So there are no images, and memory is
/// proportional to n.
template <class Exec>
struct Sample {
  using Memory = typename Exec::memory_space;
  Exec exec;
  int n;
  Box box, periodic;
  Kokkos::View<Vec3<double>*, Memory> positions, later;
  Kokkos::View<Vec3<int>*, Memory> images;
  Kokkos::View<int*, Memory> types;      // 0 and 1
  Kokkos::View<double*, Memory> values;  // in (0, 1)

  explicit Sample(int layers) : n(layers * layers * 10) {
    box = Box::orthogonal(layers, layers, 10, {}, {false, false, false});
    periodic = Box::orthogonal(layers, layers, 10);
    std::mt19937 random(1);
    std::uniform_real_distribution<double> uniform(0, 1);
    std::vector<Vec3<double>> x, y;
    std::vector<int> type;
    std::vector<double> value;
    for (int i = 0; i < n; ++i) {
      Vec3<double> const corner{double(i / 10 % layers), double(i / 10 / layers), double(i % 10)};
      x.push_back(corner + Vec3<double>{0.8 * uniform(random), 0.8 * uniform(random), 0.8 * uniform(random)});
      y.push_back(x.back() + Vec3<double>{0.1 * uniform(random), 0.1 * uniform(random), 0.1 * uniform(random)});
      type.push_back(i % 2);
      value.push_back(uniform(random));
    }
    positions = to_device(exec, x);
    later = to_device(exec, y);
    types = to_device(exec, type);
    values = to_device(exec, value);
    images = to_device(exec, std::vector<Vec3<int>>(n));
  }
};

/// One function, called on a sample.
struct Row {
  std::string function;  ///< as in the table, without the topic
  std::function<void()> call;
};

struct Promise {
  std::int64_t fences = 0;
  double bytes = 0;  ///< per particle
};

/// The rows of promises.csv.
inline std::map<std::string, Promise> const& table() {
  static std::map<std::string, Promise> const rows = [] {
    std::map<std::string, Promise> read;
    std::ifstream file(std::string(TEKTITE_SOURCE_DIR) + "/tests/contracts/promises.csv");
    std::string line;
    std::getline(file, line);
    while (std::getline(file, line)) {
      std::istringstream cells(line);
      std::string name, fences, bytes;
      std::getline(std::getline(std::getline(cells, name, ','), fences, ','), bytes);
      read[name] = {std::stoll(fences), std::stod(bytes)};
    }
    return read;
  }();
  return rows;
}

/// What a call does without a workspace, and with one in the third call.
struct Measured {
  reference::KokkosEvents without, with;
};

template <class Exec>
Measured measure(Exec const& exec, std::function<void()> const& call) {
  Measured measured;
  call();  // what is allocated once: scratch memory of Kokkos
  measured.without = reference::events_of(call);
  tektite::Workspace const workspace(exec);
  call();
  call();
  measured.with = reference::events_of(call);
  return measured;
}

/// Bytes of Views per particle, from two sizes.
inline double bytes_per_particle(Measured const& few, Measured const& many, int particles) {
  return double(many.without.most - few.without.most) / particles;
}

/// Promises that calls on two samples, which differ by a number of particles, do not keep.
inline std::vector<std::string> broken_promises(Promise const& promise, Measured const& few, Measured const& many,
                                                int particles) {
  std::vector<std::string> broken;
  if (many.with.allocations + few.with.allocations > 0) broken.push_back("allocates although there is a workspace");
  if (many.with.fences != many.without.fences) broken.push_back("other number of fences with a workspace");
  if (few.without.fences != many.without.fences) broken.push_back("number of fences depends on that of particles");
  if (many.without.fences != promise.fences) broken.push_back("fences: " + std::to_string(many.without.fences));
  // Numbers of grid cells and of blocks are rounded.
  double const bytes = bytes_per_particle(few, many, particles);
  if (std::abs(bytes - promise.bytes) > 0.5 + 0.02 * promise.bytes)
    broken.push_back("bytes per particle: " + std::to_string(bytes));
  return broken;
}

/// A call with a fence, and one with an allocation that lasts as long as the call: they break each promise.
template <class Exec>
std::vector<std::function<void()>> faulty_calls(Sample<Exec> const& s, std::function<void()> const& call) {
  using Room = Kokkos::View<double*, typename Exec::memory_space>;
  return {[=, &s] {
            call();
            s.exec.fence("planted");
          },
          [=, &s] {
            Room const room(Kokkos::view_alloc(s.exec, Kokkos::WithoutInitializing, "planted"), 100 * s.n);
            call();
          }};
}

/// Compares all rows of a topic with the table, and also the same rows with planted faults, which must be found.
/// `rows(sample)` makes them for a sample.
template <class Exec, class Rows>
void require_promises(std::string const& topic, Rows const& rows) {
  Sample<Exec> const small(12), large(24);
  int const particles = large.n - small.n;
  auto const of_small = rows(small), of_large = rows(large);
  for (std::size_t k = 0; k < of_small.size(); ++k) {
    std::string const function = topic + "/" + of_small[k].function;
    CAPTURE(function);
    auto const few = measure(small.exec, of_small[k].call), many = measure(large.exec, of_large[k].call);
    if (std::getenv("TEKTITE_PRINT_PROMISES") != nullptr)
      std::cout << function << ',' << many.without.fences << ','
                << std::round(10 * bytes_per_particle(few, many, particles)) / 10 << '\n';
    CHECK(table().contains(function));
    if (!table().contains(function)) continue;
    // The table is for the path of the host; what a workspace does holds on all.
    bool const has_numbers = tektite::detail::runs_on_host<Exec> && tektite::detail::vector_bytes > 0;
    Promise const measured{many.without.fences, bytes_per_particle(few, many, particles)};
    Promise const promise = has_numbers ? table().at(function) : measured;
    CHECK(broken_promises(promise, few, many, particles) == std::vector<std::string>{});
    auto const faulty_small = faulty_calls(small, of_small[k].call),
               faulty_large = faulty_calls(large, of_large[k].call);
    for (std::size_t f = 0; f < faulty_small.size(); ++f) {
      auto const broken = broken_promises(promise, measure(small.exec, faulty_small[f]),
                                          measure(large.exec, faulty_large[f]), particles);
      CHECK(broken.size() == (f == 0 ? 1 : 2));  // the number of fences; memory in spite of a workspace, and bytes
    }
  }
}

}  // namespace promises
