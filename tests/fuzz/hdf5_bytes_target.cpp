// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::io
// mutations: 0
//
// Any bytes as an HDF5 file. Damaged files can crash the HDF5 library itself, in versions that are in use, so the
// ordinary tests run only what is in the corpus. What stands in a sound file is the matter of the target `trajectory`.
#include <tektite/io/trajectory.hpp>

#include "target.hpp"
#include "use_configuration.hpp"

using namespace tektite;

std::vector<std::string> fuzz::seeds() {
  std::vector<std::string> files;
  for (int const kind : {0, 1}) {
    std::string const path = (scratch_folder() / "seed.h5").string();
    io::Configuration c;
    c.box =
        kind == 0 ? Box::orthogonal(4, 5, 6) : Box::triclinic({4, 5, 6}, 1, 0.5, -1, {1, 2, 3}, {true, false, true});
    c.positions = {{1, 1, 1}, {2, 2.5, 3}, {3, 4, 5}};
    c.ids = {1, 2, 5};
    c.types = {0, 1, 0};
    if (kind == 1) {
      c.elements = {"Cu", "Zr"};
      c.masses = {63.5, 91.2};
      c.images = {{0, 0, 0}, {1, -1, 0}, {0, 0, 2}};
      c.velocities = {{0.5, 0, 0}, {0, 1, 0}, {0, 0, -1}};
    }
    io::TrajectoryWriter writer(path);
    writer.append(c, 0);
    c.timestep = 10;
    writer.append(c, 0.5);
    writer.commit();
    files.push_back(bytes_of(path));
  }
  return files;
}

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string const& path = fuzz::input_file({reinterpret_cast<char const*>(data), size});
  constexpr std::size_t most_frames = 3;
  std::vector<io::Configuration> frames;
  fuzz::accepted(path, [&] {
    io::TrajectoryReader const reader{std::filesystem::path(path)};
    for (std::size_t k = 0; k < std::min(reader.size(), most_frames); ++k) frames.push_back(reader.frame(k));
  });
  for (auto const& frame : frames) fuzz::use(frame);
  return 0;
}
