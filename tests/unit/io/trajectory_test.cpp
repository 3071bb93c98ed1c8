// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::hdf5

#include <tektite/io/hdf5_reader.hpp>
#include <tektite/io/trajectory.hpp>

#include <hdf5.h>

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <limits>
#include <numeric>
#include <string>
#include <vector>

#include "support/scratch_folder.hpp"

namespace trajectory_test {

using tektite::Box;
using tektite::Error;
using tektite::io::Configuration;
using tektite::io::Hdf5Reader;

namespace {

Configuration frame(int k, bool images) {
  Configuration c;
  c.timestep = 100 * k;
  c.box = Box::triclinic({10, 11 + 0.1 * k, 12}, 0.5 * k, -1, 2, {-1, 0.25, 3}, {true, false, true});
  for (int i = 0; i < 7; ++i) {
    c.ids.push_back(3 * i + 1);
    c.types.push_back(i % 2);
    c.positions.push_back({0.1 * i + k, 1.0 / (i + 1), -2.0 * i});
    if (images) c.images.push_back({i - 3, 0, k});
  }
  c.elements = {"Cu", "Zr"};
  c.masses = {63.546, 91.224};
  return c;
}

}  // namespace

TEST_CASE("trajectories come back frame by frame") {
  ScratchFolder const folder;
  bool const images = true;
  auto const write = [&](char const* name) {
    tektite::io::TrajectoryWriter out(folder / name);
    for (int k = 0; k < 5; ++k) {
      Configuration const c = frame(k, images);
      tektite::io::Column const d2min{"d2min", {0, 1, 2, 3, 4, 5, 6.0 + k}};
      out.append(c, 0.002 * k, {d2min});
    }
    out.commit();
  };
  write("a.h5");
  tektite::io::TrajectoryReader const in(folder / "a.h5");
  REQUIRE(in.size() == 5);
  for (int k = 0; k < 5; ++k) {
    Configuration const c = in.frame(std::size_t(k)), expected = frame(k, images);
    REQUIRE(in.time(std::size_t(k)) == 0.002 * k);
    REQUIRE(c.timestep == expected.timestep);
    REQUIRE(c.ids == expected.ids);
    REQUIRE(c.types == expected.types);
    REQUIRE(c.positions == expected.positions);
    REQUIRE(c.images == expected.images);
    REQUIRE(c.elements == expected.elements);
    REQUIRE(c.masses == expected.masses);
    REQUIRE(c.box.edges() == expected.box.edges());
    REQUIRE(c.box.origin() == expected.box.origin());
    for (int d = 0; d < 3; ++d) REQUIRE(c.box.periodic(d) == expected.box.periodic(d));
  }
  Hdf5Reader const file(folder / "a.h5");
  REQUIRE(file.read_item<double>("/particles/all/d2min/value", 3) == std::vector<double>{0, 1, 2, 3, 4, 5, 9});
  REQUIRE(file.read<std::int64_t>("/particles/all/box/edges/step") == std::vector<std::int64_t>{0, 100, 200, 300, 400});
  REQUIRE(file.read_attribute<int>("/h5md", "version") == std::vector<int>{1, 1});
  REQUIRE(file.read<int>("/particles/all/species") == std::vector<int>{1, 2, 1, 2, 1, 2, 1});  // files count from 1

  // Nothing in the file depends on when it was written.
  write("b.h5");
  REQUIRE(folder.bytes("a.h5") == folder.bytes("b.h5"));
}

TEST_CASE("frames that do not belong to the trajectory are refused") {
  ScratchFolder const folder;
  tektite::io::TrajectoryWriter out(folder / "a.h5");
  out.append(frame(0, true), 0);
  REQUIRE_THROWS_AS(out.append(frame(1, false), 1), Error);
  Configuration c = frame(1, true);
  c.ids[0] = 2;
  REQUIRE_THROWS_AS(out.append(c, 1), Error);
  c = frame(1, true);
  c.box = Box::orthogonal(10, 10, 10);
  REQUIRE_THROWS_AS(out.append(c, 1), Error);
  REQUIRE_THROWS_AS(out.append(frame(1, true), 1, {{"pe", std::vector<double>(7)}}), Error);
}

namespace {

using Edit = std::function<void(hid_t)>;
using Extent = std::vector<hsize_t>;

std::string const particles = "/particles/all/";
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

/// A trajectory of two frames of seven atoms, then changed with HDF5's own functions.
std::filesystem::path edited(ScratchFolder const& folder, Edit const& edit) {
  auto const path = folder / "edited.h5";
  tektite::io::TrajectoryWriter out(path);
  for (int k = 0; k < 2; ++k) {
    Configuration c = frame(k, true);
    c.velocities.assign(c.size(), {1, 2, 3});
    out.append(c, 0.5 * k);
  }
  out.commit();
  hid_t const file = H5Fopen(path.c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
  edit(file);
  REQUIRE(H5Fclose(file) >= 0);
  return path;
}

void read_all(std::filesystem::path const& path) {
  tektite::io::TrajectoryReader const in(path);
  for (std::size_t k = 0; k < in.size(); ++k) in.frame(k);
}

void refused(Edit const& edit, std::string const& dataset, std::string const& reason) {
  ScratchFolder const folder;
  auto const path = edited(folder, edit);
  using Catch::Matchers::ContainsSubstring;
  INFO(dataset << " " << reason);
  REQUIRE_THROWS_MATCHES(read_all(path), Error,
                         Catch::Matchers::MessageMatches(ContainsSubstring(path.string() + ": ") &&
                                                         ContainsSubstring(dataset) && ContainsSubstring(reason)));
}

/// Replaces a dataset; with no values it is never written.
Edit replaced(std::string const& name, Extent const& extent, std::vector<double> const& values,
              hid_t type = H5T_NATIVE_DOUBLE, Extent const& chunk = {}, bool deflate = false) {
  return [=](hid_t file) {
    H5Ldelete(file, name.c_str(), H5P_DEFAULT);
    hid_t const space = extent.empty() ? H5Screate(H5S_SCALAR)
                                       : H5Screate_simple(static_cast<int>(extent.size()), extent.data(), nullptr);
    hid_t const list = H5Pcreate(H5P_DATASET_CREATE);
    if (!chunk.empty()) H5Pset_chunk(list, static_cast<int>(chunk.size()), chunk.data());
    if (deflate) H5Pset_deflate(list, 9);
    hid_t const data = H5Dcreate2(file, name.c_str(), type, space, H5P_DEFAULT, list, H5P_DEFAULT);
    REQUIRE(data >= 0);
    if (!values.empty()) REQUIRE(H5Dwrite(data, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()) >= 0);
    H5Dclose(data);
    H5Pclose(list);
    H5Sclose(space);
  };
}

/// Replaces one value of a dataset.
Edit changed(std::string const& name, std::size_t k, double value) {
  return [=](hid_t file) {
    hid_t const data = H5Dopen2(file, name.c_str(), H5P_DEFAULT), space = H5Dget_space(data);
    std::vector<double> values(static_cast<std::size_t>(H5Sget_simple_extent_npoints(space)));
    REQUIRE(H5Dread(data, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()) >= 0);
    values.at(k) = value;
    REQUIRE(H5Dwrite(data, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()) >= 0);
    H5Sclose(space);
    H5Dclose(data);
  };
}

Edit removed(std::string const& name) {
  return [=](hid_t file) { REQUIRE(H5Ldelete(file, name.c_str(), H5P_DEFAULT) >= 0); };
}

/// Replaces the attribute `boundary` by texts of fixed length.
Edit boundary(std::vector<std::string> const& words) {
  return [=](hid_t file) {
    std::string const box = particles + "box";
    H5Adelete_by_name(file, box.c_str(), "boundary", H5P_DEFAULT);
    hid_t const type = H5Tcopy(H5T_C_S1);
    H5Tset_size(type, 16);
    hsize_t const count = words.size();
    hid_t const space = H5Screate_simple(1, &count, nullptr);
    hid_t const attribute =
        H5Acreate_by_name(file, box.c_str(), "boundary", type, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
    std::string bytes;
    for (std::string const& word : words) bytes += word + std::string(16 - word.size(), '\0');
    REQUIRE(H5Awrite(attribute, type, bytes.data()) >= 0);
    H5Aclose(attribute);
    H5Sclose(space);
    H5Tclose(type);
  };
}

std::vector<double> numbers(std::size_t count) { return std::vector<double>(count, 1); }

}  // namespace

TEST_CASE("values of a trajectory are checked as those of text files are") {
  std::string const edges = particles + "box/edges/value", position = particles + "position/value";
  for (double const bad : {not_a_number, HUGE_VAL, -HUGE_VAL, 1e300, -1e300}) {
    refused(changed(edges, 9, bad), edges, "frame 1");
    refused(changed(particles + "box/offset/value", 5, bad), "box/offset/value", "frame 1");
    refused(changed(particles + "box/offset/value", 5, 1e18), "box/offset/value", "expected at most 1e9 edges");
    refused(changed(position, 22, bad), position, "frame 1");
    if (bad != 1e300) refused(changed(particles + "position/time", 1, bad), "position/time", "frame 1");
  }
  refused(changed(edges, 0, 0), edges, "frame 0");
  refused(changed(position, 3, 2e10), position, "atom 4 is not within 1e9 box lengths");
  refused(changed(particles + "velocity/value", 4, not_a_number), "velocity/value",
          "the velocity of atom 4 is not finite");
  refused(changed(particles + "image/value", 0, 1.5e9), "image/value", "atom 1 has image 1500000000");
  refused(changed(particles + "id", 2, 4), particles + "id", "id 4 appears twice");
  refused(changed(particles + "id", 0, -1), particles + "id", "an id is -1");
  for (double const bad : {0., -7., 65536., 2147483647.})
    refused(changed(particles + "species", 3, bad), "species", "atom 10 has type ");
  refused(changed(particles + "species", 3, 3), "/parameters/masses", "there are 2 masses for 3 types");
  for (double const bad : {0., -1., not_a_number, HUGE_VAL})
    refused(changed("/parameters/masses", 1, bad), "masses", "a mass is");
  refused(changed(particles + "position/step", 1, -5), "position/step", "is at step -5, before step 0");
  refused(changed(particles + "position/time", 1, -5), "position/time", "not before the last frame");
  refused(boundary({"periodic", "Periodic", "none"}), "box", "boundary is 'Periodic', expected periodic or none");
  refused(boundary({"periodic", "none"}), "boundary", "expected three words");
}

TEST_CASE("datasets of a trajectory have the extents, types and steps of the others") {
  std::string const time = particles + "position/time", position = particles + "position/value";
  for (Extent const& extent : {Extent{}, Extent{0}, Extent{1}, Extent{3}, Extent{2, 1}, Extent{1, 2}}) {
    std::size_t const count = std::accumulate(extent.begin(), extent.end(), std::size_t{1}, std::multiplies<>{});
    refused(replaced(particles + "position/step", extent, numbers(count), H5T_NATIVE_INT64), "position/step",
            "expected 2");
    if (extent != Extent{1} && extent != Extent{3}) refused(replaced(time, extent, numbers(count)), "position/", "");
  }
  refused(replaced(position, {2, 6, 3}, numbers(36)), position, "has extents 2 x 6 x 3, expected 2 x 7 x 3");
  refused(replaced(position, {2, 21}, numbers(42)), position, "has extents 2 x 21, expected 2 x 7 x 3");
  refused(replaced(particles + "box/edges/value", {2, 3}, numbers(6)), "box/edges/value", "expected 2 x 3 x 3");
  refused(replaced(particles + "image/value", {2, 8, 3}, numbers(48), H5T_NATIVE_INT), "image/value", "2 x 7 x 3");
  refused(replaced(particles + "species", {8}, numbers(8), H5T_NATIVE_INT), "species", "has extents 8, expected 7");
  refused(replaced("/parameters/masses", {2, 1}, numbers(2)), "/parameters/masses", "wrong shape");
  refused(replaced("/parameters/elements", {2}, numbers(2)), "/parameters/elements", "other values than text");
  refused(replaced(particles + "species", {7}, std::vector<double>(7, 1.5)), "species", "expected a whole number");
  refused(replaced(particles + "id", {7}, {1, 2, 3, 4, 5, 6, 1e30}), particles + "id", "expected a whole number");
  refused(replaced(particles + "box/edges/step", {2}, {0, 50}, H5T_NATIVE_INT64), "box/edges/step", "differs");
  refused(replaced(particles + "velocity/time", {2}, {0, 50}), "velocity/time", "differs");
  for (char const* name : {"id", "species", "box", "box/edges", "box/offset/value", "position", "position/step",
                           "position/time", "position/value", "image/value"})
    refused(removed(particles + name), particles + std::string(name).substr(0, 2), "has no");
  refused(
      [](hid_t file) {
        H5Ldelete(file, "/particles/all/id", H5P_DEFAULT);
        H5Gclose(H5Gcreate2(file, "/particles/all/id", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
      },
      "/particles/all/id", "is not a readable dataset");
  refused(
      [](hid_t file) {
        H5Ldelete(file, "/particles/all/id", H5P_DEFAULT);
        hid_t const space = H5Screate(H5S_NULL);
        H5Dclose(H5Dcreate2(file, "/particles/all/id", H5T_NATIVE_INT, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
        H5Sclose(space);
      },
      "/particles/all/id", "is empty");
}

TEST_CASE("extents beyond what the file holds are refused before memory is allocated") {
  std::string const time = particles + "position/time", position = particles + "position/value";
  hsize_t const large = hsize_t(1) << 40, most = (hsize_t(1) << 62) + 1;
  refused(replaced(time, {large}, {}), time, "not all of them are stored");
  refused(replaced(time, {large}, {}, H5T_NATIVE_DOUBLE, {1 << 20}, true), time, "not all of them are stored");
  refused(replaced(particles + "id", {large}, {}, H5T_NATIVE_INT64), particles + "id", "not all of them are stored");
  refused(replaced(position, {2, large, 3}, {}), position, "expected 2 x 7 x 3");
  refused(replaced(time, {most, 4, 4}, {}, H5T_NATIVE_DOUBLE, {1 << 20, 1, 1}), time, "no file can hold");
  // Right extents, but values that were never written: HDF5 would read zeros.
  refused(replaced(position, {2, 7, 3}, {}), position, "not all of them are stored");
  refused(replaced(position, {2, 7, 3}, {}, H5T_NATIVE_DOUBLE, {1, 7, 3}), position, "not all of them are stored");
}

TEST_CASE("a trajectory does not reach into other files") {
  std::string const id = particles + "id";
  refused(
      [&](hid_t file) {
        H5Ldelete(file, id.c_str(), H5P_DEFAULT);
        H5Lcreate_external("edited.h5", "/particles/all/species", file, id.c_str(), H5P_DEFAULT, H5P_DEFAULT);
      },
      id, "is not a readable dataset");
  refused(
      [&](hid_t file) {
        H5Ldelete(file, id.c_str(), H5P_DEFAULT);
        H5Lcreate_external("edited.h5", "/particles/all/species", file, "/outside", H5P_DEFAULT, H5P_DEFAULT);
        H5Lcreate_soft("/outside", file, id.c_str(), H5P_DEFAULT, H5P_DEFAULT);
      },
      id, "is not a readable dataset");
  refused(
      [&](hid_t file) {
        H5Ldelete(file, id.c_str(), H5P_DEFAULT);
        hid_t const list = H5Pcreate(H5P_DATASET_CREATE);
        H5Pset_external(list, "/dev/zero", 0, 56);
        hsize_t const count = 7;
        hid_t const space = H5Screate_simple(1, &count, nullptr);
        H5Dclose(H5Dcreate2(file, id.c_str(), H5T_NATIVE_INT64, space, H5P_DEFAULT, list, H5P_DEFAULT));
        H5Sclose(space);
        H5Pclose(list);
      },
      id, "has its values in other files");
  refused(
      [&](hid_t file) {
        H5Ldelete(file, id.c_str(), H5P_DEFAULT);
        H5Lcreate_soft("/loop", file, id.c_str(), H5P_DEFAULT, H5P_DEFAULT);
        H5Lcreate_soft(id.c_str(), file, "/loop", H5P_DEFAULT, H5P_DEFAULT);
      },
      id, "is not a readable dataset");
}

TEST_CASE("trajectories of other programs are read: texts of fixed length, atoms in any order, soft links") {
  ScratchFolder const folder;
  auto const path = edited(folder, [](hid_t file) {
    boundary({"periodic", "none", "periodic"})(file);
    replaced(particles + "id", {7}, {19, 16, 13, 10, 7, 4, 1}, H5T_STD_U8LE)(file);
    replaced(particles + "species", {7}, {1, 2, 1, 2, 1, 2, 2}, H5T_STD_I16BE)(file);
    H5Ldelete(file, "/particles/all/image/step", H5P_DEFAULT);
    H5Lcreate_soft("/particles/all/position/step", file, "/particles/all/image/step", H5P_DEFAULT, H5P_DEFAULT);
  });
  tektite::io::TrajectoryReader const in(path);
  Configuration const c = in.frame(1), expected = frame(1, true);
  REQUIRE(c.ids == expected.ids);
  REQUIRE(c.types == std::vector<int>{1, 1, 0, 1, 0, 1, 0});
  auto reversed = expected.positions;
  std::reverse(reversed.begin(), reversed.end());
  REQUIRE(c.positions == reversed);
  REQUIRE(c.images[0] == expected.images[6]);
  REQUIRE_THROWS_AS(in.time(2), Error);
  REQUIRE_THROWS_AS(in.frame(2), Error);
}

TEST_CASE("frames are written in the order of time") {
  ScratchFolder const folder;
  tektite::io::TrajectoryWriter out(folder / "a.h5");
  out.append(frame(1, true), 1);
  REQUIRE_THROWS_AS(out.append(frame(1, true), 0.5), Error);
  REQUIRE_THROWS_AS(out.append(frame(0, true), 2), Error);
  REQUIRE_THROWS_AS(out.append(frame(1, true), not_a_number), Error);
  out.append(frame(1, true), 1);
}

}  // namespace trajectory_test
