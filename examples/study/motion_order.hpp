// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "tektite/io/csv.hpp"
#include "tektite/stats/lagged_correlation.hpp"

/// \file
/// Which motion of the atoms' surroundings comes first: shear, dilatation or rotation.

namespace study {

/// The motions of all atoms in one frame; no number where an atom's fit failed.
struct Motions {
  std::vector<double> shear, dilatation, rotation;
};

/// The frames of a shear whose motions are kept: at equal distances, at most 100, none of them the unstrained start.
inline std::vector<std::int64_t> motion_frames(std::int64_t frames) {
  std::int64_t const every = (frames + 99) / 100;
  std::vector<std::int64_t> numbers;
  for (std::int64_t frame = every; frame <= frames; frame += every) numbers.push_back(frame);
  return numbers;
}

/// The atoms that have all numbers in all frames.
inline std::vector<std::size_t> known_atoms(std::vector<Motions> const& frames) {
  std::vector<std::size_t> known;
  for (std::size_t i = 0; !frames.empty() && i < frames.front().shear.size(); ++i) {
    bool good = true;
    for (Motions const& m : frames)
      good = good && std::isfinite(m.shear[i]) && std::isfinite(m.dilatation[i]) && std::isfinite(m.rotation[i]);
    if (good) known.push_back(i);
  }
  return known;
}

/// Correlates what each motion grows by from a frame to the next with what another one grows by some frames later.
///
/// Growth, since the motions themselves are sums over all frames so far, which stay correlated. Atoms without a number
/// in some frame are left out.
///
/// \param frames      motions of the same atoms, at equal distances in strain
/// \param strain_step that distance
/// \param largest_lag in frames, less than the number of growths
/// \returns           by lag: the correlation of each pair of motions, mean and deviation of its shuffled controls; at
///                    a positive lag the motion that is named second is the later one
/// \throws tektite::Error less than two atoms with a number in all frames, or equal growth of all atoms
template <class Exec>
tektite::io::Table motion_order(Exec const& exec, std::vector<Motions> const& frames, double strain_step,
                                int largest_lag) {
  using Growth = Kokkos::View<double**, Kokkos::LayoutRight, typename Exec::memory_space>;  // [frames - 1][atoms]
  auto const atoms = known_atoms(frames);
  auto const growth = [&](std::vector<double> Motions::* motion) {
    Growth const out("study::growth", frames.size() - 1, atoms.size());
    auto const host = Kokkos::create_mirror_view(out);
    for (std::size_t t = 0; t + 1 < frames.size(); ++t) {
      for (std::size_t k = 0; k < atoms.size(); ++k)
        host(t, k) = (frames[t + 1].*motion)[atoms[k]] - (frames[t].*motion)[atoms[k]];
    }
    Kokkos::deep_copy(exec, out, host);
    exec.fence("study::motion_order: the host's copy is done with");
    return out;
  };
  Growth const shear = growth(&Motions::shear), dilatation = growth(&Motions::dilatation);
  Growth const rotation = growth(&Motions::rotation);
  tektite::io::Table table;
  table.columns = {{"lag", {}}, {"strain", {}}};
  for (int lag = -largest_lag; lag <= largest_lag; ++lag) {
    table.columns[0].values.push_back(lag);
    table.columns[1].values.push_back(lag * strain_step);
  }
  auto const add = [&](std::string const& name, Growth const& first, Growth const& second) {
    auto const found = tektite::lagged_correlation(exec, first, second, {.largest_lag = largest_lag});
    table.columns.push_back({name, found.correlation});
    table.columns.push_back({name + "_control", found.control_mean});
    table.columns.push_back({name + "_deviation", found.control_deviation});
  };
  add("dilatation_shear", dilatation, shear);
  add("dilatation_rotation", dilatation, rotation);
  add("shear_rotation", shear, rotation);
  return table;
}

}  // namespace study
