// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::files CLI11::CLI11 tektite_study_config tektite::hdf5
#include "study/export.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>

#include "tektite/io/hdf5.hpp"
#include "tektite/io/read_configuration.hpp"
#include "tektite/version.hpp"

namespace study {

using namespace tektite;
namespace fs = std::filesystem;

namespace {

/// A table whose columns may be text.
void add_table(io::Hdf5File& file, std::string const& group, fs::path const& path) {
  std::istringstream text(read_file(path));
  std::vector<std::string> names;
  std::vector<std::vector<std::string>> columns;
  std::string line, word;
  for (bool header = true; std::getline(text, line); header = false) {
    std::istringstream words(line);
    for (std::size_t k = 0; std::getline(words, word, ','); ++k) {
      if (header) {
        names.push_back(word);
        columns.emplace_back();
      } else if (k < columns.size()) {
        columns[k].push_back(word);
      }
    }
  }
  for (std::size_t k = 0; k < names.size(); ++k) {
    std::vector<double> numbers;
    for (std::string const& field : columns[k]) {
      double value = 0;
      if (!io::parse_number(field, value)) break;
      numbers.push_back(value);
    }
    std::string const name = group + "/" + names[k];
    if (numbers.size() == columns[k].size()) {
      file.write(name, numbers);
    } else {
      file.write(name, columns[k]);
    }
  }
}

template <class T>
std::vector<T> components(std::vector<Vec3<T>> const& vectors) {
  std::vector<T> values;
  for (auto const& v : vectors) values.insert(values.end(), {v.x, v.y, v.z});
  return values;
}

/// Adds one frame to a group of particles in the H5MD layout.
void add_frame(io::Hdf5File& file, std::string const& group, io::Configuration const& c, double time) {
  std::size_t const n = c.size();
  bool const first = !file.has(group);
  if (first) {
    file.make_group(group + "/box");
    file.write_attribute(group + "/box", "dimension", std::vector<int>{3});
    file.write_attribute(group + "/box", "boundary", std::vector<std::string>(3, "periodic"));
    file.write(group + "/id", c.ids);
    std::vector<int> species = c.types;  // files count types from 1
    for (int& type : species) ++type;
    file.write(group + "/species", species);
  }
  file.append(group + "/position/step", std::vector<std::int64_t>{c.timestep}, {});
  file.append(group + "/position/time", std::vector<double>{time}, {});
  auto const add = [&](std::string const& name, auto const& values, io::Hdf5File::Shape const& shape) {
    file.append(group + name + "/value", values, shape);
    for (char const* part : {"/step", "/time"}) {
      if (first && !file.has(group + name + part)) file.link(group + "/position" + part, group + name + part);
    }
  };
  std::vector<double> edges;
  for (int k = 0; k < 3; ++k) {
    for (int d = 0; d < 3; ++d) edges.push_back(c.box.edges()(d, k));
  }
  add("/box/edges", edges, {3, 3});
  add("/box/offset", components<double>({c.box.origin()}), {3});
  add("/position", components(c.positions), {n, 3});
  if (!c.images.empty()) add("/image", components(c.images), {n, 3});
  for (io::Column const& column : c.columns) {
    // What is derived is stored in single precision: it is for looking at and for statistics.
    add("/" + column.name, std::vector<float>(column.values.begin(), column.values.end()), {n});
  }
  if (first) {
    file.write_attribute(group + "/position/value", "unit", "Angstrom");
    file.write_attribute(group + "/position/time", "unit", "ps");
  }
}

}  // namespace

void export_hdf5(Context const& context, std::vector<Stage> const& stages) {
  Config const& config = context.config;
  auto file = io::Hdf5File::create(context.folder.root() / "study.h5");
  file.make_group("/h5md/author");
  file.make_group("/h5md/creator");
  file.write_attribute("/h5md", "version", std::vector<int>{1, 1});
  file.write_attribute("/h5md/author", "name", std::string("unknown"));
  file.write_attribute("/h5md/creator", "name", std::string("tektite study"));
  file.write_attribute("/h5md/creator", "version", std::string(TEKTITE_VERSION_STRING));
  file.make_group("/parameters");
  file.write_attribute("/parameters", "configuration", read_file(context.folder.root() / "config.toml"));
  file.write_attribute("/parameters", "manifest", read_file(context.folder.root() / "study.json"));
  for (Stage const& stage : stages) {
    fs::path const folder = context.folder.stage(stage.name);
    std::vector<fs::path> tables, frames;
    for (auto const& entry : fs::recursive_directory_iterator(folder)) {
      if (entry.path().extension() == ".csv") tables.push_back(entry.path());
      if (entry.path().extension() == ".dump") frames.push_back(entry.path());
    }
    std::sort(tables.begin(), tables.end());
    std::sort(frames.begin(), frames.end());
    // "seed-1/shear/inherent" for a file of that folder
    auto const group_of = [&](fs::path const& path) {
      return path.parent_path().lexically_relative(context.folder.root() / "stages").generic_string();
    };
    for (auto const& path : tables) add_table(file, "/tables/" + group_of(path) + "/" + path.stem().string(), path);
    for (auto const& path : frames) {
      auto const c = io::read_configuration(path);
      std::string group = group_of(path);
      std::replace(group.begin(), group.end(), '/', '_');
      add_frame(file, "/particles/" + group, c, double(c.timestep) * config.timestep);
    }
  }
  file.commit();
}

}  // namespace study
