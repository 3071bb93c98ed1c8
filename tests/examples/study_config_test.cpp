// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite_study_config
#include "study/config.hpp"

#include <catch2/catch_test_macros.hpp>
#include <fstream>
#include <iterator>
#include <string>

using study::Config;
using study::ConfigError;
using study::parse_config;

namespace {

std::string const minimal = "[material]\npotential = \"a.eam.fs\"\n";

std::string message(std::string const& text) {
  try {
    parse_config(text, "x.toml");
  } catch (ConfigError const& e) {
    return e.what();
  }
  return "no error";
}

std::string file(std::string const& path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

TEST_CASE("the defaults are the paper's protocol") {
  Config const c = parse_config(minimal, "x.toml");
  CHECK(c.potential == "a.eam.fs");
  CHECK(c.quench_steps() == 10000);   // 2000 K at 1e14 K/s is 20 ps
  CHECK(c.shear_steps() == 1500000);  // 0.30 at 1e8 /s is 3 ns
  CHECK(c.relax_steps() == 500000);
  CHECK(c.alpha2_steps() == 500000);
}

TEST_CASE("values are taken from the file") {
  Config const c = parse_config(minimal +
                                    "atoms = 500\n[shear]\nrate_per_s = 5e10\nsnapshots = [0.1, 0.3]\n"
                                    "[relax]\nconnectivities = [0, 0.25, 1]\ntime_ps = 3\n",
                                "x.toml");
  CHECK(c.atoms == 500);
  CHECK(c.shear_steps() == 3000);
  CHECK(c.snapshots == std::vector<double>{0.1, 0.3});
  CHECK(c.connectivities == std::vector<double>{0, 0.25, 1});
  CHECK(c.relax_steps() == 1500);  // an integer where a number is wanted
}

TEST_CASE("every mistake is one line with its place in the file") {
  CHECK(message("") == "x.toml: material.potential is missing");
  CHECK(message(minimal + "atom = 3\n") ==
        "x.toml:3:1: unknown key material.atom; there are: atoms, composition, elements, potential, timestep_ps");
  CHECK(message(minimal + "[shaer]\nrate_per_s = 1\n") == "x.toml:3:2: unknown section [shaer]");
  CHECK(message(minimal + "atoms = 12.5\n") == "x.toml:3:9: material.atoms must be an integer");
  CHECK(message(minimal + "atoms = 5\n") == "x.toml:3:9: material.atoms = 5 must lie between 100 and 100000000");
  CHECK(message(minimal + "timestep_ps = 0\n") ==
        "x.toml:3:15: material.timestep_ps = 0 must be above 0 and at most 0.01");
  CHECK(message(minimal + "timestep_ps = \"fast\"\n") == "x.toml:3:15: material.timestep_ps must be a number");
  CHECK(message(minimal + "timestep_ps = nan\n") == "x.toml:3:15: material.timestep_ps must be finite");
  CHECK(message(minimal + "composition = [0.5, 0.6]\n") == "x.toml:3:15: material.composition must sum to 1");
  CHECK(message(minimal + "elements = [\"Cu\"]\n") == "x.toml:3:12: material.elements must name two elements");
  CHECK(message(minimal + "[relax]\nconnectivities = [0, 1.5]\n") ==
        "x.toml:4:22: relax.connectivities holds 1.5, which must be at least 0 and at most 1");
  CHECK(message(minimal + "[relax]\nconnectivities = []\n") ==
        "x.toml:4:18: relax.connectivities must be a list of numbers");
  CHECK(message(minimal + "[relax]\nconnectivities = [1, 0]\n") == "x.toml:4:18: relax.connectivities must ascend");
  CHECK(message(minimal + "[shear]\nplane = \"yx\"\n") == "x.toml:4:9: shear.plane must be xy, xz or yz");
  CHECK(message(minimal + "[shear]\nsnapshots = [0.4]\n") ==
        "x.toml:4:13: shear.snapshots must not exceed shear.strain");
  CHECK(message(minimal + "[quench]\ntemperature_K = 3000\n") ==
        "x.toml:4:17: quench.temperature_K must be below quench.melt_temperature_K");
  CHECK(message("study = 3\n" + minimal) == "x.toml:1:9: [study] must be a table");
  CHECK(message("[material\n").find("x.toml:1:10: ") == 0);
  CHECK(message(minimal + "atoms = 200\natoms = 300\n").find("x.toml:4:") == 0);
}

TEST_CASE("the presets are valid, and paper is the paper's size") {
  std::string const data = std::string(TEKTITE_SOURCE_DIR) + "/data/";
  for (auto const* name : {"quick", "laptop", "paper"}) {
    CAPTURE(name);
    CHECK_NOTHROW(parse_config(file(data + name + ".toml"), name));
  }
  Config const quick = parse_config(file(data + "quick.toml"), "quick");
  CHECK(quick.atoms == 4000);
  CHECK(quick.shear_rate == 5e10);
  CHECK(quick.connectivities == std::vector<double>{0, 0.5, 1});
  Config const laptop = parse_config(file(data + "laptop.toml"), "laptop");
  CHECK(laptop.atoms == 13500);
  CHECK(laptop.shear_rate == 1e10);
  Config const paper = parse_config(file(data + "paper.toml"), "paper");
  CHECK(paper.atoms == 108000);
  CHECK(paper.shear_steps() == 1500000);
  CHECK(paper.relax_steps() == 500000);
  CHECK(paper.alpha2_steps() == 500000);
  CHECK(paper.connectivities == std::vector<double>{0, 0.5, 0.7, 0.8, 0.9, 1});
}
