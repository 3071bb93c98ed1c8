// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/molecular_dynamics.hpp"
#include "tektite/dynamics/quasistatic_shear.hpp"
#include "tektite/io/csv.hpp"

namespace tektite::examples {

using AthermalShear = QuasistaticShear<Exec, EamForces<Exec>>;

/// The tables and frames of a quasistatic shear: the present minimum is added after each step.
class AthermalRecord {
 public:
  /// \param steps  of the whole path \param frames after the first, at steps that are spread evenly
  AthermalRecord(std::string prefix, std::vector<std::string> elements, std::int64_t steps, std::int64_t frames);

  /// Endings of the tables' names.
  static std::vector<std::string> const& endings();

  /// Adds a row to the curve, and writes the frame that is due, and with it the tables.
  void add(AthermalShear const& shear, System<Memory> const& system, EamForces<Exec> const& forces);

  /// Writes the tables as they are.
  void write_tables() const;

  io::Table const& curve() const { return curve_; }

  /// All that a run goes on from, beside the particles, as bytes.
  std::string save(AthermalShear::Progress const& progress) const;

  /// Takes the tables from bytes of `save`. \returns where the run stands
  /// \throws Error they are those of another path, or none
  AthermalShear::Progress load(std::string const& bytes);

 private:
  void set_events(std::vector<PlasticEvent> const& events);

  std::string prefix_;
  std::vector<std::string> elements_;
  std::int64_t steps_, frames_;
  io::Table curve_, events_;
};

}  // namespace tektite::examples
