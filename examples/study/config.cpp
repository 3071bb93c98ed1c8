// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
//
// The only source that includes the TOML library. nvcc's front end cannot compile that library, so this source is built
// for the host alone.
#include "study/config.hpp"

#include <toml++/toml.h>

#include <cmath>
#include <set>
#include <sstream>
#include <utility>

namespace study {

namespace {

/// A table of the file that notes which of its keys were read.
class Section {
 public:
  Section(toml::table const& root, std::string name, std::string file)
      : name_(std::move(name)), file_(std::move(file)) {
    auto const* node = root.get(name_);
    if (!node) return;
    table_ = node->as_table();
    if (!table_) fail(node->source(), "[" + name_ + "] must be a table");
  }

  void read(std::string const& key, double& value, double low, double high, bool above_low = false) {
    auto const* node = find(key);
    if (!node) return;
    auto const got = number(*node, name_ + "." + key);
    if (!(got <= high && (above_low ? got > low : got >= low))) {
      std::ostringstream text;
      text << name_ << "." << key << " = " << got << " must be " << (above_low ? "above " : "at least ") << low;
      if (std::isfinite(high)) text << " and at most " << high;
      fail(node->source(), text.str());
    }
    value = got;
  }

  void read(std::string const& key, std::int64_t& value, std::int64_t low, std::int64_t high) {
    auto const* node = find(key);
    if (!node) return;
    auto const got = node->value_exact<std::int64_t>();
    if (!got) fail(node->source(), name_ + "." + key + " must be an integer");
    require_range(*node, name_ + "." + key, *got, low, high);
    value = *got;
  }

  void read(std::string const& key, std::string& value) {
    auto const* node = find(key);
    if (!node) return;
    auto const got = node->value_exact<std::string>();
    if (!got || got->empty()) fail(node->source(), name_ + "." + key + " must be a text that is not empty");
    value = *got;
  }

  void read(std::string const& key, std::vector<double>& values, double low, double high, bool above_low = false) {
    auto const* array = find_array(key, "numbers");
    if (!array) return;
    values.clear();
    for (auto const& node : *array) {
      auto const got = number(node, name_ + "." + key);
      if (!(got <= high && (above_low ? got > low : got >= low))) {
        std::ostringstream text;
        text << name_ << "." << key << " holds " << got << ", which must be " << (above_low ? "above " : "at least ")
             << low << " and at most " << high;
        fail(node.source(), text.str());
      }
      values.push_back(got);
    }
  }

  void read(std::string const& key, std::vector<std::int64_t>& values, std::int64_t low, std::int64_t high) {
    auto const* array = find_array(key, "integers");
    if (!array) return;
    values.clear();
    for (auto const& node : *array) {
      auto const got = node.value_exact<std::int64_t>();
      if (!got) fail(node.source(), name_ + "." + key + " must hold integers");
      require_range(node, name_ + "." + key, *got, low, high);
      values.push_back(*got);
    }
  }

  void read(std::string const& key, std::vector<std::string>& values) {
    auto const* array = find_array(key, "texts");
    if (!array) return;
    values.clear();
    for (auto const& node : *array) {
      auto const got = node.value_exact<std::string>();
      if (!got || got->empty()) fail(node.source(), name_ + "." + key + " must hold texts that are not empty");
      values.push_back(*got);
    }
  }

  /// A key that was not read is an error: a misspelt option must not be ignored.
  void finish() const {
    if (!table_) return;
    for (auto const& [key, node] : *table_) {
      if (!known_.count(std::string(key.str()))) {
        fail(key.source(), "unknown key " + name_ + "." + std::string(key.str()) + "; there are: " + list());
      }
    }
  }

  [[noreturn]] void fail_key(std::string const& key, std::string const& text) const {
    auto const* node = table_ ? table_->get(key) : nullptr;
    fail(node ? node->source() : toml::source_region{}, name_ + "." + key + " " + text);
  }

  [[noreturn]] void fail(toml::source_region const& at, std::string const& text) const {
    std::ostringstream line;
    line << file_;
    if (at.begin) line << ":" << at.begin.line << ":" << at.begin.column;
    throw ConfigError(line.str() + ": " + text);
  }

 private:
  toml::node const* find(std::string const& key) {
    known_.insert(key);
    return table_ ? table_->get(key) : nullptr;
  }

  toml::array const* find_array(std::string const& key, char const* what) {
    auto const* node = find(key);
    if (!node) return nullptr;
    auto const* array = node->as_array();
    if (!array || array->empty()) fail(node->source(), name_ + "." + key + " must be a list of " + what);
    return array;
  }

  double number(toml::node const& node, std::string const& what) const {
    auto const got = node.value<double>();
    if (!got || !node.is_number()) fail(node.source(), what + " must be a number");
    if (!std::isfinite(*got)) fail(node.source(), what + " must be finite");
    return *got;
  }

  void require_range(toml::node const& node, std::string const& what, std::int64_t got, std::int64_t low,
                     std::int64_t high) const {
    if (got >= low && got <= high) return;
    std::ostringstream text;
    text << what << " = " << got << " must lie between " << low << " and " << high;
    fail(node.source(), text.str());
  }

  std::string list() const {
    std::string text;
    for (auto const& key : known_) text += (text.empty() ? "" : ", ") + key;
    return text;
  }

