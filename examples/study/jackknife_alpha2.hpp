// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "study/context.hpp"
#include "tektite/core/copy.hpp"
#include "tektite/io/csv.hpp"
#include "tektite/stats/non_gaussian.hpp"

namespace study {

/// The non-Gaussian parameter by lag with its error, over several time origins.
///
/// `tektite::Alpha2Recorder` sums over all particles together. Here atoms are in eight groups, atom i in group i % 8:
/// alpha2 without each group in turn gives the error (jackknife). The sums are done on the host in the order of the
/// atoms, so that they are the same bits on all backends.
class JackknifeAlpha2 {
 public:
  static constexpr int groups = 8;

  /// \param steps of the run, the longest lag
  JackknifeAlpha2(Context const& context, std::int64_t steps, std::size_t atoms)
      : context_(context), atoms_(atoms), lags_(tektite::log_spaced_lags(steps, 12)), sums_(lags_.size()) {
    // Origins over the first half of the run, so that even the longest lag has one and short ones have several.
    for (std::int64_t k = 0; k < 4; ++k) origins_.push_back(k * steps / 8);
    for (std::int64_t const origin : origins_) {
      events_.push_back(origin);
      for (std::int64_t const lag : lags_) {
        if (origin + lag <= steps) events_.push_back(origin + lag);
      }
    }
    std::sort(events_.begin(), events_.end());
    events_.erase(std::unique(events_.begin(), events_.end()), events_.end());
  }

  /// The steps to record, ascending.
  std::vector<std::int64_t> const& events() const { return events_; }

  /// Records the atoms at one of these steps.
  void record(Simulation& simulation, std::int64_t step) {
    auto const x = tektite::to_host(context_.exec, unwrap(context_.exec, simulation.system()));
    for (auto const& [origin, start] : starts_) {
      auto const lag = std::lower_bound(lags_.begin(), lags_.end(), step - origin);
      if (lag != lags_.end() && *lag == step - origin) add(start, x, sums_[lag - lags_.begin()]);
    }
    if (std::binary_search(origins_.begin(), origins_.end(), step)) starts_[step] = x;
  }

  /// What was recorded, for the checkpoint.
  std::string save() const {
    std::string bytes(reinterpret_cast<char const*>(sums_.data()), sums_.size() * sizeof(Sums));
    for (auto const& [origin, x] : starts_) {
      bytes.append(reinterpret_cast<char const*>(&origin), sizeof origin);
      bytes.append(reinterpret_cast<char const*>(x.data()), x.size() * sizeof x[0]);
    }
    return bytes;
  }

  void load(std::string const& bytes) {
    std::size_t at = sums_.size() * sizeof(Sums);
    std::size_t const each = sizeof(std::int64_t) + atoms_ * sizeof(tektite::Vec3<double>);
    tektite::require(bytes.size() >= at && (bytes.size() - at) % each == 0, "checkpoint of another alpha2 run");
    std::memcpy(static_cast<void*>(sums_.data()), bytes.data(), at);
    for (starts_.clear(); at < bytes.size(); at += each) {
      std::int64_t origin = 0;
      std::memcpy(&origin, bytes.data() + at, sizeof origin);
      auto& x = starts_[origin];
      x.resize(atoms_);
      std::memcpy(static_cast<void*>(x.data()), bytes.data() + at + sizeof origin, atoms_ * sizeof x[0]);
    }
  }

  void write(std::filesystem::path const& path) const {
    tektite::io::Table table;
    for (char const* name : {"t_ps", "msd_A2", "alpha2", "alpha2_error", "origins"})
      table.columns.push_back({name, {}});
    for (std::size_t k = 0; k < lags_.size(); ++k) {
      auto const all = moments(sums_[k], -1);
      double mean = 0, squares = 0;
      for (int g = 0; g < groups; ++g) mean += moments(sums_[k], g).alpha2() / groups;
      for (int g = 0; g < groups; ++g) squares += std::pow(moments(sums_[k], g).alpha2() - mean, 2);
      double const values[] = {double(lags_[k]) * context_.config.timestep, all.msd, all.alpha2(),
                               std::sqrt((groups - 1.0) / groups * squares), sums_[k].origins};
      for (std::size_t c = 0; c < 5; ++c) table.columns[c].values.push_back(values[c]);
    }
    tektite::io::write_csv(path, table);
  }

 private:
  /// Over the atoms of each group and over all origins of one lag.
  struct Sums {
    double origins = 0, second[groups] = {}, fourth[groups] = {}, count[groups] = {};
  };

  /// Moments without one group; -1: of all.
  static tektite::DisplacementMoments moments(Sums const& s, int without) {
    double second = 0, fourth = 0, count = 0;
    for (int g = 0; g < groups; ++g) {
      if (g == without) continue;
      second += s.second[g];
      fourth += s.fourth[g];
      count += s.count[g];
    }
    return count > 0 ? tektite::DisplacementMoments{second / count, fourth / count} : tektite::DisplacementMoments{};
  }

  static void add(std::vector<tektite::Vec3<double>> const& start, std::vector<tektite::Vec3<double>> const& now,
                  Sums& sums) {
    tektite::Vec3<double> drift{};
    for (std::size_t i = 0; i < now.size(); ++i) drift += now[i] - start[i];
    drift = (1.0 / double(now.size())) * drift;
    sums.origins += 1;
    for (std::size_t i = 0; i < now.size(); ++i) {
      tektite::Vec3<double> const d = now[i] - start[i] - drift;
      double const squared = dot(d, d);
      std::size_t const g = i % groups;
      sums.second[g] += squared;
      sums.fourth[g] += squared * squared;
      sums.count[g] += 1;
    }
  }

  Context const& context_;
  std::size_t atoms_;
  std::vector<std::int64_t> lags_, origins_, events_;
  std::vector<Sums> sums_;                                             // by lag
  std::map<std::int64_t, std::vector<tektite::Vec3<double>>> starts_;  // unwrapped positions by origin
};

}  // namespace study
