// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::files CLI11::CLI11
//
// Radial distribution functions of a configuration, total and by pair of types.
//
//     rdf --cutoff 10 --bins 200 glass.dump rdf.csv

#include <tektite/io.hpp>
#include <tektite/stats.hpp>

#include <cstdio>
#include <string>

#include "common/atoms.hpp"
#include "common/command_line.hpp"
#include "common/first_frame.hpp"

namespace {

/// Throws where the results would have no meaning or no room.
void check_sizes(std::string const& in, int types, int bins, double cutoff) {
  constexpr int most_types = 256;
  tektite::require(bins > 0, "--bins ", bins, " must be positive");
  tektite::require(types <= most_types, in, ": has types up to ", types, ", expected at most ", most_types);
  double const values = (types * (types + 1) / 2 + 2.0) * bins;
  tektite::require(values <= 1e8, "--bins ", bins, " of ", types, " types are ", values,
                   " values, expected at most 1e8");
  // The volume of a narrower one is not a number of full precision.
  tektite::require(!(cutoff > 0) || cutoff / bins >= 1e-90, "--cutoff ", cutoff, " in ", bins, " bins: each is ",
                   cutoff / bins, " A wide, expected at least 1e-90");
}

}  // namespace

int main(int argc, char** argv) {
  tektite::examples::Program program("rdf", "Radial distribution functions, total and by pair of types");
  double cutoff = 0;
  int bins = 0;
  std::string in, out;
  program.add_option("--cutoff", cutoff, "largest distance (A); any, images beyond half the box are counted")
      ->required();
  program.add_option("--bins", bins, "number of equal bins up to the cutoff")->required();
  program.add_option("IN", in, "LAMMPS dump or data file, or extended XYZ; gzip or not")->required();
  program.add_option("OUT", out, "the CSV file to write: r,g,g_11,g_12,...")->required();
  return program.run(argc, argv, [&] {
    tektite::examples::Exec const exec{};
    tektite::examples::require_other_file(in, out);
    auto const configuration = tektite::examples::first_frame(in);
    int const types = configuration.type_count();
    check_sizes(in, types, bins, cutoff);
    if (cutoff > 0) tektite::examples::require_few_neighbors("--cutoff", cutoff, configuration, 1e10);  // minutes
    auto const atoms = tektite::examples::atoms_on_device(exec, configuration);
    auto const rdf = radial_distribution(exec, atoms.positions, atoms.types, configuration.box,
                                         {.cutoff = cutoff, .bins = bins, .type_count = types});

    tektite::io::Table table;
    table.columns = {tektite::io::column("r", rdf.r), tektite::io::column("g", rdf.total)};
    auto const partial = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace{}, rdf.partial);
    for (int a = 0; a < types; ++a) {
      for (int b = a; b < types; ++b) {
        // With more than nine types 1 and 11 must not look like 11 and 1.
        std::string const between = types > 9 ? "_" : "";
        tektite::io::Column g{"g_" + std::to_string(a + 1) + between + std::to_string(b + 1), {}};
        for (int k = 0; k < bins; ++k) g.values.push_back(partial(tektite::pair_row(types, a, b), k));
        table.columns.push_back(g);
      }
    }
    write_csv(out, table);

    std::printf("%zu atoms, %.6g atoms/A^3, %d bins of %.6g A\n", configuration.size(),
                double(configuration.size()) / configuration.box.volume(), bins, cutoff / bins);
    try {
      auto const shell = tektite::first_shell(exec, rdf.r, rdf.total);
      std::printf("first peak %.4f A (g = %.4f), first minimum %.4f A\n", shell.peak, shell.peak_height, shell.minimum);
    } catch (tektite::Error const& reason) {
      std::printf("no first shell: %s\n", reason.what());
    }
  });
}
