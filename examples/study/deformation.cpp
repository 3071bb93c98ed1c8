// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::files CLI11::CLI11 tektite_study_config
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <limits>

#include "study/beside.hpp"
#include "study/measure.hpp"
#include "study/motions.hpp"
#include "tektite/core/copy.hpp"
#include "tektite/core/selection.hpp"
#include "tektite/dynamics/units.hpp"
#include "tektite/io/columns.hpp"
#include "tektite/io/csv.hpp"
#include "tektite/io/system.hpp"
#include "tektite/io/write_dump.hpp"
#include "tektite/percolation.hpp"
#include "tektite/stats/extremes.hpp"
#include "tektite/stats/moments.hpp"
#include "tektite/strain.hpp"

namespace study {

using namespace tektite;
namespace fs = std::filesystem;

namespace {

std::string frame_name(char const* what, std::int64_t frame, char const* ending) {
  char text[64];
  std::snprintf(text, sizeof text, "%s-%04d.%s", what, static_cast<int>(frame), ending);
  return text;
}

/// Adds the tables of the single frames one after the other.
void join(fs::path const& folder, char const* what, std::vector<std::int64_t> const& frames, fs::path const& target) {
  io::Table all;
  for (std::int64_t const frame : frames) {
    io::Table const one = io::read_csv(folder / "frames" / frame_name(what, frame, "csv"));
    if (frame == frames.front()) {
      all = one;
      continue;
    }
    for (std::size_t k = 0; k < all.columns.size(); ++k) {
      auto& column = all.columns[k].values;
      column.insert(column.end(), one.columns[k].values.begin(), one.columns[k].values.end());
    }
  }
  io::write_csv(target, all);
}

}  // namespace

std::vector<std::int64_t> frame_steps(Config const& config) {
  std::vector<std::int64_t> steps;
  for (std::int64_t k = 0; k <= config.frames; ++k) {
    steps.push_back(
        static_cast<std::int64_t>(std::llround(double(config.shear_steps()) * double(k) / double(config.frames))));
  }
  return steps;
}

std::vector<std::int64_t> snapshot_frames(Config const& config) {
  std::vector<std::int64_t> frames;
  for (double const strain : config.snapshots) {
    auto const frame = static_cast<std::int64_t>(std::llround(strain / config.shear_strain * double(config.frames)));
    if (frame > 0 && (frames.empty() || frame > frames.back())) frames.push_back(frame);
  }
  // Maps of the last strain are always drawn.
  if (frames.empty() || frames.back() != config.frames) frames.push_back(config.frames);
  return frames;
}

std::string snapshot_name(std::int64_t frame) { return frame_name("snapshot", frame, "dump"); }

FrameMeasure::FrameMeasure(Context const& context, io::Configuration const& reference, double link_cutoff,
                           std::vector<std::int64_t> numbers, fs::path folder)
    : context_(context),
      link_cutoff_(link_cutoff),
      numbers_(std::move(numbers)),
      folder_(std::move(folder)),
      beside_(beside(context.exec, context.measure_threads)),
      exec_(beside_.value_or(context.exec)),
      box_(reference.box),
      reference_(to_device(context.exec, io::unwrap(reference), "reference")) {
  fs::create_directories(folder_ / "frames");
  // Slabs of about the wanted height that divide the cell evenly. An atom belongs to the slab of its reference
  // position.
  int const normal = gradient_axis(parse_plane(context.config.plane));
  double const height = box_.height(normal);
  slabs_ = std::max(2, static_cast<int>(std::lround(height / context.config.slab)));
  slab_height_ = height / slabs_;
  for (auto const& r : io::unwrap(reference)) {
    double const s = box_.fractional(r)[normal];
    slab_.push_back(std::min(slabs_ - 1, static_cast<int>((s - std::floor(s)) * slabs_)));
  }
}

fs::path FrameMeasure::file(std::int64_t frame) const { return folder_ / "frames" / frame_name("frame", frame, "csv"); }

void FrameMeasure::measure(Simulation& simulation, std::int64_t number) {
  if (fs::exists(file(number))) return;  // measured before the last interruption
  System const& system = simulation.system();
  std::size_t const n = system.size();
  auto const snapshots = snapshot_frames(context_.config), kept = motion_frames(context_.config.frames);
  Frame frame{.number = number,
              .box = system.box,
              .unwrapped = unwrap(context_.exec, system),
              .positions = system.positions,
              .thermo = simulation.thermo(),
              .snapshot = std::find(snapshots.begin(), snapshots.end(), number) != snapshots.end(),
              .keeps_motions = std::find(kept.begin(), kept.end(), number) != kept.end()};
  if (frame.snapshot) frame.atoms = io::configuration_from(simulation, context_.config.elements);
  wait();
  auto const timed = [this](Frame const& what) {
    auto const start = std::chrono::steady_clock::now();
    measure(what);
    seconds_ += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    ++measured_;
  };
  if (!beside_) {
    timed(frame);
    return;
  }
  // A copy: the steps move the atoms while the frame is measured.
  frame.positions = Positions("study::positions", n);
  Kokkos::deep_copy(context_.exec, frame.positions, system.positions);
  context_.exec.fence("study::FrameMeasure: the frame is copied");
  job_.start([timed, frame = std::move(frame)] { timed(frame); });
}

void FrameMeasure::measure(io::Configuration const& atoms, std::int64_t number, Thermo const& thermo, bool store) {
  if (fs::exists(file(number))) return;
  measure({.number = number,
           .box = atoms.box,
           .unwrapped = to_device(exec_, io::unwrap(atoms), "study::unwrapped"),
           .positions = to_device(exec_, atoms.positions, "study::positions"),
           .thermo = thermo,
           .snapshot = store,
           .atoms = atoms});
}

void FrameMeasure::wait() { job_.wait(); }

void FrameMeasure::measure(Frame const& frame) const {
  Exec const& exec = exec_;
  Config const& config = context_.config;
  // The stages do not flip their cell.
  auto const [frames, affine, two_term] = local_deformation(exec, reference_, box_, frame.unwrapped, frame.box,
                                                            {.affine = {.cutoff = config.d2min_cutoff},
                                                             .two_term = {.cutoff = config.ttg_cutoff},
                                                             .frames = {.unwrapped = true, .flip = Mat3::identity()}});
  auto const motion = deformation_measures(exec, two_term);
  auto const plastic = select_above(exec, motion.effective_strain, config.plastic);
  auto const clusters =
      percolation_clusters(exec, contacts_within(exec, frame.positions, frame.box, link_cutoff_), plastic);

  // The atoms whose fits succeeded: a failed fit must not count as no deformation.
  auto const good = select_both(exec, affine.status, motion.status);
  auto const good_on_host = to_host(exec, good);
  tektite::require(std::count(good_on_host.begin(), good_on_host.end(), 1) > 0, folder_.string(), ": frame ",
                   frame.number, ": no atom's deformation could be fitted");

  if (frame.snapshot) {
    std::vector<io::Column> columns = {io::column(exec, "d2min", affine.d2min),
                                       io::column(exec, "lambda", motion.effective_strain),
                                       io::column(exec, "eta", motion.strain_gradient),
                                       io::column(exec, "xi_s", motion.shear),
                                       io::column(exec, "xi_d", motion.dilatation),
                                       io::column(exec, "xi_r", motion.rotation),
                                       io::column(exec, "cluster", clusters.labels),
                                       io::column("status", good_on_host, [](int fitted) { return fitted ? 0 : 1; })};
    io::write_dump(folder_ / snapshot_name(frame.number), frame.atoms, columns, {.images = true});
  }
  write_profile(frame, motion, good_on_host);
  if (frame.keeps_motions) keep_motions(frame, motion, good_on_host);
  write_row(frame, affine.d2min, motion, clusters, good);
}

/// The frame's row in the table of all frames. Written last: a frame that has it is measured.
void FrameMeasure::write_row(Frame const& frame, Values const& d2min_of_atoms, Measures const& motion,
                             Clusters const& clusters, Marks const& good) const {
  Exec const& exec = exec_;
  Plane const plane = parse_plane(context_.config.plane);
  Thermo const& thermo = frame.thermo;
  io::Table row;
  auto const add = [&](char const* name, double value) { row.columns.push_back({name, {value}}); };
  auto const means = [&](Values const& values) { return moments(exec, values, good); };
  auto const ratio = [&](Values const& values) {
    return top_fraction(exec, values, good, context_.config.top_fraction).ratio;
  };
  Moments const d2min = means(d2min_of_atoms);
  add("frame", double(frame.number));
  add("step", double(thermo.step));
  add("strain", thermo.strain);
  add("stress_GPa", -1e-4 * thermo.pressure(flow_axis(plane), gradient_axis(plane)));
  add("d2min_mean", d2min.mean);
  add("psi", d2min.localization_factor());
  add("skewness", d2min.skewness());
  add("lambda_mean", means(motion.effective_strain).mean);
  add("eta_mean", means(motion.strain_gradient).mean);
  add("xi_s_mean", means(motion.shear).mean);
  add("xi_d_mean", means(motion.dilatation).mean);
  add("xi_r_mean", means(motion.rotation).mean);
  add("xi_s_ratio", ratio(motion.shear));
  add("xi_d_ratio", ratio(motion.dilatation));
  add("xi_r_ratio", ratio(motion.rotation));
  add("plastic", double(clusters.selected));
  add("largest", double(clusters.largest));
  for (int d = 0; d < 3; ++d) {
    add(d == 0 ? "wraps_x" : d == 1 ? "wraps_y" : "wraps_z", double(clusters.largest_wraps >> d & 1));
  }
  add("failed", double(good.extent(0)) - double(d2min.count));
  add("snapshot", double(frame.snapshot));
  io::write_csv(file(frame.number), row);
}

/// Mean effective strain and strain gradient of slabs of atoms along the gradient of the shear.
void FrameMeasure::write_profile(Frame const& frame, Measures const& motion,
                                 std::vector<unsigned char> const& good) const {
  auto const lambda = to_host(exec_, motion.effective_strain);
  auto const eta = to_host(exec_, motion.strain_gradient);
  std::vector<double> count(slabs_, 0.0), lambda_sum(slabs_, 0.0), eta_sum(slabs_, 0.0);
  for (std::size_t i = 0; i < good.size(); ++i) {
    if (!good[i]) continue;
    count[slab_[i]] += 1;
    lambda_sum[slab_[i]] += lambda[i];
    eta_sum[slab_[i]] += eta[i];
  }
  io::Table profile;
  for (char const* name : {"frame", "strain", "slab", "center_A", "atoms", "lambda", "eta"}) {
    profile.columns.push_back({name, {}});
  }
  for (int k = 0; k < slabs_; ++k) {
    double const atoms = std::max(1.0, count[k]);
    double const values[] = {double(frame.number),  frame.thermo.strain, double(k), (k + 0.5) * slab_height_, count[k],
                             lambda_sum[k] / atoms, eta_sum[k] / atoms};
    for (std::size_t c = 0; c < 7; ++c) profile.columns[c].values.push_back(values[c]);
  }
  io::write_csv(folder_ / "frames" / frame_name("profile", frame.number, "csv"), profile);
}

void FrameMeasure::keep_motions(Frame const& frame, Measures const& motion,
                                std::vector<unsigned char> const& good) const {
  auto const known = [&](Values const& values) {
    auto of_atoms = to_host(exec_, values);
    for (std::size_t i = 0; i < good.size(); ++i) {
      if (!good[i]) of_atoms[i] = std::numeric_limits<double>::quiet_NaN();
    }
    return of_atoms;
  };
  write_motions(folder_, frame.number, {known(motion.shear), known(motion.dilatation), known(motion.rotation)});
}

void FrameMeasure::finish() {
  wait();
  if (measured_ > 0) {
    std::string const stage = folder_.lexically_relative(context_.folder.root() / "stages").generic_string();
    context_.folder.log("\"event\": \"frames\", \"stage\": " + quoted(stage) +
                        ", \"frames\": " + std::to_string(measured_) + ", \"seconds\": " + std::to_string(seconds_) +
                        ", \"beside\": " + (beside_ ? "true" : "false") +
                        ", \"threads\": " + std::to_string(exec_.concurrency()));
  }
  join(folder_, "profile", numbers_, folder_ / "profile.csv");
  join(folder_, "frame", numbers_, folder_ / "frames.csv");
}

}  // namespace study
