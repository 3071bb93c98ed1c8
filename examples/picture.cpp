// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::files CLI11::CLI11
//
// A picture of a configuration: atoms as shaded spheres in their box, coloured by any column.
//
//     picture --color lambda --only 'z>10' strain.dump strain.png

#include <tektite/io.hpp>

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "common/chosen_atoms.hpp"
#include "common/command_line.hpp"
#include "common/numbers_by_type.hpp"
#include "common/property.hpp"
#include "common/python.hpp"
#include "common/start_frame.hpp"
#include "tektite/io/text_writer.hpp"

using namespace tektite;

namespace {

struct Arguments {
  std::string in, out, color = "type";
  std::vector<double> range, view;
  std::vector<std::pair<std::string, double>> radii;
  std::optional<std::int64_t> frame;
  examples::AtomChoice atoms;
};

/// What the script draws: positions, radii and values of the chosen atoms.
struct Scene {
  std::vector<Vec3<double>> positions;
  std::vector<double> radii, values;
  std::vector<std::string> kinds;  ///< names of the values 0, 1, ...; empty: the values are numbers
};

/// 0.45 of the edge of the cube that an atom has, so that neighbours touch; larger atoms by --radii.
std::vector<double> radii_of(Arguments const& a, io::Configuration const& c) {
  double const usual = 0.45 * std::cbrt(c.box.volume() / std::max(1.0, double(c.size())));
  std::vector<double> radii(std::size_t(std::max(1, c.type_count())), usual);
  return a.radii.empty() ? radii : examples::numbers_by_type("--radii", a.in, c, a.radii);
}

std::vector<std::string> names_of_types(io::Configuration const& c) {
  std::vector<std::string> names(std::size_t(c.type_count()));
  for (std::size_t t = 0; t < names.size(); ++t)
    names[t] = t < c.elements.size() && !c.elements[t].empty() ? c.elements[t] : "type " + std::to_string(t + 1);
  return names;
}

Scene scene_of(Arguments const& a, io::Configuration const& c) {
  Scene scene;
  bool const by_kind = a.color == "type" || a.color == "element";
  std::vector<double> const values =
      by_kind ? std::vector<double>(c.types.begin(), c.types.end()) : examples::property(c, a.color, a.in);
  if (by_kind) scene.kinds = names_of_types(c);
  auto const radii = radii_of(a, c);
  auto const chosen = a.atoms.of(c, a.in);
  for (std::size_t i = 0; i < c.size(); ++i) {
    if (!chosen[i]) continue;
    scene.positions.push_back(c.box.wrap(c.positions[i]));
    scene.radii.push_back(radii[std::size_t(c.types[i])]);
    scene.values.push_back(values[i]);
  }
  return scene;
}

/// The values that get the first and the last colour: a hundredth of the atoms is beyond each.
std::vector<double> usual_range(std::vector<double> values) {
  if (values.empty()) return {0, 1};
  std::sort(values.begin(), values.end());
  std::size_t const edge = values.size() / 100;
  return {values[edge], values[values.size() - 1 - edge]};
}

void write_vector(io::TextWriter& out, Vec3<double> const& v) { out << '[' << v.x << ',' << v.y << ',' << v.z << ']'; }

void write_list(io::TextWriter& out, char const* name, std::vector<double> const& numbers) {
  out << '"' << name << "\":[";
  for (std::size_t k = 0; k < numbers.size(); ++k) out << (k ? "," : "") << numbers[k];
  out << "],";
}

/// As JSON. Names come from files: what would end a string there is left out.
void write_scene(std::filesystem::path const& path, Scene const& scene, Arguments const& a, Box const& box) {
  auto const quoted = [](std::string text) {
    std::erase_if(text, [](char c) { return c == '"' || c == '\\'; });
    return '"' + printable(text) + '"';
  };
  io::TextWriter out(path);
  out << "{\"positions\":[";
  for (std::size_t i = 0; i < scene.positions.size(); ++i) {
    if (i > 0) out << ',';
    write_vector(out, scene.positions[i]);
  }
  out << "],";
  write_list(out, "radii", scene.radii);
  write_list(out, "values", scene.values);
  out << "\"kinds\":[";
  for (std::size_t k = 0; k < scene.kinds.size(); ++k) out << (k ? "," : "") << quoted(scene.kinds[k]);
  auto const range = a.range.empty() ? usual_range(scene.values) : a.range;
  out << "],\"low\":" << range[0] << ",\"high\":" << range[1] << ",\"label\":" << quoted(a.color) << ',';
  write_list(out, "view", a.view.empty() ? std::vector<double>{-24, 16} : a.view);
  out << "\"cell\":[";
  for (int axis = 0; axis < 3; ++axis) {
    if (axis > 0) out << ',';
    write_vector(out, box.edge(axis));
  }
  out << "],\"origin\":";
  write_vector(out, box.origin());
  out << "}\n";
  out.commit();
}

}  // namespace

int main(int argc, char** argv) {
  examples::Program program("picture", "A picture of atoms as shaded spheres in their box, coloured by a column");
  Arguments a;
  program.add_option("--color", a.color, "a column of IN, or type")->capture_default_str();
  program.add_numbers("--range", a.range,
                      "values of the first and last colour: LOW,HIGH (default: 1 % are beyond each)");
  program.add_numbers("--view", a.view, "azimuth and elevation (degrees; 0,0: along z; default: -24,16)");
  program.add_named_numbers("--radii", a.radii,
                            "of the spheres (A): one for each element of IN, or for each type number");
  a.atoms.add_to(program, "draw the atoms for which a condition on a column holds; a slice is 'z>4' and 'z<8'");
  program.add_frame(a.frame);
  program.add_option("IN", a.in, "LAMMPS dump or data file, or extended XYZ; compressed or not")->required();
  program.add_option("OUT", a.out, "the picture to write: .png, .svg or .pdf")->required();
  return program.run(argc, argv, [&] {
    require(a.range.empty() || (a.range.size() == 2 && a.range[0] < a.range[1]), "--range, expected LOW,HIGH");
    require(a.view.empty() || a.view.size() == 2, "--view, expected AZIMUTH,ELEVATION");
    for (auto const& [name, radius] : a.radii) require(radius > 0, "--radii: ", radius, " must be positive");
    examples::require_picture(a.out, {a.in});
    examples::find_python(", which draws pictures: scripts/setup.sh names the packages, TEKTITE_PYTHON another Python");
    auto const c = examples::start_frame(a.in, a.frame);
    auto const file =
        std::filesystem::temp_directory_path() / ("tektite-picture-" + std::to_string(::getpid()) + ".json");
    write_scene(file, scene_of(a, c), a, c.box);
    std::error_code ignored;
    try {
      examples::run_plot_script("examples/plots/picture.py", {file.string()}, a.out);
    } catch (...) {
      std::filesystem::remove(file, ignored);
      throw;
    }
    std::filesystem::remove(file, ignored);
  });
}
