// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::files CLI11::CLI11 tektite_study_config
#include "study/after_shear.hpp"

#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "study/measure.hpp"
#include "study/planted_band.hpp"
#include "tektite/io/csv.hpp"
#include "tektite/io/read_configuration.hpp"

namespace study {

using namespace tektite;
namespace fs = std::filesystem;

namespace {

/// Extra strain of the planted bands; the first frame has none.
constexpr std::array<double, 7> planted_strains = {0, 0.02, 0.05, 0.1, 0.2, 0.5, 1};

double entry(io::Table const& table, char const* name, std::int64_t row) {
  io::Column const* const column = table.find(name);
  tektite::require(column != nullptr, "the table of the shear's frames has no column ", name);
  return column->values.at(static_cast<std::size_t>(row));
}

/// Step, strain and pressure of the frames of a shear, from its table.
Thermo thermo_of(io::Table const& frames, std::int64_t number, Plane plane) {
  Thermo thermo;
  thermo.step = std::llround(entry(frames, "step", number));
  thermo.strain = entry(frames, "strain", number);
  thermo.pressure(flow_axis(plane), gradient_axis(plane)) = -1e4 * entry(frames, "stress_GPa", number);
  return thermo;
}

}  // namespace

void measure_inherent_frames(Context const& context, fs::path const& shear, fs::path const& start) {
  fs::path const folder = shear / "inherent";
  auto const numbers = snapshot_frames(context.config);
  FrameMeasure frames(context, io::read_configuration(start / "atoms.dump"), summary_value(start, "rdf_minimum_A"),
                      numbers, folder);
  io::Table const thermal = io::read_csv(shear / "frames.csv");
  Plane const plane = parse_plane(context.config.plane);
  for (std::int64_t const number : numbers) {
    auto const atoms = inherent_structure(context, io::read_configuration(shear / snapshot_name(number)));
    frames.measure(atoms, number, thermo_of(thermal, number, plane), true);
  }
  frames.finish();
  fs::remove_all(folder / "frames");
}

void measure_planted_bands(Context const& context, io::Configuration const& start, fs::path const& shear,
                           double link_cutoff) {
  fs::path const folder = shear / "planted";
  std::int64_t const last = snapshot_frames(context.config).back();
  auto const sheared = io::read_configuration(shear / snapshot_name(last));
  std::vector<std::int64_t> numbers;
  for (std::size_t k = 0; k < planted_strains.size(); ++k) numbers.push_back(static_cast<std::int64_t>(k));
  FrameMeasure frames(context, start, link_cutoff, numbers, folder);

  // One of the slabs that the profile is measured in.
  Band band{.plane = parse_plane(context.config.plane)};
  band.width = 1.0 / frames.slabs();
  band.bottom = (frames.slabs() / 2) * band.width;
  Thermo const thermo = thermo_of(io::read_csv(shear / "frames.csv"), last, band.plane);
  io::Table planted;
  for (char const* name : {"frame", "strain", "width_A"}) planted.columns.push_back({name, {}});
  for (std::int64_t const number : numbers) {
    band.strain = planted_strains[static_cast<std::size_t>(number)];
    frames.measure(plant(sheared, start, band), number, thermo, false);
    planted.columns[0].values.push_back(double(number));
    planted.columns[1].values.push_back(band.strain);
    planted.columns[2].values.push_back(band.width * start.box.height(gradient_axis(band.plane)));
  }
  frames.finish();
  io::write_csv(folder / "planted.csv", planted);
  fs::remove_all(folder / "frames");
}

}  // namespace study
