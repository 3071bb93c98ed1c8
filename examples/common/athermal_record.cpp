// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#include "common/athermal_record.hpp"

#include <cmath>
#include <cstddef>
#include <utility>

#include "common/checkpointed_run.hpp"
#include "common/frame_files.hpp"
#include "tektite/core/error.hpp"
#include "tektite/io/columns.hpp"
#include "tektite/io/system.hpp"
#include "tektite/io/write_dump.hpp"

namespace tektite::examples {

namespace {

constexpr double bar_to_GPa = 1e-4;

using Numbers = std::vector<double>;

Numbers numbers_of(QuasistaticPoint const& p) {
  return {p.strain, p.stress, p.energy, p.pressure, p.volume, double(p.evaluations)};
}

Numbers numbers_of(PlasticEvent const& e) {
  return {double(e.step),       e.strain,       e.strain_after, e.stress_drop, e.energy_drop,
          double(e.rearranged), e.participation};
}

void append(Numbers& all, Numbers const& more) { all.insert(all.end(), more.begin(), more.end()); }

/// Takes numbers from a list, one after the other.
class Reader {
 public:
  explicit Reader(Numbers const& numbers) : numbers_(numbers) {}

  double number() {
    require(next_ < numbers_.size(), "its numbers end early");
    return numbers_[next_++];
  }

  /// A whole number from 0 to `most`.
  std::int64_t count(double most = 9e15) {
    double const x = number();
    require(x >= 0 && x <= most && x == std::floor(x), "number ", x, ", expected a whole one up to ", most);
    return static_cast<std::int64_t>(x);
  }

  std::size_t left() const { return numbers_.size() - next_; }

 private:
  Numbers const& numbers_;
  std::size_t next_ = 0;
};

/// A table of named columns without rows.
io::Table table_of(std::vector<std::string> const& names) {
  io::Table table;
  for (std::string const& name : names) table.columns.push_back({name, {}});
  return table;
}

void add_row(io::Table& table, Numbers const& row) {
  for (std::size_t k = 0; k < row.size(); ++k) table.columns[k].values.push_back(row[k]);
}

}  // namespace

AthermalRecord::AthermalRecord(std::string prefix, std::vector<std::string> elements, std::int64_t steps,
                               std::int64_t frames)
    : prefix_(std::move(prefix)),
      elements_(std::move(elements)),
      steps_(steps),
      frames_(frames),
      curve_(table_of({"strain", "stress_GPa", "energy_eV", "pressure_bar", "volume_A3", "evaluations", "events"})) {
  set_events({});
}

std::vector<std::string> const& AthermalRecord::endings() {
  static std::vector<std::string> const all{".csv", ".events.csv"};
  return all;
}

void AthermalRecord::add(AthermalShear const& shear, System<Memory> const& system, EamForces<Exec> const& forces) {
  Numbers row = numbers_of(shear.point());
  row[1] *= bar_to_GPa;
  row.push_back(double(shear.events().size()));
  add_row(curve_, row);
  set_events(shear.events());
  // Frame k is due at the first step that is at least k / frames of all.
  std::int64_t const k = shear.step() * frames_ / steps_;
  bool const due = shear.step() == 0 || k > (shear.step() - 1) * frames_ / steps_;
  if (!due) return;
  auto c = io::configuration_from(Exec{}, system, elements_, shear.step());
  c.velocities.clear();
  write_dump(frame_path(prefix_, k), c, {io::column("pe", forces.energies())}, {.images = true, .elements = true});
  write_tables();
}

void AthermalRecord::write_tables() const {
  write_csv(prefix_ + ".csv", curve_);
  write_csv(prefix_ + ".events.csv", events_);
}

void AthermalRecord::set_events(std::vector<PlasticEvent> const& events) {
  events_ =
      table_of({"step", "strain", "strain_after", "stress_drop_GPa", "energy_drop_eV", "rearranged", "participation"});
  for (PlasticEvent const& event : events) {
    Numbers row = numbers_of(event);
    row[3] *= bar_to_GPa;
    add_row(events_, row);
  }
}

std::string AthermalRecord::save(AthermalShear::Progress const& progress) const {
  Numbers all{double(progress.step), progress.start, double(progress.events.size())};
  append(all, numbers_of(progress.point));
  for (PlasticEvent const& event : progress.events) append(all, numbers_of(event));
  for (auto const& column : curve_.columns) append(all, column.values);
  return memo_of_numbers([&] { return all; }, {}).save();
}

AthermalShear::Progress AthermalRecord::load(std::string const& bytes) {
  AthermalShear::Progress progress;
  auto const read = [&](Numbers const& all) {
    Reader reader(all);
    progress.step = reader.count(double(steps_));
    progress.start = reader.number();
    std::int64_t const events = reader.count(double(all.size()));
    QuasistaticPoint& p = progress.point;
    for (double* x : {&p.strain, &p.stress, &p.energy, &p.pressure, &p.volume}) *x = reader.number();
    p.evaluations = reader.count();
    for (std::int64_t k = 0; k < events; ++k) {
      PlasticEvent e{.step = reader.count()};
      for (double* x : {&e.strain, &e.strain_after, &e.stress_drop, &e.energy_drop}) *x = reader.number();
      e.rearranged = reader.count();
      e.participation = reader.number();
      progress.events.push_back(e);
    }
    std::size_t const rows = std::size_t(progress.step) + 1;
    require(reader.left() == rows * curve_.columns.size(), "its curve has another length");
    for (auto& column : curve_.columns) {
      column.values.clear();
      for (std::size_t row = 0; row < rows; ++row) column.values.push_back(reader.number());
    }
  };
  memo_of_numbers({}, read).load(bytes);
  set_events(progress.events);
  return progress;
}

}  // namespace tektite::examples
