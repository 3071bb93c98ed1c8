// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <mpi.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <span>
#include <string>
#include <tektite/adaptors/mpi.hpp>
#include <tektite/core.hpp>
#include <tektite/percolation.hpp>
#include <tektite/stats/over_ranks.hpp>
#include <tektite/strain.hpp>
#include <tektite/voronoi.hpp>
#include <vector>

/// \file
/// Voronoi indices, two-term gradient and percolation of a sample that a host code spreads over MPI ranks: each rank
/// works on its owned atoms, on the host code's arrays. Nothing here depends on LAMMPS.

namespace host_codes {

using Exec = Kokkos::DefaultHostExecutionSpace;
using Memory = Exec::memory_space;
using tektite::Vec3;
using tektite::adaptors::IdDirectory;
using tektite::adaptors::MpiRanks;

/// A rank's atoms as the host code has them: owned ones first, then ghosts, each ghost in its own image.
struct LocalAtoms {
  double const* x;                ///< x0 y0 z0 x1 ...
  std::span<int const> ids;       ///< of owned atoms and ghosts
  std::vector<Vec3<int>> images;  ///< of owned atoms: box edges that they have crossed since they were unwrapped
  std::size_t owned;              ///< number of owned atoms
  tektite::Box box;               ///< of the whole sample, all axes periodic
  double reach;                   ///< every atom within this distance of an owned one is among them
};

struct InSituOptions {
  double ttg_cutoff = 6.0;  ///< of the two-term gradient fit (A)
  double plastic = 0.25;    ///< atoms with a larger effective strain are plastic
  double contact = 3.8;     ///< plastic atoms within this distance touch (A)
};

struct InSituResult {
  Kokkos::View<int* [4], Memory> indices;          ///< of owned atoms: n3 n4 n5 n6
  Kokkos::View<double*, Memory> effective_strain;  ///< of owned atoms
  std::vector<int> clusters;        ///< of owned atoms: 0, or the rank of its cluster in the whole sample
  std::int64_t icosahedra = 0;      ///< cells <0,0,12,0> in the whole sample
  tektite::Moments strain;          ///< of the effective strain, whole sample
  tektite::MergedClusters plastic;  ///< clusters of plastic atoms, whole sample
};

/// Thrown by all ranks together, with the same text.
struct Refused : tektite::Error {
  using tektite::Error::Error;
};

class InSitu {
 public:
  InSitu(MPI_Comm comm, InSituOptions const& options)
      : ranks_(comm), options_(options), reference_(ranks_), current_(ranks_), plastic_(ranks_), parts_(ranks_) {}

  /// Makes the present configuration the one that strains are counted from. Collective.
  void set_reference(LocalAtoms const& atoms) {
    tektite::InterleavedArray<double> const x{atoms.x, atoms.ids.size()};
    require_reach(atoms, "the two-term gradient's cutoff", options_.ttg_cutoff);
    auto const list = build_neighbor_list(exec_, x, tektite::WithGhosts{atoms.owned}, {.cutoff = options_.ttg_cutoff});
    exec_.fence();
    std::vector<Reference> reference(atoms.owned);
    auto const unwrapped = unwrap(atoms);
    for (std::size_t i = 0; i < atoms.owned; ++i)
      reference[i] = {unwrapped[i], static_cast<int>(list.offsets(i + 1) - list.offsets(i))};
    reference_.put(atoms.ids.first(atoms.owned), reference);
    reference_box_ = atoms.box;
  }

  /// Everything about the present configuration. Collective.
  InSituResult operator()(LocalAtoms const& atoms) {
    auto const owned_ids = atoms.ids.first(atoms.owned);
    current_.put(owned_ids, unwrap(atoms));
    auto const reference = reference_.get(atoms.ids);
    auto const current = current_.get(atoms.ids);
    auto const images = images_of(atoms, current);
    InSituResult result;
    result.indices = indices(atoms, result.icosahedra);
    result.effective_strain = effective_strain(atoms, reference, current, images);
    result.strain = tektite::moments_over_ranks(exec_, ranks_, result.effective_strain);
    percolate(atoms, images, result);
    return result;
  }

 private:
  struct Reference {
    Vec3<double> unwrapped;
    int neighbors;
  };
  /// In which part of a cluster the owner of an atom has it, and in which image.
  struct InPart {
    std::int64_t label;
    Vec3<int> image;
  };

