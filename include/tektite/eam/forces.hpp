// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "tektite/core/device_flag.hpp"
#include "tektite/core/domain.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/particles.hpp"
#include "tektite/core/reduce.hpp"
#include "tektite/detail/launch.hpp"
#include "tektite/detail/memory.hpp"
#include "tektite/eam/close_pair_error.hpp"
#include "tektite/eam/detail/build_tables.hpp"
#include "tektite/eam/detail/density_pass.hpp"
#include "tektite/eam/detail/force_pass.hpp"
#include "tektite/eam/detail/pack_sites.hpp"
#include "tektite/eam/detail/tables.hpp"
#include "tektite/eam/detail/workspace.hpp"
#include "tektite/eam/options.hpp"
#include "tektite/eam/potential.hpp"
#include "tektite/neighbors/neighbor_list.hpp"

namespace tektite {

namespace detail {

template <class V>
concept ForceView = Kokkos::is_view_v<V> && (ViewOf<V, double, 2> || HasXyz<typename V::non_const_value_type>);

}  // namespace detail

/// Energies, forces and virial of an embedded-atom potential.
///
/// Build it once, call `compute` in every step; scratch memory is kept between calls. Everything runs on the instance
/// given to the constructor. Energies are always those of the reference evaluation; forces and virial are those of
/// the evaluation chosen in the options.
///
/// Per particle about 100 bytes, and 4 bytes per listed neighbour. Same input, same bits, at any thread count; with an
/// inner skin, after the same calls. A copy has the tables and the last results, and sorts neighbours by itself.
/// E = sum_i F_i(rho_i) + 1/2 sum_ij phi_ij (Daw and Baskes 1984; Finnis and Sinclair 1984 where densities depend on
/// both elements).
template <ExecutionSpace Exec>
class EamForces {
 public:
  /// Where lists and results live.
  using memory_space = typename Exec::memory_space;

  /// \param exec     runs everything, now and later; fenced for the tables
  /// \param elements the element of each type, in type order
  /// \throws Error   an element that the potential lacks, an option out of range
  ///
  /// Builds the tables: the work does not depend on the particles.
  EamForces(Exec const& exec, EamPotential const& potential, std::vector<std::string> const& elements,
            EamOptions const& options = {})
      : exec_(exec) {
    work_.pairs.tables = detail::make_eam_tables(exec, potential, elements, options, report_);
    if (options.evaluation != EamEvaluation::reference) work_.pairs.inner_skin = options.inner_skin;
    for (auto const& name : elements) masses_.push_back(potential.elements[potential.element(name)].mass);
    work_.pairs.flags = Kokkos::View<detail::EamFlags, memory_space>(
        Kokkos::view_alloc(exec, Kokkos::WithoutInitializing, "tektite::eam::flags"));
    detail::reset_flags(exec, work_.pairs.flags);
  }

  /// No interaction from this distance on.
  double cutoff() const { return work_.pairs.tables.cutoff; }
  std::vector<double> const& masses() const { return masses_; }  ///< g/mol, by type
  /// The error of the compact tables, measured when they were built.
  EamTableReport const& table_report() const { return report_; }

  /// Forces on all owned particles.
  ///
  /// \param positions as in the list, but possibly moved by up to half its skin
  /// \param types     0-based type of each position, any integer View
  /// \param box       the current cell. With ghosts use the two stages `density` and `force`
  /// \param list      full list with `list.cutoff >= cutoff()`
  /// \param forces    `View<double*[3]>` of either layout, or `View<Vec3<double>*>`; owned entries are overwritten
  /// \throws Error    a half or short list, sizes that differ, a type without element, a position that is not finite,
  ///                  `ClosePairError` for a pair closer than the first point of the tables
  ///
  /// O(pairs). Fences once, between the passes, to find errors.
  template <Positions P, class Types, detail::ForceView Forces>
  void compute(P const& positions, Types const& types, Box const& box, NeighborList<memory_space> const& list,
               Forces const& forces) {
    density(positions, types, box, list);
    force(forces);
  }

