// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

#include "atoms.hpp"
#include "tektite/io.hpp"
#include "tektite/percolation.hpp"

namespace tektite::examples {

/// What `percolation` prints and writes of all frames together: where the largest cluster jumps, and a table.
class FrameSeries {
 public:
  void add(std::int64_t number, io::Configuration const& c, PercolationClusters<Exec::memory_space> const& clusters,
           NullModel const& null) {
    points_.add(double(number), clusters);  // by number: not every format has time steps
    steps_.push_back(double(c.timestep));
    nulls_.push_back(null);
  }

  std::size_t size() const { return steps_.size(); }

  void print_onset() const {
    auto const onset = points_.onset();
    if (onset.found)
      std::printf("\nlargest jump of S_max: by %lld from frame %.0f (step %.0f) to frame %.0f (step %.0f)\n",
                  static_cast<long long>(onset.jump), onset.before, steps_[onset.frame - 1], onset.after,
                  steps_[onset.frame]);
  }

  void write(std::string const& path) const {
    io::Table table;
    for (char const* name : {"frame", "step", "s_all", "s_max", "ratio", "mean_size", "wraps_a", "wraps_b", "wraps_c",
                             "null_ratio", "null_deviation"})
      table.columns.push_back({name, {}});
    for (std::size_t k = 0; k < size(); ++k) {
      auto const& p = points_.points()[k];
      std::size_t column = 0;
      for (double const value : {p.at, steps_[k], double(p.selected), double(p.largest), p.ratio,
                                 p.mean_size_without_largest, double(p.wraps & 1), double(p.wraps >> 1 & 1),
                                 double(p.wraps >> 2), nulls_[k].ratio.mean, nulls_[k].ratio.deviation})
        table.columns[column++].values.push_back(value);
    }
    write_csv(path, table);
  }

 private:
  PercolationSeries points_;
  std::vector<double> steps_;
  std::vector<NullModel> nulls_;
};

}  // namespace tektite::examples
