// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#include "common/displacement_averages.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

#include "tektite/core/copy.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/reduce.hpp"
#include "tektite/stats/displacement_moments.hpp"

namespace tektite::examples {

namespace {

using Snapshot = Kokkos::View<Vec3<double>*, Exec::memory_space>;
using Types = Kokkos::View<int*, Exec::memory_space>;

Vec3<double> mean_displacement(Exec const& exec, Snapshot const& before, Snapshot const& now) {
  Vec3<double> const total = deterministic_reduce(
      exec, "mean_displacement", now.extent(0), Vec3<double>{},
      KOKKOS_LAMBDA(std::size_t i, Vec3<double>& sum) { sum += now(i) - before(i); },
      KOKKOS_LAMBDA(Vec3<double> & sum, Vec3<double> const& other) { sum += other; });
  return (1.0 / double(now.extent(0))) * total;
}

/// Number of atoms, and sums of r^2 and r^4 over them.
struct Sums {
  double count = 0, second = 0, fourth = 0;
};

/// Of one type, or of all atoms for the type -1; relative to a drift.
Sums sums_of(Exec const& exec, Snapshot const& before, Snapshot const& now, Types const& types, int type,
             Vec3<double> const& drift) {
  return deterministic_reduce(
      exec, "displacement_sums", now.extent(0), Sums{},
      KOKKOS_LAMBDA(std::size_t i, Sums& sums) {
        if (type >= 0 && types(i) != type) return;
        Vec3<double> const d = now(i) - before(i) - drift;
        double const squared = dot(d, d);
        sums.count += 1;
        sums.second += squared;
        sums.fourth += squared * squared;
      },
      KOKKOS_LAMBDA(Sums & sums, Sums const& other) {
        sums.count += other.count;
        sums.second += other.second;
        sums.fourth += other.fourth;
      });
}

/// Throws unless an atom is in both frames with the same type.
void require_same_atoms(io::Configuration const& first, io::Configuration const& c, std::string const& where) {
  require(c.size() == first.size(), where, ": has ", c.size(), " atoms, the first frame has ", first.size());
  for (std::size_t i = 0; i < c.size(); ++i) {
    require(c.ids[i] == first.ids[i], where, ": atom ", std::min(c.ids[i], first.ids[i]),
            " is in one of this and the first frame only");
    require(c.types[i] == first.types[i], where, ": atom ", c.ids[i], " has another type than in the first frame");
  }
}

}  // namespace

TrajectoryCheck check_trajectory(std::string const& path, FrameChoice const& choice) {
  TrajectoryCheck check;
  ChosenFrames frames(path, choice);
  io::Configuration first;
  std::int64_t last = 0;
  while (auto c = frames.next()) {
    std::string const where = path + ": frame " + std::to_string(frames.number());
    require(c->size() > 0, where, ": has no atoms");
    require(io::can_unwrap(*c), where,
            ": has neither image flags (ix iy iz) nor unwrapped positions (xu yu zu), which say how far an atom went");
    if (check.frames == 1) check.steps_between = c->timestep - first.timestep;
    if (check.frames > 0) {
      require_same_atoms(first, *c, where);
      require(check.steps_between >= 0 && c->timestep - last == check.steps_between, where, ": is ", c->timestep - last,
              " steps behind the frame before, expected ", check.steps_between,
              " as between the first two (--frames chooses)");
    }
    last = c->timestep;
    if (check.frames++ == 0) first = std::move(*c);
  }
  require(check.frames > 1, path, ": has one such frame, expected a trajectory");
  check.types = first.type_count();
  check.atoms = first.size();
  return check;
}

DisplacementAverages::DisplacementAverages(Exec const& exec, Options options)
    : exec_(exec), options_(std::move(options)) {
  for (std::int64_t const lag : options_.lags)
    averages_.push_back({lag, 0, std::vector<DisplacementAverage::Group>(std::size_t(options_.types) + 1)});
}

void DisplacementAverages::add(std::vector<Vec3<double>> const& positions, std::vector<int> const& types) {
  auto const now = to_device(exec_, positions, "positions");
  auto const type_of = to_device(exec_, types, "types");
  for (DisplacementAverage& average : averages_) {
    auto const origin = origins_.find(frame_ - average.lag);
    if (origin != origins_.end()) add_lag(average, origin->second, now, type_of);
  }
  std::erase_if(origins_, [&](auto const& origin) { return frame_ - origin.first >= options_.lags.back(); });
  if (frame_ % options_.origin_every == 0) origins_.emplace(frame_, now);
  ++frame_;
}

void DisplacementAverages::add_lag(DisplacementAverage& average, Snapshot const& before, Snapshot const& now,
                                   Types const& types) const {
  Vec3<double> const drift = options_.keep_drift ? Vec3<double>{} : mean_displacement(exec_, before, now);
  double const count = double(++average.origins);
  for (int type = -1; type < options_.types; ++type) {
    Sums const sums = sums_of(exec_, before, now, types, type, drift);
    if (sums.count == 0) continue;
    DisplacementMoments const one{sums.second / sums.count, sums.fourth / sums.count};
    auto& group = average.groups[std::size_t(type + 1)];
    // Welford's update loses no digits. msd and fourth are sums until `results` divides them, as in Alpha2Recorder.
    double const msd_before = one.msd - (count > 1 ? group.msd / (count - 1) : 0);
    double const alpha2_before = one.alpha2() - group.mean_alpha2;
    group.msd += one.msd;
    group.fourth += one.fourth;
    group.mean_alpha2 += alpha2_before / count;
    group.msd_squares += msd_before * (one.msd - group.msd / count);
    group.alpha2_squares += alpha2_before * (one.alpha2() - group.mean_alpha2);
  }
}

std::vector<DisplacementAverage> DisplacementAverages::results() const {
  std::vector<DisplacementAverage> results;
  for (DisplacementAverage average : averages_) {
    if (average.origins == 0) continue;
    double const n = double(average.origins);
    for (auto& group : average.groups) {
      group.msd /= n;
      group.fourth /= n;
      group.alpha2 = DisplacementMoments{group.msd, group.fourth}.alpha2();
      if (average.origins < 2) continue;
      group.msd_error = std::sqrt(std::max(0.0, group.msd_squares) / (n * (n - 1)));
      group.alpha2_error = std::sqrt(std::max(0.0, group.alpha2_squares) / (n * (n - 1)));
    }
    results.push_back(std::move(average));
  }
  return results;
}

}  // namespace tektite::examples