  static std::vector<Vec3<double>> unwrap(LocalAtoms const& atoms) {
    std::vector<Vec3<double>> unwrapped(atoms.owned);
    for (std::size_t i = 0; i < atoms.owned; ++i)
      unwrapped[i] = atoms.box.unwrap({atoms.x[3 * i], atoms.x[3 * i + 1], atoms.x[3 * i + 2]}, atoms.images[i]);
    return unwrapped;
  }

  /// Which image of its unwrapped atom each local atom is. Host codes have no image flags of ghosts: the positions give
  /// them.
  static std::vector<Vec3<int>> images_of(LocalAtoms const& atoms, std::vector<Vec3<double>> const& unwrapped) {
    std::vector<Vec3<int>> images(atoms.ids.size());
    for (std::size_t s = 0; s < images.size(); ++s) {
      Vec3<double> const r{atoms.x[3 * s], atoms.x[3 * s + 1], atoms.x[3 * s + 2]};
      Vec3<double> const apart = atoms.box.fractional(r) - atoms.box.fractional(unwrapped[s]);
      for (int d = 0; d < 3; ++d) {
        images[s][d] = static_cast<int>(std::lround(apart[d]));
        if (std::abs(apart[d] - images[s][d]) > 1e-6)
          throw tektite::Error("atom " + std::to_string(atoms.ids[s]) + " has a ghost that is no image of it");
      }
    }
    return images;
  }

  template <class T>
  T sum(T value) const {
    return tektite::sum_over_ranks(ranks_, std::vector<T>{value}).front();
  }

  void require_reach(LocalAtoms const& atoms, std::string const& what, double needed) const {
    double const most = std::ranges::max(ranks_.gather(std::vector<double>{needed}));
    double const reach = std::ranges::min(ranks_.gather(std::vector<double>{atoms.reach}));
    if (most > reach)
      throw Refused("ghosts are complete within " + std::to_string(reach) + " A, but " + what + " needs " +
                    std::to_string(most) + " A");
  }

  Kokkos::View<int* [4], Memory> indices(LocalAtoms const& atoms, std::int64_t& icosahedra) const {
    tektite::InterleavedArray<double> const x{atoms.x, atoms.ids.size()};
    auto const cells = voronoi(exec_, x, tektite::WithGhosts{atoms.owned}, {.vertices = true});
    exec_.fence();
    // An atom beyond the ghosts cannot cut a cell if it is farther away than twice the farthest vertex.
    double farthest = 0, volume = 0;
    std::int64_t mine = 0;
    std::int64_t const open = tektite::count_status(exec_, cells.status)[tektite::Status::incomplete];
    for (std::size_t v = 0; v < cells.vertex_positions.extent(0); ++v)
      farthest = std::max(farthest, norm(cells.vertex_positions(v)));
    for (std::size_t i = 0; i < atoms.owned; ++i) {
      volume += cells.volumes(i);
      mine +=
          cells.indices(i, 0) == 0 && cells.indices(i, 1) == 0 && cells.indices(i, 2) == 12 && cells.indices(i, 3) == 0;
    }
    require_reach(atoms, "a Voronoi cell", open > 0 ? std::numeric_limits<double>::infinity() : 2 * farthest);
    double const error = sum(volume) / atoms.box.volume() - 1;
    if (std::abs(error) > 1e-9)
      throw Refused("Voronoi cells miss the volume of the box by " + std::to_string(1e9 * error) + "e-9 of it");
    icosahedra = sum(mine);
    return cells.indices;
  }

  Kokkos::View<double*, Memory> effective_strain(LocalAtoms const& atoms, std::vector<Reference> const& reference,
                                                 std::vector<Vec3<double>> const& current,
                                                 std::vector<Vec3<int>> const& images) const {
    tektite::WithGhosts const domain{atoms.owned};
    Kokkos::View<Vec3<double>*, Memory> X("reference", images.size());
    for (std::size_t s = 0; s < images.size(); ++s) {
      // A ghost has moved as the atom of its owner, and by the change of the box edges between the two.
      Vec3<double> const moved = current[s] - reference[s].unwrapped + atoms.box.translation(images[s]) -
                                 reference_box_.translation(images[s]);
      X(s) = Vec3<double>{atoms.x[3 * s], atoms.x[3 * s + 1], atoms.x[3 * s + 2]} - moved;
    }
    auto const field = two_term_gradient(exec_, X, domain, tektite::InterleavedArray<double>{atoms.x, images.size()},
                                         domain, {.cutoff = options_.ttg_cutoff});
    auto const measures = deformation_measures(exec_, field);
    exec_.fence();
    // An atom may have moved so far from its neighbours of the reference that they are beyond the ghosts: the fit would
    // miss them without an error.
    std::int64_t incomplete = 0;
    for (std::size_t i = 0; i < atoms.owned; ++i) incomplete += field.neighbor_count(i) < reference[i].neighbors;
    incomplete = sum(incomplete);
    if (incomplete > 0)
      throw Refused("ghosts within " + std::to_string(atoms.reach) + " A lack neighbours that " +
                    std::to_string(incomplete) + " atoms had in the reference: more ghosts, or a later reference");
    return measures.effective_strain;
  }

