// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
//
// The only source that includes the TOML library. nvcc's front end cannot compile that library, so this source is built
// for the host alone.
#include "study/config.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <utility>
#include <vector>

#include "study/toml_section.hpp"
#include "study/toml_text.hpp"

namespace study {

namespace {

constexpr double hottest = 1e5, longest_time = 1e6;  // K, ps

/// Numbers of steps are kept in 64 bits; these are far more than a machine can run.
constexpr double most_steps = 1e15, most_atom_steps = 1e18;

void read_study(toml::table const& root, std::string const& file, Config& c) {
  Section s(root, "study", file);
  s.read("seed", c.seed, 0, 2147483647);
  s.read("replicas", c.replicas, 1, 1000);
  s.read("checkpoint_seconds", c.checkpoint_seconds, 0.01, 86400);
  s.finish();
}

void read_material(toml::table const& root, std::string const& file, Config& c) {
  Section s(root, "material", file);
  s.read("potential", c.potential);
  s.read("elements", c.elements);
  s.read("composition", c.composition, 0, 1, true);
  s.read("atoms", c.atoms, 100, 100'000'000);
  s.read("timestep_ps", c.timestep, 0, 0.01, true);
  s.finish();

  if (c.potential.empty()) s.fail("potential", "is missing");
  auto const name = std::filesystem::path(c.potential).filename();
  if (name.empty() || name == "." || name == "..") s.fail("potential", "names a folder, expected a file");
  if (c.elements.size() != 2) s.fail("elements", "must name two elements");
  if (c.elements[0] == c.elements[1]) {
    s.fail("elements", "names ", tektite::shortened(c.elements[0]), " twice, expected two elements");
  }
  if (c.composition.size() != c.elements.size()) s.fail("composition", "must have one number per element");
  double sum = 0;
  for (double const x : c.composition) sum += x;
  if (std::abs(sum - 1) > 1e-9) s.fail("composition", "must sum to 1");
  // The distances between the atoms of one element are measured.
  constexpr double fewest = 10;
  for (double const x : c.composition) {
    if (x * double(c.atoms) < fewest) {
      s.fail("composition", "holds ", x, ", with ", c.atoms, " atoms less than ", fewest, " atoms of an element");
    }
  }
}

void read_quench(toml::table const& root, std::string const& file, Config& c) {
  Section s(root, "quench", file);
  s.read("melt_temperature_K", c.melt_temperature, 0, hottest, true);
  s.read("melt_time_ps", c.melt_time, 0, longest_time);
  s.read("rate_K_per_s", c.quench_rate, 1e6, 1e18);
  s.read("temperature_K", c.glass_temperature, 0, hottest, true);
  s.read("rest_time_ps", c.quench_rest, 0, longest_time);
  s.finish();

  if (c.glass_temperature >= c.melt_temperature) s.fail("temperature_K", "must be below quench.melt_temperature_K");
}

void read_relax(toml::table const& root, std::string const& file, Config& c) {
  Section s(root, "relax", file);
  s.read("connectivities", c.connectivities, 0, 1);
  s.read("fraction", c.region_fraction, 1e-6, 0.5);  // the limits of place_regions
  s.read("edge_A", c.region_edge, 1, 1000);
  s.read("clearance_A", c.region_clearance, 0, 1000);
  s.read("min_regions", c.min_regions, 1, 100000);
  s.read("temperature_K", c.relax_temperature, 0, hottest, true);
  s.read("matrix_temperature_K", c.matrix_temperature, 0, hottest, true);
  s.read("time_ps", c.relax_time, 0, longest_time);
  s.read("rest_time_ps", c.relax_rest, 0, longest_time);
  s.finish();

  for (std::size_t i = 1; i < c.connectivities.size(); ++i) {
    double const before = c.connectivities[i - 1], here = c.connectivities[i];
    if (here <= before) s.fail("connectivities", "must ascend");
    if (connectivity_name(here) == connectivity_name(before)) {
      s.fail("connectivities", "holds ", before, " and ", here, ", which must differ in the first two decimals");
    }
  }
}

void read_structure(toml::table const& root, std::string const& file, Config& c) {
  constexpr double largest = 1e12;
  Section s(root, "structure", file);
  s.read("index", c.index, 0, 100);
  s.read("min_shared", c.min_shared, 1, 13);
  s.read("face_threshold_A2", c.face_threshold, 0, largest);
  s.read("relative_face_threshold", c.relative_face_threshold, 0, 1);
  s.read("edge_threshold_A", c.edge_threshold, 0, largest);
  s.read("rdf_cutoff_A", c.rdf_cutoff, 5, 1000);  // behind the first minimum, which is needed
  s.read("rdf_bins", c.rdf_bins, 20, 100000);
  s.finish();

  if (c.index.size() != 4) s.fail("index", "must be four integers, n3 n4 n5 n6");
}

void read_shear(toml::table const& root, std::string const& file, Config& c) {
  Section s(root, "shear", file);
  s.read("plane", c.plane);
  s.read("rate_per_s", c.shear_rate, 1, 1e14);
  s.read("strain", c.shear_strain, 0, 10, true);
  s.read("temperature_K", c.shear_temperature, 0, hottest, true);
  s.read("frames", c.frames, 2, 100000);
  s.read("snapshots", c.snapshots, 0, 10, true);
  s.finish();

  if (c.plane != "xy" && c.plane != "xz" && c.plane != "yz") s.fail("plane", "must be xy, xz or yz");
  for (std::size_t i = 0; i < c.snapshots.size(); ++i) {
    if (c.snapshots[i] > c.shear_strain * (1 + 1e-9)) s.fail("snapshots", "must not exceed shear.strain");
    if (i > 0 && c.snapshots[i] <= c.snapshots[i - 1]) s.fail("snapshots", "must ascend");
  }
}

void read_deformation(toml::table const& root, std::string const& file, Config& c) {
  Section s(root, "deformation", file);
  s.read("d2min_cutoff_A", c.d2min_cutoff, 1, 100);
  s.read("ttg_cutoff_A", c.ttg_cutoff, 1, 100);
  s.read("plastic_strain", c.plastic, 0, 100, true);
  s.read("slab_A", c.slab, 1, 1000);
  s.read("top_fraction", c.top_fraction, 0, 1, true);
  s.finish();
}

void read_alpha2(toml::table const& root, std::string const& file, Config& c) {
  Section s(root, "alpha2", file);
  s.read("temperature_K", c.alpha2_temperature, 0, hottest, true);
  s.read("rest_time_ps", c.alpha2_rest, 0, longest_time);
  s.read("time_ps", c.alpha2_time, 0, longest_time, true);
  s.finish();
}

struct NamedSection {
  char const* name;
  void (*read)(toml::table const& root, std::string const& file, Config& config);
};

constexpr NamedSection sections[] = {{"study", read_study},
                                     {"material", read_material},
                                     {"quench", read_quench},
                                     {"relax", read_relax},
                                     {"structure", read_structure},
                                     {"shear", read_shear},
                                     {"deformation", read_deformation},
                                     {"alpha2", read_alpha2}};

toml::table parse_text(std::string_view text, std::string const& file) {
  check_toml_text(text, file);
  try {
    return toml::parse(text);
  } catch (toml::parse_error const& error) {
    tektite::fail(place(file, error.source()), error.description());
  }
}

void check_names_of_sections(toml::table const& root, std::string const& file) {
  std::vector<std::string> names;
  for (auto const& section : sections) names.push_back(section.name);
  for (auto const& [key, node] : root) {
    if (std::find(names.begin(), names.end(), key.str()) != names.end()) continue;
    auto const name = tektite::shortened(key.str());
    if (!node.is_table() && !node.is_array_of_tables()) {
      tektite::fail(place(file, key.source()), "key ", name,
                    " stands in no section, expected it below a line [section]", known_names("", names));
    }
    tektite::fail(place(file, key.source()), "unknown section [", name, "]", known_names(key.str(), names));
  }
}

/// For messages: numbers as people write them.
std::string rounded(double value, int digits = 3) {
  char text[32];
  std::snprintf(text, sizeof text, "%.*g", digits, value);
  return text;
}

using Values = std::vector<std::pair<char const*, double>>;  // by the full names of their keys

/// A run of one glass, or of each of its samples.
struct Run {
  Values length;    ///< what decides it
  double time = 0;  ///< ps
  bool needed = false;
  double times = 1;
};

std::vector<Run> runs(Config const& c) {
  auto const samples = static_cast<double>(c.connectivities.size());
  return {{{{"quench.melt_time_ps", c.melt_time}}, c.melt_time},
          {{{"quench.melt_temperature_K", c.melt_temperature},
            {"quench.temperature_K", c.glass_temperature},
            {"quench.rate_K_per_s", c.quench_rate}},
           c.quench_time(),
           true},
          {{{"quench.rest_time_ps", c.quench_rest}}, c.quench_rest},
          {{{"relax.time_ps", c.relax_time}}, c.relax_time, false, samples},
          {{{"relax.rest_time_ps", c.relax_rest}}, c.relax_rest, false, samples},
          {{{"shear.strain", c.shear_strain}, {"shear.rate_per_s", c.shear_rate}}, c.shear_time(), true, samples + 1},
          {{{"alpha2.rest_time_ps", c.alpha2_rest}}, c.alpha2_rest, false, samples},
          {{{"alpha2.time_ps", c.alpha2_time}}, c.alpha2_time, true, samples}};
}

/// An error that several values make together, at the first of them that the file has.
template <class... Parts>
[[noreturn]] void fail_together(toml::table const& root, std::string const& file, Values const& values,
                                Parts const&... parts) {
  toml::source_region at{};
  std::string text;
  for (auto const& [key, value] : values) {
    if (auto const found = root.at_path(key); found && !at.begin) at = found.node()->source();
    text += (text.empty() ? "" : ", ") + std::string(key) + " = " + rounded(value, 9);
  }
  tektite::fail(place(file, at), text, " ", parts...);
}

/// Refuses numbers of steps that cannot be run, before anything computes with them.
void check_steps(toml::table const& root, std::string const& file, Config const& c) {
  double steps = 0;  // of one glass
  for (Run const& run : runs(c)) {
    Values values = {{"material.timestep_ps", c.timestep}};
    values.insert(values.end(), run.length.begin(), run.length.end());
    double const count = run.time / c.timestep;
    if (!(count <= most_steps))
      fail_together(root, file, values, "give ", rounded(count), " steps, expected at most ", most_steps);
    if (run.needed && c.steps(run.time) < 1) fail_together(root, file, values, "give no step, expected at least one");
    steps += run.times * std::ceil(count);
  }
  double const all = steps * double(c.replicas) * double(c.atoms);
  if (all > most_atom_steps) {
    fail_together(root, file,
                  {{"material.atoms", double(c.atoms)},
                   {"study.replicas", double(c.replicas)},
                   {"material.timestep_ps", c.timestep}},
                  "and the times give ", rounded(all), " steps of single atoms, expected at most ", most_atom_steps);
  }
  if (c.shear_steps() < c.frames) {
    fail_together(root, file, {{"shear.frames", double(c.frames)}}, "exceeds the number of steps of the shear, ",
                  c.shear_steps());
  }
}

}  // namespace

std::string connectivity_name(double connectivity) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2f", connectivity);
  return text;
}

Config parse_config(std::string_view text, std::string const& file) {
  toml::table const root = parse_text(text, file);
  check_names_of_sections(root, file);
  Config config;
  for (auto const& section : sections) section.read(root, file, config);
  check_steps(root, file, config);
  return config;
}

}  // namespace study