  /// The same without waiting: where a particle or a pair is wrong, `error_flag` is raised, and `check` throws.
  ///
  /// \param edges the current cell, on the device; or a `Box`
  template <Positions P, class Types, SiteDomain D, detail::ForceView Forces>
  void compute(P const& positions, Types const& types, D const& edges, NeighborList<memory_space> const& list,
               Forces const& forces, DeviceFlag<memory_space> const& error_flag) {
    density(positions, types, edges, list, error_flag);
    force(forces);
  }

  /// First stage: densities, and the slope F' of the embedding energy of each owned particle, in `slopes()`.
  ///
  /// With `WithGhosts` the host then copies the slopes of its ghosts from their owners into `slopes()`, at the
  /// ghosts' places among the positions, and calls `force`. Fences once.
  template <Positions P, class Types, Domain D>
  void density(P const& positions, Types const& types, D const& domain, NeighborList<memory_space> const& list) {
    density(positions, types, domain, list, {});
    check();
  }

  /// The same without waiting, as for `compute`. \throws Error at once only what the host can see: lists and sizes
  template <Positions P, class Types, SiteDomain D>
  void density(P const& positions, Types const& types, D const& domain, NeighborList<memory_space> const& list,
               DeviceFlag<memory_space> const& error_flag) {
    require(!list.half, "eam: needs a full neighbour list, not a half one");
    require(list.cutoff >= cutoff(), "eam: the list's cutoff ", list.cutoff, " is below the potential's cutoff ",
            cutoff());
    require(particle_count(positions) == types.extent(0), "eam: ", particle_count(positions), " positions, but ",
            types.extent(0), " types");
    require(owned_count(positions, domain) == list.owned(), "eam: ", owned_count(positions, domain),
            " owned particles, but the list has ", list.owned());
    owned_ = list.owned();
    work_.prepare(exec_, list);
    if (virial_.extent(0) != owned_) virial_ = detail::allocate<decltype(virial_)>(exec_, "eam::virial", owned_);
    if (slopes_.extent(0) != types.extent(0))
      slopes_ = detail::allocate_zero<decltype(slopes_)>(exec_, "eam::slopes", types.extent(0));
    work_.pairs.error_flag = error_flag;
    detail::reset_flags(exec_, work_.pairs.flags);
    detail::pack_sites(exec_, positions, types, domain, list.sites, work_.pairs);
    work_.sort(exec_, list);
    using enum EamEvaluation;
    switch (work_.pairs.tables.evaluation) {
      case reference:
        density_pass<double, false>();
        break;
      case mixed:
        density_pass<float, true>();
        break;
      case compact:
        density_pass<double, true>();
        break;
    }
  }

  /// Throws what the last `compute` or `density` has to complain of, see there. Fences.
  void check() const {
    auto const flags = detail::fetch(exec_, work_.pairs.flags);
    auto const none = detail::EamFlags::none;
    require(flags.bad_type == none, "eam: particle ", flags.bad_type, " has a type outside [0, ",
            work_.pairs.tables.types, ")");
    require(flags.bad_position == none, "eam: the position of particle ", flags.bad_position, " is not finite");
    if (flags.close_pair != none)
      throw ClosePairError(static_cast<std::size_t>(flags.close_pair >> 32),
                           static_cast<std::size_t>(flags.close_pair & 0xffffffff),
                           work_.pairs.tables.distance_spacing);
  }

  /// F' by position: owned entries are made by `density`, those of ghosts are the host's to fill.
  Kokkos::View<double*, memory_space> slopes() const { return slopes_; }

  /// Second stage: forces and virial, O(pairs). Does not fence. \throws Error too little room for the forces
  template <detail::ForceView Forces>
  void force(Forces const& forces) {
    require(forces.extent(0) >= owned_, "eam: ", owned_, " owned particles, but room for ", forces.extent(0),
            " forces");
    require(work_.pairs.tables.evaluation == EamEvaluation::reference || work_.pairs.rows.extent(0) >= owned_,
            "eam: a copy has no sorted neighbours; call density before force");
    detail::spread_slopes(exec_, work_.pairs, slopes_, work_.pairs.particle.extent(0));
    using enum EamEvaluation;
    switch (work_.pairs.tables.evaluation) {
      case reference:
        force_pass<double, false>(forces);
        break;
      case mixed:
        force_pass<float, true>(forces);
        break;
      case compact:
        force_pass<double, true>(forces);
        break;
    }
  }

