// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/background.hpp"
#include "common/checkpointed_run.hpp"
#include "common/molecular_dynamics.hpp"
#include "tektite/io/csv.hpp"

namespace tektite::examples {

/// The frames and the stress-strain curve, at steps that are spread evenly over the shear.
class ShearRecord {
 public:
  ShearRecord(std::string prefix, Plane plane, std::vector<std::string> elements);

  void begin(EamSimulation& simulation);

  /// After step `done` of `total`.
  void step(EamSimulation& simulation, std::int64_t done, std::int64_t total, std::int64_t rows, std::int64_t frames);

  /// Returns when all frames so far are in their files.
  void wait() { writer_.wait(); }

  io::Table const& curve() const { return curve_; }

  Memo memo();

 private:
  void add_row(Thermo const& t);

  // Written while the next steps are done. An error is thrown at the next frame, or at the end.
  void write_frame(EamSimulation& simulation, std::int64_t k);

  std::vector<double> save();

  void load(std::vector<double> const& numbers);

  std::string prefix_;
  Plane plane_;
  std::vector<std::string> elements_;
  io::Table curve_;
  double start_ = 0;  ///< strain at the begin
  std::int64_t next_frame_ = 1, next_row_ = 1;
  Background writer_;
};

}  // namespace tektite::examples
