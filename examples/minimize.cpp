// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::files CLI11::CLI11
//
// Inherent structures: moves the atoms of each frame, and the box if it may change, to the nearest minimum of the
// potential energy, or of the enthalpy.
//
//     minimize --potential Cu-Zr_4.eam.fs.gz --elements Cu,Zr glass.dump inherent.dump

#include <tektite/core/copy.hpp>
#include <tektite/dynamics/minimize.hpp>
#include <tektite/eam/forces.hpp>
#include <tektite/io/columns.hpp>
#include <tektite/io/system.hpp>

#include <cstdio>
#include <map>
#include <string>
#include <vector>

#include "common/command_line.hpp"
#include "common/frame_job.hpp"
#include "common/molecular_dynamics.hpp"
#include "common/start_frame.hpp"

namespace {

using namespace tektite::examples;
using tektite::CellFreedom;

std::map<std::string, CellFreedom> const cells{{"fixed", CellFreedom::fixed},
                                               {"isotropic", CellFreedom::isotropic},
                                               {"axes", CellFreedom::per_axis},
                                               {"all", CellFreedom::all}};

/// Puts what a minimisation has changed into the frame that is written; all else of the frame stays.
void take_positions(Exec const& exec, tektite::System<Memory> const& system, tektite::io::Configuration& c) {
  // Forces and stresses that the file may have are those of other positions.
  for (char const* name : {"fx", "fy", "fz", "sxx", "syy", "szz", "sxy", "sxz", "syz"})
    std::erase_if(c.columns, [&](auto const& column) { return column.name == name; });
  c.box = system.box;
  c.positions = to_host(exec, system.positions);
  bool const has_images = !c.images.empty();
  if (has_images) c.images = to_host(exec, system.images);
  for (std::size_t i = 0; i < c.size(); ++i)
    c.positions[i] = has_images ? c.box.wrap(c.positions[i], c.images[i]) : c.box.wrap(c.positions[i]);
}

void print_result(std::string const& where, tektite::MinimizeResult const& r, tektite::Box const& box,
                  std::size_t atoms) {
  std::printf("%lld force evaluations, largest force %.3g eV/A\n", static_cast<long long>(r.evaluations),
              r.largest_force);
  std::printf("energy %.12g eV, %.12g eV/atom, volume %.9g A^3\n", r.energy, r.energy / double(atoms), box.volume());
  std::printf("pressure xx %.6g yy %.6g zz %.6g xy %.6g xz %.6g yz %.6g bar\n", r.pressure(0, 0), r.pressure(1, 1),
              r.pressure(2, 2), r.pressure(0, 1), r.pressure(0, 2), r.pressure(1, 2));
  if (!r.converged)
    print_note(where + ": stopped after " + std::to_string(r.evaluations) +
               " force evaluations, before forces or pressures were within the tolerance");
}

}  // namespace

int main(int argc, char** argv) {
  Program program("minimize", "Moves the atoms of each frame to the nearest minimum of the potential energy");
  std::string potential, cell = "fixed";
  std::vector<std::string> elements;
  tektite::MinimizeOptions options;
  double skin = 1.0;
  FrameJob job;
  program.add_option("--potential", potential, "EAM potential: setfl (eam/alloy or eam/fs) or funcfl (eam)")
      ->required();
  program.add_names("--elements", elements, "element of each type, in type order")->required();
  program.add_option("--tolerance", options.force_tolerance, "largest force at the end (eV/A)")->capture_default_str();
  program.add_option("--most", options.most_evaluations, "most force evaluations")->capture_default_str();
  program.add_option("--cell", cell, "strains of the box that are free: fixed, isotropic, axes or all")
      ->one_of({"fixed", "isotropic", "axes", "all"})
      ->capture_default_str();
  program.add_option("--pressure", options.pressure, "target with a free box (bar)")->capture_default_str();
  program.add_option("--pressure-tolerance", options.pressure_tolerance, "largest difference from it (bar)")
      ->capture_default_str();
  program.add_option("--skin", skin, "neighbours are listed so far beyond the cutoff (A)")->capture_default_str();
  job.add_to(program);
  job.results = {"pe"};
  return program.run(argc, argv, [&] {
    options.cell = cells.at(cell);
    // Beyond this the list of neighbours takes more memory than all else.
    tektite::require(skin >= 0 && skin <= 20, "--skin ", skin, " must lie between 0 and 20 A");
    tektite::require(options.cell != CellFreedom::fixed ||
                         (program.count("--pressure") == 0 && program.count("--pressure-tolerance") == 0),
                     "a pressure needs a box that may change: --cell isotropic, axes or all");
    tektite::require(!job.has_choice(), "--only: all atoms move to the minimum, none can be left out");
    validate(options, tektite::Box::orthogonal(1, 1, 1));
    Exec const exec{};
    require_other_file(potential, job.out);
    auto forces = forces_of(exec, potential, elements);
    job.run(program, [&](Frame& frame) {
      auto& c = frame.atoms;
      validate(options, c.box);
      note_unused_elements(frame.where, c, elements);
      auto system = system_from(exec, c, elements, forces.masses());
      auto const result = minimize(exec, system, forces, {.cutoff = forces.cutoff(), .skin = skin}, options);
      print_result(frame.where, result, system.box, c.size());
      take_positions(exec, system, c);
      double const pressure = (result.pressure(0, 0) + result.pressure(1, 1) + result.pressure(2, 2)) / 3;
      job.add_row(frame, {{"energy", result.energy},
                          {"volume", system.box.volume()},
                          {"pressure", pressure},
                          {"largest_force", result.largest_force},
                          {"evaluations", double(result.evaluations)},
                          {"converged", result.converged ? 1.0 : 0.0}});
      return std::vector{tektite::io::column("pe", forces.energies())};
    });
  });
}
