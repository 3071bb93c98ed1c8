// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::files CLI11::CLI11
//
// Energies, forces and stresses of a configuration in an embedded-atom potential.
//
//     forces --potential Cu-Zr_4.eam.fs.gz --elements Cu,Zr glass.dump forces.dump

#include <tektite/dynamics/units.hpp>
#include <tektite/eam.hpp>
#include <tektite/io.hpp>
#include <tektite/io/read_eam.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <string>
#include <system_error>
#include <vector>

#include "common/atoms.hpp"
#include "common/command_line.hpp"
#include "common/frame_job.hpp"
#include "common/start_frame.hpp"

namespace ex = tektite::examples;

namespace {

// `names` is one file of any kind, or funcfl files with commas between them, one for each element.
std::vector<std::string> potential_files(std::string const& names) {
  std::error_code ignored;  // names that are together too long for one
  if (std::filesystem::exists(names, ignored) || names.find(',') == std::string::npos) return {names};
  return ex::split_list(names);
}

tektite::EamPotential read_potential(std::vector<std::string> const& files, std::vector<std::string> const& elements) {
  if (files.size() == 1) return tektite::io::read_eam(files[0]);
  auto const potential = tektite::io::read_funcfl({files.begin(), files.end()});
  for (std::size_t n = 0; n < files.size(); ++n) {
    auto const& name = potential.elements[n].name;
    if (std::find(elements.begin(), elements.end(), name) == elements.end())
      tektite::fail(files[n], ": is for ", name, ", which --elements does not name");
  }
  return potential;
}

using Eam = tektite::EamForces<ex::Exec>;

/// Energies, forces and stresses as columns.
std::vector<tektite::io::Column> columns_of(ex::Exec const& exec, Eam const& eam,
                                            Kokkos::View<double* [3], ex::Exec::memory_space> const& forces) {
  std::vector<tektite::io::Column> columns;
  tektite::io::append_columns(exec, columns, {"fx", "fy", "fz"}, forces);
  columns.push_back(tektite::io::column("pe", eam.energies()));
  tektite::io::append_columns(exec, columns, {"sxx", "syy", "szz", "sxy", "sxz", "syz"}, eam.virials());
  for (std::size_t k = 4; k < columns.size(); ++k)
    for (double& s : columns[k].values) s = -s;  // LAMMPS' sign: a stress, not a pressure
  return columns;
}

/// Newton's third law holds for any configuration: the forces on all atoms add up to zero. Else nothing is written.
/// \param rounding,pair_error errors of a force of 1 eV/A, and of the force of a pair \returns the largest component
double checked_largest(std::vector<tektite::io::Column> const& columns, double rounding, double pair_error) {
  double largest = 0;
  for (int d = 0; d < 3; ++d) {
    auto const& values = columns[std::size_t(d)].values;
    double net = 0;
    for (double const f : values) net += f, largest = std::max(largest, std::abs(f));
    // In a crystal all distances of a shell may lie at one knot of the compact tables, on either side of it by
    // rounding.
    double const allowed = double(values.size()) * (rounding * std::max(1.0, largest) + 10 * pair_error);
    if (!(std::abs(net) <= allowed)) tektite::fail("forces add up to ", net, " eV/A along axis ", d, ", not to zero");
  }
  return largest;
}

void print_results(Eam const& eam, tektite::Box const& box, std::size_t atoms, double largest) {
  std::printf("atoms %zu\n", atoms);
  std::printf("total energy %.10f eV\n", eam.energy());
  std::printf("largest force component %.6g eV/A\n", largest);
  char const* const names[] = {"xx", "yy", "zz", "xy", "xz", "yz"};
  int const a[] = {0, 1, 2, 0, 0, 1}, b[] = {0, 1, 2, 1, 2, 2};
  auto const virial = eam.virial();
  std::printf("pressure tensor (bar, no kinetic part)\n");
  for (int k = 0; k < 6; ++k)
    std::printf("  %s %.9g\n", names[k], virial(a[k], b[k]) / box.volume() * tektite::units::pressure);
}

/// Energy and largest force component of the chosen atoms, in the field of all.
struct Chosen {
  std::size_t atoms = 0;
  double energy = 0, largest = 0;
};

Chosen chosen_of(std::vector<tektite::io::Column> const& columns, std::vector<int> const& chosen) {
  Chosen sum;
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    if (!chosen[i]) continue;
    ++sum.atoms;
    sum.energy += columns[3].values[i];
    for (std::size_t d = 0; d < 3; ++d) sum.largest = std::max(sum.largest, std::abs(columns[d].values[i]));
  }
  return sum;
}

