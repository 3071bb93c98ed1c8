// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#include "common/shear_record.hpp"

#include <cmath>
#include <cstddef>
#include <utility>

#include "common/frame_files.hpp"
#include "tektite/core/error.hpp"
#include "tektite/io/csv.hpp"
#include "tektite/io/system.hpp"
#include "tektite/io/write_dump.hpp"

namespace tektite::examples {

ShearRecord::ShearRecord(std::string prefix, Plane plane, std::vector<std::string> elements)
    : prefix_(std::move(prefix)), plane_(plane), elements_(std::move(elements)) {
  for (char const* name : {"strain", "stress_GPa", "temperature_K", "pressure_bar", "density_g_cm3", "energy_eV_atom"})
    curve_.columns.push_back({name, {}});
}

void ShearRecord::begin(EamSimulation& simulation) {
  start_ = simulation.thermo().strain;
  add_row(simulation.thermo());
  write_frame(simulation, 0);
}

void ShearRecord::step(EamSimulation& simulation, std::int64_t done, std::int64_t total, std::int64_t rows,
                       std::int64_t frames) {
  if (done * rows >= next_row_ * total) {
    add_row(simulation.thermo());
    ++next_row_;
  }
  if (done * frames >= next_frame_ * total) write_frame(simulation, next_frame_++);
}

Memo ShearRecord::memo() {
  return memo_of_numbers([this] { return save(); }, [this](std::vector<double> const& numbers) { load(numbers); });
}

void ShearRecord::add_row(Thermo const& t) {
  double const stress = -1e-4 * t.pressure(flow_axis(plane_), gradient_axis(plane_));
  double const row[] = {t.strain - start_, stress,         t.temperature,
                        t.mean_pressure(), t.mass_density, t.potential / double(t.particles)};
  for (std::size_t k = 0; k < curve_.columns.size(); ++k) curve_.columns[k].values.push_back(row[k]);
}

void ShearRecord::write_frame(EamSimulation& simulation, std::int64_t k) {
  writer_.start([path = frame_path(prefix_, k), curve_path = prefix_ + ".csv", curve = curve_,
                 c = io::configuration_from(simulation, elements_)] {
    write_dump(path, c, {}, {.images = true, .elements = true});
    write_csv(curve_path, curve);
  });
}

std::vector<double> ShearRecord::save() {
  wait();  // the frames that a checkpoint counts as written must be in their files
  std::vector<double> numbers{start_, double(next_frame_), double(next_row_)};
  for (auto const& column : curve_.columns) numbers.insert(numbers.end(), column.values.begin(), column.values.end());
  return numbers;
}

void ShearRecord::load(std::vector<double> const& numbers) {
  require(numbers.size() >= 3 && (numbers.size() - 3) % curve_.columns.size() == 0, "the curve has other columns");
  for (std::size_t const k : {std::size_t(1), std::size_t(2)})
    require(numbers[k] >= 1 && numbers[k] < 1e9 && numbers[k] == std::floor(numbers[k]), "number ", numbers[k],
            " of a frame or row");
  start_ = numbers.at(0);
  next_frame_ = static_cast<std::int64_t>(numbers.at(1));
  next_row_ = static_cast<std::int64_t>(numbers.at(2));
  std::size_t const rows = (numbers.size() - 3) / curve_.columns.size();
  auto next = numbers.begin() + 3;
  for (auto& column : curve_.columns) {
    column.values.assign(next, next + rows);
    next += rows;
  }
}

}  // namespace tektite::examples
