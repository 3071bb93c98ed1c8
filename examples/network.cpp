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
#include <cstdint>
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

using Networks = OrderedNetworks<Exec::memory_space>;

std::int64_t atoms_inside(Networks const& networks) {
  auto const labels = to_host(networks.labels);
  return std::count_if(labels.begin(), labels.end(), [](int label) { return label > 0; });
}

/// How many clusters share what, and the largest networks.
void print_networks(Networks const& networks, std::vector<int> const& index) {
  auto const sizes = to_host(networks.sizes);
  auto const network_of = to_host(networks.network_of);
  std::printf("%zu clusters <%d %d %d %d> in %zu networks hold %lld of %zu atoms\n", network_of.size(), index[0],
              index[1], index[2], index[3], sizes.size(), static_cast<long long>(atoms_inside(networks)),
              networks.labels.extent(0));
  auto const& sharing = networks.sharing;
  std::printf("pairs that share a vertex %lld, an edge %lld, a face %lld, interpenetrating %lld\n",
              static_cast<long long>(sharing.vertex), static_cast<long long>(sharing.edge),
              static_cast<long long>(sharing.face), static_cast<long long>(sharing.interpenetrating));
  if (!sizes.empty()) std::printf("network   atoms  clusters\n");
  for (int k = 0; k < static_cast<int>(std::min<std::size_t>(sizes.size(), 15)); ++k)
    std::printf("%7d  %6d  %8lld\n", k + 1, sizes[k],
                static_cast<long long>(std::count(network_of.begin(), network_of.end(), k + 1)));
}

examples::FrameJob::Row row_of(Networks const& networks) {
  auto const sizes = to_host(networks.sizes);
  auto const& sharing = networks.sharing;
  return {{"clusters", double(networks.network_of.extent(0))},
          {"networks", double(sizes.size())},
          {"atoms_inside", double(atoms_inside(networks))},
          {"largest", sizes.empty() ? 0.0 : double(sizes.front())},
          {"share_vertex", double(sharing.vertex)},
          {"share_edge", double(sharing.edge)},
          {"share_face", double(sharing.face)},
          {"interpenetrating", double(sharing.interpenetrating)}};
}

/// The centres that are chosen.
template <class Mask>
void keep_chosen(Exec const& exec, Mask const& centers, std::vector<int> const& chosen) {
  auto const keep = to_device(exec, chosen, "chosen");
  Kokkos::parallel_for(
      "keep_chosen", Kokkos::RangePolicy<Exec>(exec, 0, keep.extent(0)),
      KOKKOS_LAMBDA(std::size_t i) { centers(i) = centers(i) && keep(i) != 0; });
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
      auto const centers = select_index(exec, cells.indices, {index[0], index[1], index[2], index[3]});
      if (job.has_choice()) keep_chosen(exec, centers, frame.chosen);
      auto const networks = ordered_networks(exec, cells, centers, options);
      print_networks(networks, index);
      job.add_row(frame, row_of(networks));
      return std::vector{io::column("network", networks.labels)};
    });
  });
}