  toml::table const* table_ = nullptr;
  std::string name_, file_;
  std::set<std::string> known_;
};

}  // namespace

Config parse_config(std::string_view text, std::string const& file) {
  constexpr double big = 1e12;
  toml::table root;
  try {
    root = toml::parse(text);
  } catch (toml::parse_error const& e) {
    std::ostringstream line;
    line << file << ":" << e.source().begin.line << ":" << e.source().begin.column << ": " << e.description();
    throw ConfigError(line.str());
  }

  Config c;
  Section study(root, "study", file);
  study.read("seed", c.seed, 0, 2147483647);
  study.read("replicas", c.replicas, 1, 1000);
  study.read("checkpoint_seconds", c.checkpoint_seconds, 0.01, 86400);

  Section material(root, "material", file);
  material.read("potential", c.potential);
  material.read("elements", c.elements);
  material.read("composition", c.composition, 0, 1, true);
  material.read("atoms", c.atoms, 100, 100'000'000);
  material.read("timestep_ps", c.timestep, 0, 0.01, true);

  Section quench(root, "quench", file);
  quench.read("melt_temperature_K", c.melt_temperature, 0, 1e5, true);
  quench.read("melt_time_ps", c.melt_time, 0, 1e6);
  quench.read("rate_K_per_s", c.quench_rate, 1e6, 1e18);
  quench.read("temperature_K", c.glass_temperature, 0, 1e5, true);
  quench.read("rest_time_ps", c.quench_rest, 0, 1e6);

  Section relax(root, "relax", file);
  relax.read("connectivities", c.connectivities, 0, 1);
  relax.read("fraction", c.region_fraction, 0, 0.5, true);
  relax.read("edge_A", c.region_edge, 1, 1000);
  relax.read("clearance_A", c.region_clearance, 0, 1000);
  relax.read("min_regions", c.min_regions, 1, 100000);
  relax.read("temperature_K", c.relax_temperature, 0, 1e5, true);
  relax.read("matrix_temperature_K", c.matrix_temperature, 0, 1e5, true);
  relax.read("time_ps", c.relax_time, 0, 1e6);
  relax.read("rest_time_ps", c.relax_rest, 0, 1e6);

  Section structure(root, "structure", file);
  structure.read("index", c.index, 0, 100);
  structure.read("min_shared", c.min_shared, 1, 13);
  structure.read("face_threshold_A2", c.face_threshold, 0, big);
  structure.read("relative_face_threshold", c.relative_face_threshold, 0, 1);
  structure.read("edge_threshold_A", c.edge_threshold, 0, big);
  structure.read("rdf_cutoff_A", c.rdf_cutoff, 3, 1000);
  structure.read("rdf_bins", c.rdf_bins, 20, 100000);

  Section shear(root, "shear", file);
  shear.read("plane", c.plane);
  shear.read("rate_per_s", c.shear_rate, 1, 1e14);
  shear.read("strain", c.shear_strain, 0, 10, true);
  shear.read("temperature_K", c.shear_temperature, 0, 1e5, true);
  shear.read("frames", c.frames, 2, 100000);
  shear.read("snapshots", c.snapshots, 0, 10, true);

  Section deformation(root, "deformation", file);
  deformation.read("d2min_cutoff_A", c.d2min_cutoff, 1, 100);
  deformation.read("ttg_cutoff_A", c.ttg_cutoff, 1, 100);
  deformation.read("plastic_strain", c.plastic, 0, 100, true);
  deformation.read("slab_A", c.slab, 1, 1000);
  deformation.read("top_fraction", c.top_fraction, 0, 1, true);

  Section alpha2(root, "alpha2", file);
  alpha2.read("temperature_K", c.alpha2_temperature, 0, 1e5, true);
  alpha2.read("rest_time_ps", c.alpha2_rest, 0, 1e6);
  alpha2.read("time_ps", c.alpha2_time, 0, 1e6, true);

  Section const* const sections[] = {&study, &material, &quench, &relax, &structure, &shear, &deformation, &alpha2};
  for (auto const* section : sections) section->finish();
  static std::set<std::string> const names = {"study",     "material", "quench",      "relax",
                                              "structure", "shear",    "deformation", "alpha2"};
  for (auto const& [key, node] : root) {
    if (!names.count(std::string(key.str()))) {
      study.fail(key.source(), "unknown section [" + std::string(key.str()) + "]");
    }
  }

  if (c.potential.empty()) material.fail_key("potential", "is missing");
  if (c.elements.size() != 2) material.fail_key("elements", "must name two elements");
  if (c.composition.size() != c.elements.size()) material.fail_key("composition", "must have one number per element");
  double sum = 0;
  for (double x : c.composition) sum += x;
  if (std::abs(sum - 1) > 1e-9) material.fail_key("composition", "must sum to 1");
  if (c.glass_temperature >= c.melt_temperature) {
    quench.fail_key("temperature_K", "must be below quench.melt_temperature_K");
  }
  if (c.index.size() != 4) structure.fail_key("index", "must be four integers, n3 n4 n5 n6");
  if (c.plane != "xy" && c.plane != "xz" && c.plane != "yz") shear.fail_key("plane", "must be xy, xz or yz");
  for (std::size_t i = 1; i < c.connectivities.size(); ++i) {
    if (c.connectivities[i] <= c.connectivities[i - 1]) relax.fail_key("connectivities", "must ascend");
  }
  for (std::size_t i = 0; i < c.snapshots.size(); ++i) {
    if (c.snapshots[i] > c.shear_strain * (1 + 1e-9)) shear.fail_key("snapshots", "must not exceed shear.strain");
    if (i > 0 && c.snapshots[i] <= c.snapshots[i - 1]) shear.fail_key("snapshots", "must ascend");
  }
  if (c.shear_steps() < c.frames) shear.fail_key("frames", "exceeds the number of steps of the shear");
  return c;
}

}  // namespace study
