// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::hdf5
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "tektite/core/error.hpp"
#include "tektite/io/configuration.hpp"
#include "tektite/io/detail/atom_words.hpp"
#include "tektite/io/hdf5_reader.hpp"
#include "tektite/io/text_reader.hpp"

/// \file
/// Trajectories in the H5MD layout, read. `trajectory.hpp` says what is in the file, and writes it.

namespace tektite::io {

/// Reads trajectories in the layout that `TrajectoryWriter` writes, frame by frame.
///
/// Files may be from strangers: everything is checked as in text files. Atoms are sorted by id.
class TrajectoryReader {
 public:
  /// Opens a trajectory, and checks all but the values of its frames.
  ///
  /// \param path   of the file
  /// \throws Error with file and dataset: there is no such file, it is not a trajectory, extents do not fit each other,
  ///               elements have steps of their own, steps or times decrease, ids are not distinct, types are not 1 to
  ///               65535 or without a mass
  explicit TrajectoryReader(std::filesystem::path const& path) : file_(path) {
    read_steps();
    read_atoms();
    read_kinds();
    read_boundary();
    // The layout lets each element have its own frames; then a frame would mix several times.
    for (char const* element : {"box/edges", "box/offset", "image", "velocity"})
      if (has(element)) require_steps_of_positions(element);
    require_shape("box/edges/value", {size(), 3, 3});
    require_shape("box/offset/value", {size(), 3});
    for (char const* element : {"position", "image", "velocity"})
      if (has(element)) require_shape(std::string(element) + "/value", {size(), order_.size(), 3});
  }

  /// Number of frames. \returns that number
  std::size_t size() const { return times_.size(); }

  /// The time of a frame. \param k index of the frame \returns in the unit of the file \throws Error no such frame
  double time(std::size_t k) const {
    require_frame(k);
    return times_[k];
  }

  /// Reads a frame.
  ///
  /// \param k      index of the frame
  /// \returns      its atoms, sorted by id
  /// \throws Error with file and dataset: there is no such frame; a box that is none; a position that is not finite or
  ///               more than 1e9 box lengths away; a velocity that is not finite; an image flag beyond 1e9
  Configuration frame(std::size_t k) const {
    require_frame(k);
    Configuration c = atoms_;
    c.timestep = steps_[k];
    c.box = box(k);
    c.positions = vectors<double>("position/value", k);
    if (has("image")) c.images = vectors<int>("image/value", k);
    if (has("velocity")) c.velocities = vectors<double>("velocity/value", k);
    for (std::size_t i = 0; i < c.size(); ++i) {
      Vec3<double> const r = c.positions[i];
      bool near = within(r.x, 1e30) && within(r.y, 1e30) && within(r.z, 1e30);
      Vec3<double> const s = near ? c.box.fractional(r) : r;
      for (int d = 0; d < 3; ++d) near = near && std::abs(s[d]) <= 1e9;
      if (!near) fail("position/value", k, "atom ", c.ids[i], " is not within 1e9 box lengths");
    }
    for (std::size_t i = 0; i < c.images.size(); ++i)
      for (int d = 0; d < 3; ++d)
        if (c.images[i][d] < -1000000000 || c.images[i][d] > 1000000000)
          fail("image/value", k, "atom ", c.ids[i], " has image ", c.images[i][d], ", expected -1e9 to 1e9");
    for (std::size_t i = 0; i < c.velocities.size(); ++i)
      for (int d = 0; d < 3; ++d)
        if (!std::isfinite(c.velocities[i][d]))
          fail("velocity/value", k, "the velocity of atom ", c.ids[i], " is not finite");
    return c;
  }

 private:
  static std::string path_of(std::string const& name) { return "/particles/all/" + name; }
  bool has(std::string const& name) const { return file_.has(path_of(name)); }

  // A comparison with a value that is no number would raise a floating-point exception.
  static bool within(double value, double most) { return std::isfinite(value) && std::abs(value) <= most; }

  template <class... Parts>
  [[noreturn]] void fail(std::string const& name, std::size_t k, Parts const&... parts) const {
    tektite::fail(file_.name(), ": ", path_of(name), ": frame ", k, ": ", parts...);
  }

  void require_frame(std::size_t k) const {
    tektite::require(k < size(), file_.name(), ": has ", size(), " frames, no frame ", k);
  }

  void require_shape(std::string const& name, Hdf5Reader::Shape const& expected) const {
    auto const text = [](Hdf5Reader::Shape const& shape) {
      std::string line;
      for (std::size_t const extent : shape) line += (line.empty() ? "" : " x ") + std::to_string(extent);
      return line.empty() ? std::string("a single number") : line;
    };
    auto const found = file_.shape(path_of(name));
    tektite::require(found == expected, file_.name(), ": ", path_of(name), " has extents ", text(found), ", expected ",
                     text(expected));
  }

  void read_steps() {
    std::string const time = path_of("position/time"), step = path_of("position/step");
    times_ = file_.read<double>(time);
    require_shape("position/time", {times_.size()});
    require_shape("position/step", {times_.size()});
    steps_ = file_.read<std::int64_t>(step);
    for (std::size_t k = 0; k < times_.size(); ++k) {
      std::size_t const last = k == 0 ? 0 : k - 1;
      tektite::require(std::isfinite(times_[k]) && times_[k] >= times_[last], file_.name(), ": ", time, ": frame ", k,
                       " is at ", times_[k], ", expected a finite time, not before the last frame");
      tektite::require(steps_[k] >= steps_[last], file_.name(), ": ", step, ": frame ", k, " is at step ", steps_[k],
                       ", before step ", steps_[last]);
    }
  }