  void percolate(LocalAtoms const& atoms, std::vector<Vec3<int>> const& images, InSituResult& result) {
    require_reach(atoms, "a contact", options_.contact);
    auto const owned_ids = atoms.ids.first(atoms.owned), ghost_ids = atoms.ids.subspan(atoms.owned);
    auto const mask = tektite::select_above(exec_, result.effective_strain, options_.plastic);
    exec_.fence();
    plastic_.put(owned_ids, std::vector<int>(mask.data(), mask.data() + atoms.owned));
    auto const ghosts = plastic_.get(ghost_ids);
    Kokkos::View<int*, Memory> selected("plastic", images.size());
    std::copy(mask.data(), mask.data() + atoms.owned, selected.data());
    std::copy(ghosts.begin(), ghosts.end(), selected.data() + atoms.owned);
    tektite::InterleavedArray<double> const x{atoms.x, atoms.ids.size()};
    auto const contacts = contacts_within(exec_, x, tektite::WithGhosts{atoms.owned}, options_.contact);
    auto const local = percolation_clusters(exec_, contacts, selected);
    exec_.fence();

    //[parts]
    // This rank's part of each cluster is known by the smallest id that it owns there.
    std::vector<tektite::ClusterPart> part_of(local.count(), {std::numeric_limits<std::int64_t>::max(), 0});
    for (std::size_t i = 0; i < atoms.owned; ++i) {
      if (local.labels(i) == 0) continue;
      auto& part = part_of[local.labels(i) - 1];
      part = {std::min(part.label, std::int64_t(atoms.ids[i])), part.size + 1};
    }
    std::vector<tektite::ClusterPart> mine;
    for (auto const& part : part_of)
      if (part.size > 0) mine.push_back(part);  // 0: a ghost without contacts here; its owner counts it
    // A ghost and the atom of its owner are the same atom: their parts belong to one cluster, shifted by the difference
    // of the images.
    std::vector<InPart> here(atoms.owned, {0, {}});
    for (std::size_t i = 0; i < atoms.owned; ++i)
      if (local.labels(i) > 0) here[i] = {part_of[local.labels(i) - 1].label, images[i]};
    parts_.put(owned_ids, here);
    auto const there = parts_.get(ghost_ids);
    std::vector<tektite::PartLink> links;
    for (std::size_t g = 0; g < there.size(); ++g) {
      std::size_t const s = atoms.owned + g;
      if (local.labels(s) == 0 || part_of[local.labels(s) - 1].size == 0) continue;
      links.push_back({part_of[local.labels(s) - 1].label, there[g].label, images[s] - there[g].image});
    }
    std::sort(links.begin(), links.end());
    links.erase(std::unique(links.begin(), links.end()), links.end());
    auto const parts = ranks_.gather(mine);
    result.plastic = merge_clusters(parts, ranks_.gather(links));
    //[/parts]
    std::map<std::int64_t, int> cluster_of;
    for (std::size_t k = 0; k < parts.size(); ++k) cluster_of[parts[k].label] = result.plastic.labels[k];
    result.clusters.assign(atoms.owned, 0);
    for (std::size_t i = 0; i < atoms.owned; ++i)
      if (here[i].label > 0) result.clusters[i] = cluster_of.at(here[i].label);
  }

  Exec exec_{};
  MpiRanks ranks_;
  InSituOptions options_;
  tektite::Box reference_box_;
  IdDirectory<Reference> reference_;
  IdDirectory<Vec3<double>> current_;
  IdDirectory<int> plastic_;
  IdDirectory<InPart> parts_;
};

}  // namespace host_codes
