// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#include "common/pair_relaxation.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "tektite/core/copy.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/selection.hpp"
#include "tektite/io/atomic_file.hpp"
#include "tektite/stats/bond_breaking.hpp"
#include "tektite/stats/van_hove.hpp"

namespace tektite::examples {

void PairRelaxation::add_to(Program& program) {
  program.add_numbers("--bonds", cutoffs_,
                      "two distances (A): atoms within the first are bonded until they are farther apart than the\n"
                      "second; OUT gets the fraction of the bonds that are left");
  program.add_option("--van-hove", name_, "a CSV file to write: van Hove functions of each time difference");
  program.add_option("--cutoff", reach_, "largest distance of the van Hove functions (A)");
  program.add_option("--bins", bins_, "number of their bins")->within(1, 100000)->capture_default_str();
}

void PairRelaxation::check(Program& program, std::vector<std::string> const& files) {
  if (bonds())
    require(cutoffs_.size() == 2 && cutoffs_[0] > 0 && cutoffs_[1] >= cutoffs_[0] && cutoffs_[1] < 1e3, "--bonds has ",
            cutoffs_.size(), " numbers from ", cutoffs_.front(), " to ", cutoffs_.back(),
            ", expected two positive ones, the second not smaller, below 1000 A");
  require(van_hove() == (program.count("--cutoff") > 0), "--van-hove and --cutoff need each other");
  require(van_hove() || program.count("--bins") == 0, "--bins has no use without --van-hove");
  if (!van_hove()) return;
  require(reach_ > 0 && reach_ < 1e3, "--cutoff ", reach_, " must lie between 0 and 1000 A");
  for (std::string const& file : files)
    require(!is_same_name(name_, file), "--van-hove is a file that is read or written otherwise: ", name_);
  target_ = program.output(name_);
  io::AtomicFile const probe(target_);
}

void PairRelaxation::add(Exec const& exec, std::int64_t frame, io::Configuration const& c,
                         Kokkos::View<Vec3<double>*, Exec::memory_space> const& unwrapped, int types,
                         std::vector<std::int64_t> const& lags, std::int64_t origin_every) {
  if (!wanted()) return;
  std::erase_if(origins_, [&](Origin const& o) { return frame - o.frame > lags.back(); });
  auto const is_lag = [&](Origin const& o) { return std::binary_search(lags.begin(), lags.end(), frame - o.frame); };
  bool const begins = frame % origin_every == 0, ends = std::any_of(origins_.begin(), origins_.end(), is_lag);
  if (!begins && !ends) return;
  Origin now{frame, c.box, unwrapped, {}};
  auto const type = to_device(exec, c.types, "types");
  NeighborList<Exec::memory_space> far;
  if (bonds()) {
    require_few_neighbors("--bonds", cutoffs_[1], c);
    if (begins) now.list = build_neighbor_list(exec, unwrapped, c.box, {.cutoff = cutoffs_[0]});
    if (ends) far = build_neighbor_list(exec, unwrapped, c.box, {.cutoff = cutoffs_[1]});
  }
  for (Origin const& origin : origins_) {
    if (!is_lag(origin)) continue;
    if (bonds()) add_bonds(exec, frame - origin.frame, origin, far, type, types);
    if (van_hove()) add_van_hove(exec, frame - origin.frame, origin, now, type, types);
  }
  if (begins) origins_.push_back(now);
}

void PairRelaxation::add_bonds(Exec const& exec, std::int64_t lag, Origin const& origin,
                               NeighborList<Exec::memory_space> const& now,
                               Kokkos::View<int*, Exec::memory_space> const& types, int type_count) {
  auto const broken = bond_breaking(exec, origin.list, now);
  std::vector<double> left{bond_correlation(exec, broken)};
  for (int t = 0; t < type_count; ++t) left.push_back(bond_correlation(exec, broken, select_type(exec, types, t)));
  kept_[lag].add(left);
}

void PairRelaxation::add_van_hove(Exec const& exec, std::int64_t lag, Origin const& origin, Origin const& now,
                                  Kokkos::View<int*, Exec::memory_space> const& types, int type_count) {
  require(origin.box.edges() == now.box.edges(), "--van-hove: the box of frame ", now.frame,
          " is another one than that of frame ", origin.frame, ", expected the same box in all frames");
  VanHoveOptions const self{.cutoff = reach_, .bins = bins_};
  std::vector<std::vector<double>> curves;
  std::vector<std::string> names;
  auto const all = van_hove_self(exec, origin.positions, now.positions, self);
  r_ = to_host(exec, all.r);
  curves.push_back(to_host(exec, all.density));
  names.push_back("gs");
  for (int t = 0; t < type_count; ++t) {
    auto const selected = select_type(exec, types, t);
    curves.push_back(to_host(exec, van_hove_self(exec, origin.positions, now.positions, selected, self).density));
    names.push_back("gs_" + std::to_string(t + 1));
  }
  auto const distinct = van_hove_distinct(exec, origin.positions, now.positions, types, now.box,
                                          {.cutoff = reach_, .bins = bins_, .type_count = type_count});
  curves.push_back(to_host(exec, distinct.total));
  names.push_back("gd");
  auto const partial = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace{}, distinct.partial);
  for (int a = 0; a < type_count; ++a) {
    for (int b = a; b < type_count; ++b) {
      std::vector<double> row(r_.size());
      for (std::size_t k = 0; k < row.size(); ++k) row[k] = partial(pair_row(type_count, a, b), k);
      curves.push_back(row);
      names.push_back(pair_column("gd", a, b, type_count));
    }
  }
  names_ = names;
  auto& means = curves_[lag];
  means.resize(curves.size());
  for (std::size_t k = 0; k < curves.size(); ++k) means[k].add(curves[k]);
}

std::vector<io::Column> PairRelaxation::bond_columns(std::vector<std::int64_t> const& lags) const {
  std::vector<io::Column> columns;
  if (!bonds()) return columns;
  std::size_t const groups = kept_.begin()->second.values.size();
  bool const errors = std::all_of(lags.begin(), lags.end(), [&](std::int64_t lag) { return kept_.at(lag).frames > 1; });
  for (std::size_t g = 0; g < groups; ++g) {
    std::string const ending = g == 0 ? "" : "_" + std::to_string(g);
    io::Column left{"bonds" + ending, {}}, error{"bonds_error" + ending, {}};
    for (std::int64_t const lag : lags) {
      left.values.push_back(kept_.at(lag).values[g]);
      error.values.push_back(kept_.at(lag).error(g));
    }
    columns.push_back(left);
    if (errors) columns.push_back(error);
  }
  return columns;
}

void PairRelaxation::write(std::map<std::int64_t, double> const& times) const {
  if (!van_hove()) return;
  io::Table table;
  table.columns = {{"t", {}}, {"r", {}}};
  for (std::string const& name : names_) table.columns.push_back({name, {}});
  for (auto const& [lag, means] : curves_) {
    for (std::size_t k = 0; k < r_.size(); ++k) {
      table.columns[0].values.push_back(times.at(lag));
      table.columns[1].values.push_back(r_[k]);
      for (std::size_t m = 0; m < means.size(); ++m) table.columns[2 + m].values.push_back(means[m].values[k]);
    }
  }
  write_csv(target_, table);
}

}  // namespace tektite::examples
