// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::files CLI11::CLI11 tektite_study_config
#include "study/motions.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <string>

#include "tektite/core/error.hpp"

namespace study {

namespace fs = std::filesystem;

namespace {

constexpr double largest_lag = 0.03;  // in strain

fs::path motions_file(fs::path const& shear, std::int64_t frame) {
  char text[40];
  std::snprintf(text, sizeof text, "motions-%04d.bin", static_cast<int>(frame));
  return shear / "frames" / text;
}

Motions read_motions(fs::path const& file) {
  std::string const bytes = read_file(file);
  std::size_t const n = bytes.size() / (3 * sizeof(double));
  tektite::require(n * 3 * sizeof(double) == bytes.size(), file.string(), ": holds ", bytes.size(),
                   " bytes, expected three numbers for each atom");
  Motions motions;
  char const* from = bytes.data();
  for (auto* values : {&motions.shear, &motions.dilatation, &motions.rotation}) {
    values->resize(n);
    std::memcpy(values->data(), from, n * sizeof(double));
    from += n * sizeof(double);
  }
  return motions;
}

}  // namespace

void write_motions(fs::path const& shear, std::int64_t frame, Motions const& motions) {
  std::string bytes;
  for (auto const* values : {&motions.shear, &motions.dilatation, &motions.rotation})
    bytes.append(reinterpret_cast<char const*>(values->data()), values->size() * sizeof(double));
  write_file(motions_file(shear, frame), bytes);
}

void write_motion_order(Context const& context, fs::path const& shear) {
  auto const numbers = motion_frames(context.config.frames);
  if (numbers.size() < 4) return;
  std::vector<Motions> frames;
  for (std::int64_t const number : numbers) {
    fs::path const file = motions_file(shear, number);
    if (!fs::exists(file)) return;
    frames.push_back(read_motions(file));
  }
  if (known_atoms(frames).size() < 2) return;
  double const step = context.config.shear_strain * double(numbers[1] - numbers[0]) / double(context.config.frames);
  int const most = static_cast<int>(frames.size()) / 2 - 1;
  int const lag = std::clamp(static_cast<int>(std::lround(largest_lag / step)), 1, most);
  tektite::io::write_csv(shear / "motion_order.csv", motion_order(context.exec, frames, step, lag));
}

}  // namespace study
