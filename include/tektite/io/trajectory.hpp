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
#include "tektite/io/detail/atom_table.hpp"
#include "tektite/io/hdf5.hpp"
#include "tektite/io/hdf5_reader.hpp"
#include "tektite/io/text_reader.hpp"
#include "tektite/io/types.hpp"
#include "tektite/version.hpp"

/// \file
/// Trajectories in the H5MD layout, version 1.1 (P. de Buyl, P. H. Colberg, F. Hoefling, Comput. Phys. Commun. 185,
/// 1546 (2014)), readable with h5py and other tools for H5MD.
///
/// `/particles/all/` holds `box/edges` (rows are the edge vectors), `box/offset`, `position`, and where the frames have
/// them `image` and `velocity`, each with `value`, `step` and `time`; `id` and `species` (types, from 1 as in all
/// files) are fixed.

namespace tektite::io {

/// Units and author that are written to a trajectory.
struct TrajectoryOptions {
  std::string length_unit = "Angstrom";  ///< of positions and edges
  std::string time_unit = "ps";          ///< of the times
  std::string author = "unknown";        ///< H5MD requires the name of an author
};

/// Writes frames of the same atoms. The file appears at `commit`; until then it is in memory, see `Hdf5File`.
class TrajectoryWriter {
 public:
  /// Creates a trajectory without frames.
  ///
  /// \param path    of the file
  /// \param options units and author
  /// \throws Error  no file can be written there
  explicit TrajectoryWriter(std::filesystem::path const& path, TrajectoryOptions options = {})
      : file_(Hdf5File::create(path)), options_(std::move(options)) {
    file_.make_group("/h5md/author");
    file_.make_group("/h5md/creator");
    file_.write_attribute("/h5md", "version", std::vector<int>{1, 1});
    file_.write_attribute("/h5md/author", "name", options_.author);
    file_.write_attribute("/h5md/creator", "name", std::string("tektite"));
    file_.write_attribute("/h5md/creator", "version",
                          std::to_string(TEKTITE_VERSION_MAJOR) + "." + std::to_string(TEKTITE_VERSION_MINOR) + "." +
                              std::to_string(TEKTITE_VERSION_PATCH));
    file_.make_group("/h5md/modules/units");
    file_.write_attribute("/h5md/modules/units", "version", std::vector<int>{1, 0});
  }

  /// Adds a frame.
  ///
  /// \param c      atoms; ids, types, periodicity and kinds of data as in the first frame
  /// \param time   in `time_unit`; neither it nor the step is smaller than in the frame before
  /// \param extra  per-atom results; the same names in every frame
  /// \throws Error a difference from the first frame, a step or time before the last frame
  void append(Configuration const& c, double time, std::vector<Column> const& extra = {}) {
    if (frames_ == 0) begin(c, extra);
    using tektite::require;
    require(c.ids == ids_ && c.types == types_, file_.name(), ": frame ", frames_,
            " has other atoms than the first one");
    require(c.images.empty() != has_images_ && c.velocities.empty() != has_velocities_, file_.name(), ": frame ",
            frames_, " has images or velocities where the first one has not, or the reverse");
    require(extra.size() == extra_.size(), file_.name(), ": frame ", frames_, " has ", extra.size(),
            " extra columns, expected ", extra_.size());
    require(std::isfinite(time) && (frames_ == 0 || (time >= last_time_ && c.timestep >= last_step_)), file_.name(),
            ": frame ", frames_, " at step ", c.timestep, " and time ", time, " is before the last one, or not finite");
    for (int d = 0; d < 3; ++d)
      require(c.box.periodic(d) == periodic_[std::size_t(d)], file_.name(), ": frame ", frames_,
              " has another periodicity than the first one");

    std::string const all = "/particles/all/";
    std::size_t const n = c.size();
    file_.append(all + "position/step", std::vector<std::int64_t>{c.timestep}, {});
    file_.append(all + "position/time", std::vector<double>{time}, {});
    if (frames_ == 0) file_.write_attribute(all + "position/time", "unit", options_.time_unit);
    std::vector<double> edges;
    for (int k = 0; k < 3; ++k)
      for (int d = 0; d < 3; ++d) edges.push_back(c.box.edges()(d, k));
    add(all + "box/edges", edges, {3, 3}, options_.length_unit);
    add(all + "box/offset", components<double>({c.box.origin()}), {3}, options_.length_unit);
    add(all + "position", components<double>(c.positions), {n, 3}, options_.length_unit);
    if (has_images_) add(all + "image", components<int>(c.images), {n, 3}, "");
    if (has_velocities_)
      add(all + "velocity", components<double>(c.velocities), {n, 3},
          options_.length_unit + " " + options_.time_unit + "-1");
    for (std::size_t k = 0; k < extra.size(); ++k) {
      require(extra[k].name == extra_[k] && extra[k].values.size() == n, file_.name(), ": frame ", frames_, ": column ",
              extra[k].name, " with ", extra[k].values.size(), " values, expected ", extra_[k], " with ", n);
      add(all + extra[k].name, extra[k].values, {n}, "");
    }
    last_time_ = time;
    last_step_ = c.timestep;
    ++frames_;
  }

  /// Number of frames so far. \returns that number
  std::size_t size() const { return frames_; }

  /// Writes the file to disk. Nothing may be appended afterwards.
  void commit() { file_.commit(); }

 private:
  void begin(Configuration const& c, std::vector<Column> const& extra) {
    ids_ = c.ids;
    types_ = c.types;
    has_images_ = !c.images.empty();
    has_velocities_ = !c.velocities.empty();
    for (Column const& column : extra) extra_.push_back(column.name);
    std::vector<std::string> boundary;
    for (int d = 0; d < 3; ++d) {
      periodic_.push_back(c.box.periodic(d));
      boundary.push_back(c.box.periodic(d) ? "periodic" : "none");
    }
    std::string const all = "/particles/all";
    file_.make_group(all + "/box");
    file_.write_attribute(all + "/box", "dimension", std::vector<int>{3});
    file_.write_attribute(all + "/box", "boundary", boundary);
    file_.write(all + "/id", ids_);
    detail::require_types(c);
    std::vector<int> species = types_;
    for (int& type : species) ++type;
    file_.write(all + "/species", species);
    if (!c.elements.empty()) file_.write("/parameters/elements", c.elements);
    if (!c.masses.empty()) file_.write("/parameters/masses", c.masses);
  }

  // Adds one item to a time-dependent element. All elements share the steps and times of the positions, as the layout
  // recommends.
  template <class T>
  void add(std::string const& path, std::vector<T> const& values, Hdf5File::Shape const& shape,
           std::string const& unit) {
    file_.append(path + "/value", values, shape);
    if (frames_ > 0) return;
    if (!unit.empty()) file_.write_attribute(path + "/value", "unit", unit);
    for (char const* name : {"/step", "/time"})
      if (!file_.has(path + name)) file_.link(std::string("/particles/all/position") + name, path + name);
  }

  template <class T>
  static std::vector<T> components(std::vector<Vec3<T>> const& vectors) {
    std::vector<T> values;
    values.reserve(3 * vectors.size());
    for (Vec3<T> const& v : vectors) values.insert(values.end(), {v.x, v.y, v.z});
    return values;
  }

  Hdf5File file_;
  TrajectoryOptions options_;
  std::vector<std::int64_t> ids_;
  std::vector<int> types_;
  std::vector<std::string> extra_;
  std::vector<bool> periodic_;
  bool has_images_ = false, has_velocities_ = false;
  std::size_t frames_ = 0;
  double last_time_ = 0;
  std::int64_t last_step_ = 0;
};

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
