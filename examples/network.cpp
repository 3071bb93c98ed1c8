// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::files CLI11::CLI11
//
// Clusters around atoms of one Voronoi index, by default full icosahedra, and the networks that they form.
//
//     network --index 0,0,12,0 glass.dump networks.dump

#include <tektite/io.hpp>
#include <tektite/network.hpp>
#include <tektite/voronoi.hpp>

#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include "common/atoms.hpp"
#include "common/command_line.hpp"
#include "common/first_frame.hpp"

int main(int argc, char** argv) {
  tektite::examples::Program program("network", "Networks of clusters around atoms of one Voronoi index");
  std::vector<int> index{0, 0, 12, 0};
  tektite::NetworkOptions options;
  std::string in, out;
  program.add_numbers("--index", index, "Voronoi index n3,n4,n5,n6 of the centres (default: 0,0,12,0)");
  program.add_option("--min-shared", options.min_shared,
                     "clusters that share this many atoms are connected (default: 1)");
  program.files(in, out);
  return program.run(argc, argv, [&] {
    tektite::require(index.size() == 4, "--index has ", index.size(), " numbers, expected n3,n4,n5,n6");
    for (int const n : index) tektite::require(n >= 0, "--index: ", n, " must not be negative");
    tektite::examples::Exec const exec{};
    tektite::examples::require_other_file(in, out);
    auto const configuration = tektite::examples::first_frame(in);
    tektite::examples::note_outside_walls(in, configuration);
    auto const positions = tektite::to_device(exec, configuration.positions);
    auto const cells = voronoi(exec, positions, configuration.box);
    auto const centers =
        tektite::select_index(exec, voronoi_indices(exec, cells), {index[0], index[1], index[2], index[3]});
    auto const networks = ordered_networks(exec, cells, centers, options);
    write_dump(out, configuration, {tektite::io::column("network", networks.labels)}, {});

    auto const labels = tektite::to_host(networks.labels);
    auto const sizes = tektite::to_host(networks.sizes);
    auto const network_of = tektite::to_host(networks.network_of);
    auto const inside = std::count_if(labels.begin(), labels.end(), [](int label) { return label > 0; });
    std::printf("%zu clusters <%d %d %d %d> in %zu networks hold %lld of %zu atoms\n", network_of.size(), index[0],
                index[1], index[2], index[3], sizes.size(), static_cast<long long>(inside), configuration.size());
    auto const& sharing = networks.sharing;
    std::printf("pairs that share a vertex %lld, an edge %lld, a face %lld, interpenetrating %lld\n",
                static_cast<long long>(sharing.vertex), static_cast<long long>(sharing.edge),
                static_cast<long long>(sharing.face), static_cast<long long>(sharing.interpenetrating));
    if (!sizes.empty()) std::printf("network   atoms  clusters\n");
    for (int k = 0; k < static_cast<int>(std::min<std::size_t>(sizes.size(), 15)); ++k)
      std::printf("%7d  %6d  %8lld\n", k + 1, sizes[k],
                  static_cast<long long>(std::count(network_of.begin(), network_of.end(), k + 1)));
  });
}