  void require_steps_of_positions(std::string const& element) const {
    for (auto const& [name, same] : {std::pair{"/step", true}, std::pair{"/time", false}}) {
      std::string const path = element + name;
      if (!has(path)) continue;
      require_shape(path, {size()});
      bool const equal =
          same ? file_.read<std::int64_t>(path_of(path)) == steps_ : file_.read<double>(path_of(path)) == times_;
      tektite::require(equal, file_.name(), ": ", path_of(path), " differs from that of the positions");
    }
  }

  // Ids and types, and the order in which ids ascend.
  void read_atoms() {
    std::string const id = path_of("id"), species = path_of("species");
    auto const ids = file_.read<std::int64_t>(id);
    std::size_t const n = ids.size();
    require_shape("id", {n});
    require_shape("species", {n});
    auto const types = file_.read<int>(species);
    order_.resize(n);
    std::iota(order_.begin(), order_.end(), std::size_t{0});
    std::stable_sort(order_.begin(), order_.end(), [&](std::size_t a, std::size_t b) { return ids[a] < ids[b]; });
    for (std::size_t const i : order_) {
      tektite::require(ids[i] >= 0, file_.name(), ": ", id, ": an id is ", ids[i], ", expected 0 or more");
      tektite::require(atoms_.ids.empty() || atoms_.ids.back() != ids[i], file_.name(), ": ", id, ": id ", ids[i],
                       " appears twice, expected distinct ids");
      tektite::require(types[i] >= 1 && types[i] <= detail::max_type, file_.name(), ": ", species, ": atom ", ids[i],
                       " has type ", types[i], ", expected 1 to ", detail::max_type);
      atoms_.ids.push_back(ids[i]);
      atoms_.types.push_back(types[i] - 1);
    }
  }

  void read_kinds() {
    std::string const names = "/parameters/elements", masses = "/parameters/masses";
    auto const count = [&](std::string const& path) {
      auto const shape = file_.shape(path);
      tektite::require(shape.size() == 1 && shape[0] <= std::size_t(detail::max_type), file_.name(), ": ", path,
                       " has the wrong shape, expected a list of at most ", detail::max_type);
      return shape[0];
    };
    if (file_.has(names) && count(names) > 0) atoms_.elements = file_.read_strings(names);
    if (!file_.has(masses) || count(masses) == 0) return;
    atoms_.masses = file_.read<double>(masses);
    for (double const mass : atoms_.masses)
      tektite::require(std::isfinite(mass) && mass > 0, file_.name(), ": ", masses, ": a mass is ", mass,
                       ", expected a finite positive number");
    int const types = atoms_.type_count();
    tektite::require(atoms_.masses.size() == std::size_t(types), file_.name(), ": ", masses, ": there are ",
                     atoms_.masses.size(), " masses for ", types, " types");
  }

  void read_boundary() {
    std::string const group = path_of("box");
    tektite::require(file_.attribute_shape(group, "boundary") == Hdf5Reader::Shape{3}, file_.name(), ": ", group,
                     ": attribute boundary has the wrong shape, expected three words");
    auto const words = file_.read_text_attribute(group, "boundary");
    for (std::size_t d = 0; d < 3; ++d) {
      tektite::require(words[d] == "periodic" || words[d] == "none", file_.name(), ": ", group, ": boundary is ",
                       quote(words[d]), ", expected periodic or none");
      periodic_[d] = words[d] == "periodic";
    }
    if (!file_.has_attribute(group, "dimension")) return;
    tektite::require(file_.read_attribute<std::int64_t>(group, "dimension") == std::vector<std::int64_t>{3},
                     file_.name(), ": ", group, ": dimension is not 3");
  }

  Box box(std::size_t k) const {
    auto const e = file_.read_item<double>(path_of("box/edges/value"), k);
    auto const o = file_.read_item<double>(path_of("box/offset/value"), k);
    double longest = 0;
    for (std::size_t axis = 0; axis < 3; ++axis) {
      bool good = true, any = false;
      for (std::size_t d = 0; d < 3; ++d) {
        good = good && within(e[3 * axis + d], 1e30);
        any = any || (good && std::abs(e[3 * axis + d]) >= 1e-30);
        if (good) longest = std::max(longest, std::abs(e[3 * axis + d]));
      }
      if (!good || !any)
        fail("box/edges/value", k, "edge ", "abc"[axis], " is not finite, or has no length between 1e-30 and 1e30");
    }
    for (std::size_t d = 0; d < 3; ++d)
      if (!within(o[d], 1e9 * longest))
        fail("box/offset/value", k, "the origin is ", o[d], " along ", "xyz"[d], ", expected at most 1e9 edges");
    try {
      return Box({{{e[0], e[1], e[2]}, {e[3], e[4], e[5]}, {e[6], e[7], e[8]}}}, {o[0], o[1], o[2]}, periodic_);
    } catch (Error const& error) {
      fail("box/edges/value", k, error.what());
    }
  }

  template <class T>
  std::vector<Vec3<T>> vectors(std::string const& name, std::size_t k) const {
    auto const values = file_.read_item<T>(path_of(name), k);
    std::vector<Vec3<T>> result;
    result.reserve(order_.size());
    for (std::size_t const i : order_) result.push_back({values[3 * i], values[3 * i + 1], values[3 * i + 2]});
    return result;
  }

  Hdf5Reader file_;
  std::vector<double> times_;
  std::vector<std::int64_t> steps_;
  Configuration atoms_;             // what all frames share
  std::vector<std::size_t> order_;  // by ascending id: index in the file
  Box::Periodic periodic_{};
};

}  // namespace tektite::io
