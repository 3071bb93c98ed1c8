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
#include "tektite/io/trajectory_reader.hpp"
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

}  // namespace tektite::io