  /// Where the sites of a list were when its neighbours were sorted: with an inner skin a restart needs it, beside list
  /// and positions, to go on with the same bits. Empty where the next call with this list sorts them anyway.
  Kokkos::View<Vec3<double>*, memory_space> sorted_at(NeighborList<memory_space> const& list) const {
    return work_.sorted_at(list);
  }

  /// Sorts the neighbours of a list as they were at these places. \throws Error another number of places than sites
  void sort_at(Kokkos::View<Vec3<double>*, memory_space> const& places, NeighborList<memory_space> const& list) {
    work_.sort_at(exec_, places, list);
  }

  /// Total potential energy of the owned particles at the last `compute`. Another pass over the pairs; fences.
  double energy() const {
    auto const each = energies();
    return deterministic_sum<double>(exec_, "eam::energy", owned_, KOKKOS_LAMBDA(std::size_t i) { return each(i); });
  }

  /// Potential energy of each owned particle at the last `compute`: F and half of its pairs. Does not fence.
  Kokkos::View<double*, memory_space> energies() const {
    auto each = detail::allocate<Kokkos::View<double*, memory_space>>(exec_, "eam::energies", owned_);
    Kokkos::parallel_for("tektite::eam::energies", policy(), detail::EamEnergyPass<memory_space>{work_.pairs, each});
    return each;
  }

  /// Sum over pairs of r_a f_b at the last `compute`, positive for repulsion: pressure = trace / (3 volume). Fences.
  Mat3 virial() const {
    auto const out = detail::allocate<Kokkos::View<Mat3, memory_space>>(exec_, "eam::virial");
    Kokkos::View<Mat3*, memory_space> scratch;
    detail::sum_virials(exec_, virial_, out, scratch);
    return detail::fetch(exec_, out);
  }

  /// The same into `out`, on the device. Does not fence.
  void virial(Kokkos::View<Mat3, memory_space> const& out) {
    detail::sum_virials(exec_, virial_, out, virial_scratch_);
  }

  /// Virial of each owned particle, half of each of its pairs: xx yy zz xy xz yz. LAMMPS' `stress/atom` is its
  /// negative.
  Kokkos::View<double* [6], memory_space> virials() const { return virial_; }

  /// Particles whose density was beyond the table at the last `compute`; F went on in a straight line there. Fences.
  std::int64_t density_overflows() const { return detail::fetch(exec_, work_.pairs.flags).overflows; }

 private:
  auto policy() const { return detail::as_argument(Kokkos::RangePolicy<Exec>(exec_, 0, owned_)); }

  template <class Real, bool compact>
  void density_pass() {
    Kokkos::parallel_for("tektite::eam::density", policy(),
                         detail::EamDensityPass<memory_space, Real, compact>{work_.pairs, slopes_});
  }

  template <class Real, bool compact, class Forces>
  void force_pass(Forces const& forces) {
    if (work_.pairs.tables.symmetric) {
      Kokkos::parallel_for(
          "tektite::eam::force", policy(),
          detail::EamForcePass<memory_space, Real, compact, true, Forces>{work_.pairs, slopes_, forces, virial_});
    } else {
      Kokkos::parallel_for(
          "tektite::eam::force", policy(),
          detail::EamForcePass<memory_space, Real, compact, false, Forces>{work_.pairs, slopes_, forces, virial_});
    }
  }

  Exec exec_;
  detail::EamWorkspace<Exec> work_;
  EamTableReport report_;
  std::vector<double> masses_;
  Kokkos::View<double*, memory_space> slopes_;
  Kokkos::View<double* [6], memory_space> virial_;
  Kokkos::View<Mat3*, memory_space> virial_scratch_;
  std::size_t owned_ = 0;
};

}  // namespace tektite