/// Of the chosen atoms, and the pressure of the whole box.
ex::FrameJob::Row row_of(Eam const& eam, tektite::Box const& box, Chosen const& chosen) {
  ex::FrameJob::Row row{{"atoms", double(chosen.atoms)},
                        {"energy", chosen.energy},
                        {"energy_per_atom", chosen.energy / double(chosen.atoms)},
                        {"largest_force", chosen.largest}};
  auto const virial = eam.virial();
  int const a[] = {0, 1, 2, 0, 0, 1}, b[] = {0, 1, 2, 1, 2, 2};
  for (int k = 0; k < 6; ++k)
    row.emplace_back(std::string("p") + "xyz"[a[k]] + "xyz"[b[k]],
                     virial(a[k], b[k]) / box.volume() * tektite::units::pressure);
  return row;
}

void print_evaluation(Eam const& eam, bool reference, bool mixed) {
  auto const& report = eam.table_report();
  if (reference)
    std::printf("evaluation: reference, LAMMPS' interpolation\n");
  else
    std::printf("evaluation: compact tables%s, %.3g KiB, error of a pair force at most %.2g eV/A (measured)\n",
                mixed ? " in single precision" : "", double(report.bytes) / 1024, report.max_force_error);
  if (eam.density_overflows() > 0)
    std::printf("%lld atoms have a density beyond the table: F goes on in a straight line there\n",
                static_cast<long long>(eam.density_overflows()));
}

}  // namespace

int main(int argc, char** argv) {
  ex::Program program("forces", "Energies, forces and stresses of a configuration in an embedded-atom potential");
  std::string potential_names;
  std::vector<std::string> elements;
  bool reference = false, mixed = false;
  ex::FrameJob job;
  program
      .add_option("--potential", potential_names,
                  "setfl file (eam/alloy or eam/fs), or a funcfl file (eam) for each element: A.eam,B.eam")
      ->required();
  program.add_names("--elements", elements, "the element of each type, in order")->required();
  program.add_flag("--reference", reference, "interpolate the tables exactly as LAMMPS does");
  program.add_flag("--mixed", mixed, "evaluate pairs in single precision");
  job.add_to(program);
  job.results = {"fx", "fy", "fz", "pe", "sxx", "syy", "szz", "sxy", "sxz", "syz"};
  return program.run(argc, argv, [&] {
    ex::Exec const exec{};
    if (reference && mixed) tektite::fail("--reference and --mixed exclude each other");
    auto const files = potential_files(potential_names);
    ex::require_other_file(job.in, job.out);
    for (std::string const& file : files) ex::require_other_file(file, job.out);
    auto const potential = read_potential(files, elements);
    using Evaluation = tektite::EamEvaluation;
    auto const evaluation = reference ? Evaluation::reference : mixed ? Evaluation::mixed : Evaluation::compact;
    Eam eam(exec, potential, elements, {.evaluation = evaluation});
    double const rounding = mixed ? 1e-6 : 1e-10, pair_error = reference ? 0 : eam.table_report().max_force_error;
    job.run(program, [&](ex::Frame const& frame) {
      auto const& c = frame.atoms;
      ex::note_unused_elements(frame.where, c, elements);
      auto const atoms = ex::atoms_on_device(exec, c, elements);
      auto const list = build_neighbor_list(exec, atoms.positions, c.box, {.cutoff = eam.cutoff()});
      Kokkos::View<double* [3], ex::Exec::memory_space> const forces("forces", c.size());
      try {
        eam.compute(atoms.positions, atoms.types, c.box, list, forces);
      } catch (tektite::ClosePairError const& pair) {
        tektite::fail("atoms ", c.ids[pair.first], " and ", c.ids[pair.second],
                      " are closer than the potential's first distance, ", pair.first_point, " A");
      }
      auto columns = columns_of(exec, eam, forces);
      double const largest = checked_largest(columns, rounding, pair_error);
      print_results(eam, c.box, c.size(), largest);
      auto const chosen = chosen_of(columns, frame.chosen);
      if (job.has_choice())
        std::printf("chosen atoms %zu, energy %.10f eV, largest force component %.6g eV/A\n", chosen.atoms,
                    chosen.energy, chosen.largest);
      print_evaluation(eam, reference, mixed);
      job.add_row(frame, row_of(eam, c.box, chosen));
      return columns;
    });
  });
}
