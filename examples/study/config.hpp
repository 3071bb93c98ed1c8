// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// \file
/// The study's configuration: one TOML file, every key with its range. An unknown key, a wrong type or a value out of
/// range gives an error of one line with line and column in the file.

namespace study {

/// Times in ps, lengths in Angstrom, temperatures in K; the rates as the paper gives them, in K/s and 1/s.
struct Config {
  std::int64_t seed = 1, replicas = 1;

  std::string potential;  ///< a path, relative to the configuration file
  std::vector<std::string> elements = {"Cu", "Zr"};
  std::vector<double> composition = {0.5, 0.5};
  std::int64_t atoms = 4000;
  double timestep = 0.002;

  double melt_temperature = 2050, melt_time = 5, quench_rate = 1e14, glass_temperature = 50, quench_rest = 2;

  std::vector<double> connectivities = {0, 0.5, 1};
  double region_fraction = 0.02, region_edge = 10, region_clearance = 4;
  std::int64_t min_regions = 10;
  double relax_temperature = 850, matrix_temperature = 50, relax_time = 1000, relax_rest = 2;

  std::vector<std::int64_t> index = {0, 0, 12, 0};
  std::int64_t min_shared = 1, rdf_bins = 200;
  double face_threshold = 0, relative_face_threshold = 0, edge_threshold = 0, rdf_cutoff = 10;

  std::string plane = "xy";
  double shear_rate = 1e8, shear_strain = 0.30, shear_temperature = 50;
  std::int64_t frames = 30;
  std::vector<double> snapshots = {0.05, 0.1, 0.2, 0.3};

  double d2min_cutoff = 6, ttg_cutoff = 6, plastic = 0.25, slab = 10, top_fraction = 0.01;

  double alpha2_temperature = 300, alpha2_rest = 2, alpha2_time = 1000;

  double checkpoint_seconds = 30;

  double quench_time() const { return (melt_temperature - glass_temperature) / (quench_rate * 1e-12); }
  double shear_time() const { return shear_strain / (shear_rate * 1e-12); }

  /// Steps that a time takes. `parse_config` refuses what has too many.
  std::int64_t steps(double time) const { return static_cast<std::int64_t>(std::ceil(time / timestep - 1e-9)); }

  std::int64_t melt_steps() const { return steps(melt_time); }
  std::int64_t quench_steps() const { return steps(quench_time()); }
  std::int64_t quench_rest_steps() const { return steps(quench_rest); }
  std::int64_t relax_steps() const { return steps(relax_time); }
  std::int64_t relax_rest_steps() const { return steps(relax_rest); }
  std::int64_t shear_steps() const { return steps(shear_time()); }
  std::int64_t alpha2_rest_steps() const { return steps(alpha2_rest); }
  std::int64_t alpha2_steps() const { return steps(alpha2_time); }
};

/// "0.50": a connectivity in the name of a folder.
std::string connectivity_name(double connectivity);

/// Reads and checks a configuration: everything that needs no other file. `file` is only for the messages.
/// \throws tektite::Error the first mistake, with its line and column
Config parse_config(std::string_view text, std::string const& file);

/// Calls `visit(key, value)` for every key, with the name it has in the file.
template <class Visit>
void for_each_key(Config const& c, Visit const& visit) {
  visit("study.seed", c.seed);
  visit("study.replicas", c.replicas);
  visit("study.checkpoint_seconds", c.checkpoint_seconds);
  visit("material.potential", c.potential);
  visit("material.elements", c.elements);
  visit("material.composition", c.composition);
  visit("material.atoms", c.atoms);
  visit("material.timestep_ps", c.timestep);
  visit("quench.melt_temperature_K", c.melt_temperature);
  visit("quench.melt_time_ps", c.melt_time);
  visit("quench.rate_K_per_s", c.quench_rate);
  visit("quench.temperature_K", c.glass_temperature);
  visit("quench.rest_time_ps", c.quench_rest);
  visit("relax.connectivities", c.connectivities);
  visit("relax.fraction", c.region_fraction);
  visit("relax.edge_A", c.region_edge);
  visit("relax.clearance_A", c.region_clearance);
  visit("relax.min_regions", c.min_regions);
  visit("relax.temperature_K", c.relax_temperature);
  visit("relax.matrix_temperature_K", c.matrix_temperature);
  visit("relax.time_ps", c.relax_time);
  visit("relax.rest_time_ps", c.relax_rest);
  visit("structure.index", c.index);
  visit("structure.min_shared", c.min_shared);
  visit("structure.face_threshold_A2", c.face_threshold);
  visit("structure.relative_face_threshold", c.relative_face_threshold);
  visit("structure.edge_threshold_A", c.edge_threshold);
  visit("structure.rdf_cutoff_A", c.rdf_cutoff);
  visit("structure.rdf_bins", c.rdf_bins);
  visit("shear.plane", c.plane);
  visit("shear.rate_per_s", c.shear_rate);
  visit("shear.strain", c.shear_strain);
  visit("shear.temperature_K", c.shear_temperature);
  visit("shear.frames", c.frames);
  visit("shear.snapshots", c.snapshots);
  visit("deformation.d2min_cutoff_A", c.d2min_cutoff);
  visit("deformation.ttg_cutoff_A", c.ttg_cutoff);
  visit("deformation.plastic_strain", c.plastic);
  visit("deformation.slab_A", c.slab);
  visit("deformation.top_fraction", c.top_fraction);
  visit("alpha2.temperature_K", c.alpha2_temperature);
  visit("alpha2.rest_time_ps", c.alpha2_rest);
  visit("alpha2.time_ps", c.alpha2_time);
}

}  // namespace study
