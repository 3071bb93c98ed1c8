// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite_study_config
#include "study/config.hpp"

#include <catch2/catch_test_macros.hpp>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "tektite/core/error.hpp"

using study::Config;
using study::parse_config;

namespace {

std::string const minimal = "[material]\npotential = \"a.eam.fs\"\n";

std::string const sections = "study, material, quench, relax, structure, shear, deformation, alpha2";

std::string message(std::string const& text) {
  try {
    parse_config(text, "x.toml");
  } catch (tektite::Error const& e) {
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
  CHECK(
      message(minimal + "atom = 3\n") ==
      "x.toml:3:1: unknown key material.atom; did you mean atoms? There are: atoms, composition, elements, potential, "
      "timestep_ps");
  CHECK(message(minimal + "[shaer]\nrate_per_s = 1\n") ==
        "x.toml:3:2: unknown section [shaer]; did you mean shear? There are: " + sections);
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

TEST_CASE("a name that is not known: the nearest one, and all") {
  CHECK(message(minimal + "[shear]\nrate_per_S = 1e10\n") ==
        "x.toml:4:1: unknown key shear.rate_per_S; did you mean rate_per_s? There are: frames, plane, rate_per_s, "
        "snapshots, strain, temperature_K");
  CHECK(message(minimal + "timestep = 0.001\n").find("did you mean timestep_ps?") != std::string::npos);
  CHECK(message(minimal + "zz = 1\n") ==
        "x.toml:3:1: unknown key material.zz; there are: atoms, composition, elements, potential, timestep_ps");
  CHECK(message("[materials]\npotential = \"a\"\n").find("did you mean material?") != std::string::npos);
  CHECK(message(minimal + "[xyz]\n") == "x.toml:3:2: unknown section [xyz]; there are: " + sections);
  CHECK(message(minimal + "[[xyz]]\n") == "x.toml:3:3: unknown section [xyz]; there are: " + sections);
  CHECK(message("seed = 1\n" + minimal) ==
        "x.toml:1:1: key seed stands in no section, expected it below a line [section]; there are: " + sections);
}

TEST_CASE("names and values of a file reach no terminal as they are") {
  CHECK(message("\"a\\nb\\u001b[31m\\u0000c\" = 1\n").find("x.toml:1:1: key a?b?[31m?c stands in no section") == 0);
  CHECK(message("[\"\\u001b[31m\"]\n").find("x.toml:1:2: unknown section [?[31m];") == 0);
  CHECK(message(minimal + "\"\\u009b\" = 1\n").find("x.toml:3:1: unknown key material.??;") == 0);
  CHECK(message("[material]\npotential = \"a\\u0000b\"\n") ==
        "x.toml:2:13: material.potential = \"a?b\" must have no control characters");
  CHECK(message(minimal + "elements = [\"Cu\", \"\\u001bc\"]\n") ==
        "x.toml:3:19: material.elements holds \"?c\", which must have no control characters");
  std::string const all = std::string(100000, 'a');
  for (auto const& text :
       {all + " = 1\n", "[" + all + "]\n", minimal + all + " = 1\n", minimal + "x = " + all + "\n",
        minimal + "atoms = " + std::string(100000, '1') + "\n", "[shear]\nplane = \"" + all + "\"\n" + minimal,
        minimal + "elements = [\"" + all + "\", \"" + all + "\"]\n"}) {
    CAPTURE(text.substr(0, 100));
    CHECK(message(text).size() < 600);
    CHECK(message(text).find("x.toml:") == 0);
  }
}

TEST_CASE("names and lists of any depth are refused, those of ordinary files are not") {
  auto const many = [](std::size_t count, std::string const& part) {
    std::string text;
    for (std::size_t k = 0; k < count; ++k) text += part;
    return text;
  };
  std::string const levels = "brackets in more than 8 levels, expected lists of values";
  std::string const parts = "a name of more than 8 parts, expected [section] and key = value";
  CHECK(message(many(40000, "a.") + "a = 1\n") == "x.toml:1:16: " + parts);
  CHECK(message("\n[" + many(40000, "a.") + "a]\n") == "x.toml:2:17: " + parts);
  CHECK(message("a = { " + many(40000, "a . ") + "a = 1 }\n") == "x.toml:1:37: " + parts);
  CHECK(message(many(20000, "'a'.\"b\" . ") + "a = 1\n").find(parts) != std::string::npos);
  CHECK(message("a = " + many(40000, "[")) == "x.toml:1:13: " + levels);
  CHECK(message("a = " + many(40000, "{a=")) == "x.toml:1:29: " + levels);
  CHECK(message("a = " + many(40000, "[\n{a=")).find(levels) != std::string::npos);
  CHECK(message(many(200000, "a = 1\n")) ==
        "x.toml: more than 262144 bytes, expected a configuration of a few thousand");

  std::string const brackets = many(1000, "[{.");
  CHECK(parse_config("# " + brackets + "\n" + minimal + "elements = [ # " + brackets + "\n 'Cu', \"Zr\", ]\n", "x")
            .atoms == 4000);
  for (auto const& text :
       {"'" + brackets + "'", "\"" + brackets + "\\\"[\\\\\"", "'''" + brackets + "'\n''" + brackets + "'''",
        "\"\"\"\\\n " + brackets + "\\\"\"\"\"\"\""}) {
    CAPTURE(text);
    // Not refused for its brackets, but because it is no list.
    CHECK(message("[material]\nelements = " + text) ==
          "x.toml:2:12: material.elements must be a list of texts that are not empty");
  }
}

TEST_CASE("all of TOML that a configuration can use") {
  Config const c = parse_config(
      "\xef\xbb\xbf# Zr\xe2\x80\x93"
      "Cu \xe2\x80\x8e\r\n"
      "material.potential = 'd\xc3\xa9p\xc3\xb4t/a.fs'\r\n"
      "\"material\" . atoms = 1_000 # [\r\n"
      "shear = { rate_per_s = 5e10, frames=0x14, snapshots = [0.1,\t3e-1,] }\r\n",
      "x.toml");
  CHECK(c.potential == "d\xc3\xa9p\xc3\xb4t/a.fs");
  CHECK(c.atoms == 1000);
  CHECK(c.frames == 20);
  CHECK(c.snapshots == std::vector<double>{0.1, 0.3});
  CHECK(parse_config("[material]\npotential = \"\"\"\na.fs\"\"\"\n[shear] # x\nplane = '''\nxy'''", "x").potential ==
        "a.fs");
}

TEST_CASE("what is no TOML and must not reach the library") {
  CHECK(message(std::string("a = 1\nb\0 = 1\n", 13)) == "x.toml:2:2: unexpected byte 0x00, expected text in UTF-8");
  CHECK(message("# \x1b[31m\n") == "x.toml:1:3: unexpected byte 0x1B, expected text in UTF-8");
  CHECK(message("a = 1\r") == "x.toml:1:6: unexpected byte 0x0D, expected text in UTF-8");
  CHECK(message("a = '\x7f'\n") == "x.toml:1:6: unexpected byte 0x7F, expected text in UTF-8");
  CHECK(message("\xff\xfe"
                "a") == "x.toml: is UTF-16, expected text in UTF-8");
  CHECK(message("# \xe9\n").find("x.toml:1:") == 0);
  CHECK(message("\xef\xbb\xbe") == "x.toml:1:1: unexpected byte 0xEF outside quotes and comments");
  CHECK(message("a = 1\xc3\xa9\n") == "x.toml:1:6: unexpected byte 0xC3 outside quotes and comments");
  CHECK(message("a = @\n") == "x.toml:1:5: unexpected '@' outside quotes and comments");
  CHECK(message("a = 1@\n") == "x.toml:1:6: unexpected '@' outside quotes and comments");
  for (std::string const text : {"[\x01", "[=", "[.a]", "[+]", "[", "[[", "[ [a]]", "[[ #", "[\n]"}) {
    CAPTURE(text);
    CHECK(message("\n" + text).substr(0, 9) == "x.toml:2:");
  }
  CHECK(message("[=]") == "x.toml:1:2: the name of a section is missing, expected [name]");
  CHECK(message("a = [}]\n") == "x.toml:1:6: '}' closes nothing that is open");
  CHECK(message("a = 1979-05-27Tx:\n") == "x.toml:1:17: unexpected ':' in a value; dates and times are no values here");
  CHECK(message("a = 2020-01-01 1\n") ==
        "x.toml:1:15: two values without a comma between them; dates are no values here");
  for (std::string const text :
       {"2020-01-0\" 1\n", "1abc-de-f= 2\n", "2020-01-0[ 1\n", "[2020-01-0~ 1]", "2020-01-01 12:00:00"}) {
    CAPTURE(text);
    CHECK(message("a = " + text).substr(0, 9) == "x.toml:1:");
  }
  CHECK(message("a = \"\"\"\\\n  \xc3\xa9\"\"\"\n") ==
        "x.toml:2:3: a character outside ASCII follows a backslash, expected a text in one line");
  CHECK(message("a = \"\"\"\\\xc3\xa9\"\"\"\n").find("x.toml:1:9: ") == 0);
}

TEST_CASE("numbers of steps that cannot be run are refused") {
  std::string const tiny = minimal + "timestep_ps = 1e-18\n";
  CHECK(message(tiny + "[quench]\nmelt_time_ps = 1e6\n") ==
        "x.toml:3:15: material.timestep_ps = 1e-18, quench.melt_time_ps = 1000000 give 1e+24 steps, expected at most "
        "1e+15");
  CHECK(message(tiny).find("quench.melt_time_ps = 5 give 5e+18 steps,") != std::string::npos);
  CHECK(message(minimal + "timestep_ps = 1e-300\n[quench]\nmelt_time_ps = 0\n")
            .find("quench.melt_temperature_K = 2050, quench.temperature_K = 50, quench.rate_K_per_s = 1e+14 give "
                  "2e+301 steps") != std::string::npos);
  CHECK(message(minimal + "timestep_ps = 1e-320\n").find("x.toml:3:15: ") == 0);
  // Each of the times.
  std::string const short_times =
      minimal + "timestep_ps = 1e-10\n[quench]\nmelt_time_ps = 0\nrest_time_ps = 0\nrate_K_per_s = 1e18\n";
  std::string const no_relaxation = "[relax]\ntime_ps = 0\nrest_time_ps = 0\n";
  std::string const short_shear = "[shear]\nrate_per_s = 1e14\n";
  for (auto const& [text, key] :
       {std::pair{std::string("[relax]\ntime_ps = 1e6"), "relax.time_ps"},
        {"[relax]\ntime_ps = 0\nrest_time_ps = 1e6", "relax.rest_time_ps"},
        {no_relaxation + "[shear]\nrate_per_s = 1", "shear.strain"},
        {no_relaxation + short_shear + "[alpha2]\nrest_time_ps = 1e6", "alpha2.rest_time_ps"},
        {no_relaxation + short_shear + "[alpha2]\nrest_time_ps = 0\ntime_ps = 1e6", "alpha2.time_ps"}}) {
    CAPTURE(key);
    CHECK(message(short_times + text).find(std::string("1e-10, ") + key + " = ") != std::string::npos);
  }
  CHECK(message(minimal + "atoms = 100000000\n[shear]\nrate_per_s = 1\n") ==
        "x.toml:3:9: material.atoms = 100000000, study.replicas = 1, material.timestep_ps = 0.002 and the times give "
        "6e+22 steps of single atoms, expected at most 1e+18");
  CHECK(message(minimal + "[alpha2]\ntime_ps = 1e-20\n") ==
        "x.toml:4:11: material.timestep_ps = 0.002, alpha2.time_ps = 1e-20 give no step, expected at least one");
  CHECK(message(minimal + "[quench]\ntemperature_K = 2049.9999999999\nrate_K_per_s = 1e18\n").find("give no step") !=
        std::string::npos);
  CHECK(message(minimal + "[shear]\nstrain = 1e-7\nsnapshots = [1e-8]\nframes = 3\n") ==
        "x.toml:6:10: shear.frames = 3 exceeds the number of steps of the shear, 1");
}

TEST_CASE("what can be checked without other files is checked") {
  CHECK(message(minimal + "elements = [\"Cu\", \"Cu\"]\n") ==
        "x.toml:3:12: material.elements names Cu twice, expected two elements");
  for (std::string const name : {".", "..", "a/", "a/.."}) {
    CHECK(message("[material]\npotential = \"" + name + "\"\n") ==
          "x.toml:2:13: material.potential names a folder, expected a file");
  }
  CHECK(message(minimal + "[relax]\nconnectivities = [0.001, 0.002]\n") ==
        "x.toml:4:18: relax.connectivities holds 0.001 and 0.002, which must differ in the first two decimals");
  CHECK(message(minimal + "composition = [1e-6, 0.999999]\n") ==
        "x.toml:3:15: material.composition holds 1e-06, with 4000 atoms less than 10 atoms of an element");
  CHECK(message(minimal + "atoms = 100\ncomposition = [0.11, 0.89]\n") == "no error");
  CHECK(message(minimal + "[structure]\nrdf_cutoff_A = 3\n") ==
        "x.toml:4:16: structure.rdf_cutoff_A = 3 must be at least 5 and at most 1000");
  CHECK(message(minimal + "[relax]\nfraction = 1e-7\n") ==
        "x.toml:4:12: relax.fraction = 1e-07 must be at least 1e-06 and at most 0.5");
  CHECK(study::connectivity_name(parse_config(minimal + "[relax]\nconnectivities = [-0.0]\n", "x").connectivities[0]) ==
        "0.00");
}

TEST_CASE("values of other kinds are errors of one line") {
  CHECK(message(minimal + "atoms = 9007199254740993\n") ==
        "x.toml:3:9: material.atoms = 9007199254740993 must lie between 100 and 100000000");
  CHECK(message(minimal + "timestep_ps = 9007199254740993\n") ==
        "x.toml:3:15: material.timestep_ps = 9007199254740992 must be above 0 and at most 0.01");
  for (std::string const value : {"1e400",      "-1e-300",  "inf",
                                  "-inf",       "nan",      "9223372036854775808",
                                  "1979-05-27", "07:32:00", "1979-05-27T07:32:00Z",
                                  "true",       "{}",       "[]",
                                  "''",         "[1]",      "0x",
                                  "0x1p3",      "1_",       "_1",
                                  "+-1",        "1e"}) {
    CAPTURE(value);
    CHECK(message(minimal + "timestep_ps = " + value + "\n").find("x.toml:3:") == 0);
    CHECK(message(minimal + "atoms = " + value + "\n").find("x.toml:3:") == 0);
    CHECK(message(minimal + "[relax]\nconnectivities = [" + value + "]\n").find("x.toml:4:") == 0);
  }
  CHECK(message(minimal + "[[shear]]\n").find("x.toml:3:") == 0);
  CHECK(message(minimal + "[relax]\nconnectivities = [0, 'a']\n") ==
        "x.toml:4:22: relax.connectivities must hold numbers");
  CHECK(message(minimal + "[structure]\nindex = [0, 0, 12.0, 0]\n") ==
        "x.toml:4:16: structure.index must hold integers");
}

TEST_CASE("the presets are valid, and paper is the paper's size") {
  std::string const data = std::string(TEKTITE_SOURCE_DIR) + "/data/";
  for (auto const* name : {"quick", "laptop", "workstation", "paper"}) {
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
  Config const workstation = parse_config(file(data + "workstation.toml"), "workstation");
  CHECK(workstation.atoms == 108000);
  CHECK(workstation.shear_steps() == 150000);
  CHECK(workstation.connectivities == std::vector<double>{0, 1});
  Config const paper = parse_config(file(data + "paper.toml"), "paper");
  CHECK(paper.atoms == 108000);
  CHECK(paper.shear_steps() == 1500000);
  CHECK(paper.relax_steps() == 500000);
  CHECK(paper.alpha2_steps() == 500000);
  CHECK(paper.connectivities == std::vector<double>{0, 0.5, 0.7, 0.8, 0.9, 1});
}
