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
#include "common/frame_job.hpp"
#include "common/start_frame.hpp"

using namespace tektite;
using examples::Exec;

namespace {

/// How many clusters share what, and the largest networks.
void print_networks(OrderedNetworks<Exec::memory_space> const& networks, std::vector<int> const& index) {
  auto const labels = to_host(networks.labels);
  auto const sizes = to_host(networks.sizes);
  auto const network_of = to_host(networks.network_of);
  auto const inside = std::count_if(labels.begin(), labels.end(), [](int label) { return label > 0; });
  std::printf("%zu clusters <%d %d %d %d> in %zu networks hold %lld of %zu atoms\n", network_of.size(), index[0],
              index[1], index[2], index[3], sizes.size(), static_cast<long long>(inside), labels.size());
  auto const& sharing = networks.sharing;
  std::printf("pairs that share a vertex %lld, an edge %lld, a face %lld, interpenetrating %lld\n",
              static_cast<long long>(sharing.vertex), static_cast<long long>(sharing.edge),
              static_cast<long long>(sharing.face), static_cast<long long>(sharing.interpenetrating));
  if (!sizes.empty()) std::printf("network   atoms  clusters\n");
  for (int k = 0; k < static_cast<int>(std::min<std::size_t>(sizes.size(), 15)); ++k)
    std::printf("%7d  %6d  %8lld\n", k + 1, sizes[k],
                static_cast<long long>(std::count(network_of.begin(), network_of.end(), k + 1)));
}

}  // namespace

int main(int argc, char** argv) {
  examples::Program program("network", "Networks of clusters around atoms of one Voronoi index");
  std::vector<int> index{0, 0, 12, 0};
  NetworkOptions options;
  examples::FrameJob job;
  program.add_numbers("--index", index, "Voronoi index n3,n4,n5,n6 of the centres (default: 0,0,12,0)");
  program.add_option("--min-shared", options.min_shared,
                     "clusters that share this many atoms are connected (default: 1)");
  job.add_to(program);
  job.results = {"network"};
  return program.run(argc, argv, [&] {
    require(index.size() == 4, "--index has ", index.size(), " numbers, expected n3,n4,n5,n6");
    for (int const n : index) require(n >= 0, "--index: ", n, " must not be negative");
    Exec const exec{};
    job.run(program, [&](examples::Frame const& frame) {
      examples::note_outside_walls(frame.where, frame.atoms);
      auto const cells = voronoi(exec, to_device(exec, frame.atoms.positions), frame.atoms.box);
      auto const centers = select_index(exec, voronoi_indices(exec, cells), {index[0], index[1], index[2], index[3]});
      auto const networks = ordered_networks(exec, cells, centers, options);
      print_networks(networks, index);
      return std::vector{io::column("network", networks.labels)};
    });
  });
}
