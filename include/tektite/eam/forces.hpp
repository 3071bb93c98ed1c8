// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "tektite/core/compiled.hpp"
#include "tektite/core/concepts.hpp"
#include "tektite/core/device_flag.hpp"
#include "tektite/core/domain.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/particle_values.hpp"
#include "tektite/core/particles.hpp"
#include "tektite/core/reduce.hpp"
#include "tektite/core/writable_vectors.hpp"
#include "tektite/detail/launch.hpp"
#include "tektite/detail/memory.hpp"
#include "tektite/eam/close_pair_error.hpp"
#include "tektite/eam/detail/build_tables.hpp"
#include "tektite/eam/detail/density_pass.hpp"
#include "tektite/eam/detail/energy_pass.hpp"
#include "tektite/eam/detail/force_pass.hpp"
#include "tektite/eam/detail/pack_sites.hpp"
#include "tektite/eam/detail/pair_force_pass.hpp"
#include "tektite/eam/detail/tables.hpp"
#include "tektite/eam/detail/workspace.hpp"
#include "tektite/eam/options.hpp"
#include "tektite/eam/potential.hpp"
#include "tektite/neighbors/neighbor_list.hpp"

namespace tektite {

/// Energies, forces and virial of an embedded-atom potential.
///
/// E = sum_i F_i(rho_i) + 1/2 sum_ij phi_ij, rho_i = sum_j rho_{j at i}(r_ij).
///
/// Build it once, call `compute` in every step; scratch memory is kept between calls. Everything runs on the instance
/// given to the constructor. Energies are always those of the reference evaluation; forces and virial are those of
/// the evaluation chosen in the options. A copy has the tables and the last results, and sorts neighbours by itself.
///
/// \cost        memory: 36 bytes per site (`mixed`: 52), 24 more with an inner skin; 68 bytes per particle, and up to
///              128 for the ends of rows; 4 bytes per listed neighbour; up to 1/16 of sites, rows and neighbours in
///              reserve; 8 bytes per particle more with the option `energies`
/// \determinism the same bits at any thread count for the same input; with an inner skin for the same input and the
///              same calls before
/// \source      Daw and Baskes, Phys. Rev. B 29, 6443 (1984); densities that depend on both elements: Finnis and
///              Sinclair, Philos. Mag. A 50, 45 (1984)
template <ExecutionSpace Exec>
class EamForces {
 public:
  /// Memory space of lists and results.
  using memory_space = typename Exec::memory_space;

  /// Builds the tables; the work does not depend on the particles.
  ///
  /// \param exec      execution space instance that runs everything, now and later; fenced for the tables
  /// \param potential the file's tables
  /// \param elements  the element of each type, in type order
  /// \param options   evaluation, its bound, inner skin
  /// \throws Error    a potential that `validate` refuses; an element that is not in the potential, no element or more
  ///                  than 64, an option out of range; values that compact tables cannot hold
  EamForces(Exec const& exec, EamPotential const& potential, std::vector<std::string> const& elements,
            EamOptions const& options = {});

  /// \returns distance from which on there is no interaction
  double cutoff() const { return work_.pairs.tables.cutoff; }
  /// \returns masses in g/mol, by type
  std::vector<double> const& masses() const { return masses_; }
  /// \returns errors of the compact tables, measured when they were built
  EamTableReport const& table_report() const { return report_; }

  /// Computes the forces on all particles in a box, or in a closed domain of your own.
  ///
  /// With ghosts call the two stages `density` and `force`.
  ///
  /// \param positions n positions [n][3] in the list's order; each may have moved by half of the list's skin
  /// \param types     0-based type of each position, integers of any width: a View, or any `ValuesOf`
  /// \param box       the current box
  /// \param list      full list with `list.cutoff >= cutoff()`
  /// \param forces    `View<T*[3]>` of any layout, `View<Vec3<T>*>` or any `WritableVectors`, `T` float or double; the
  ///                  first n are written, in the unit of the file (eV/A)
  /// \throws Error    a half list, a list with a smaller cutoff, sizes that differ, rows that are not of 3, a type
  ///                  without element, a position that is not finite; `ClosePairError`: a pair closer than the first
  ///                  point of the tables
  /// \cost            O(pairs) work
  /// \fences          once, between densities and forces, to read errors
  template <Positions P, ValuesOf<int> Types, ClosedDomain D, WritableVectors Forces>
  void compute(P const& positions, Types const& types, D const& box, NeighborList<memory_space> const& list,
               Forces const& forces) {
    density(positions, types, box, list);
    force(forces);
  }

  /// Computes the forces without a fence. If a particle or a pair is wrong, `error_flag` is raised; `check` then
  /// throws.
  ///
  /// \param positions,types,list,forces as above
  /// \param edges      the current box: its edges on the device, or a `ClosedDomain`
  /// \param error_flag raised on the device for an error in positions, types or pairs
  /// \throws Error     what the host can see: a wrong list, sizes that differ
  /// \fences           none
  template <Positions P, ValuesOf<int> Types, SiteDomain D, WritableVectors Forces>
    requires(!Domain<D> || ClosedDomain<D>)
  void compute(P const& positions, Types const& types, D const& edges, NeighborList<memory_space> const& list,
               Forces const& forces, DeviceFlag<memory_space> const& error_flag) {
    density(positions, types, edges, list, error_flag);
    force(forces);
  }

  /// First stage: densities, and the slope F' of the embedding energy of each owned particle, in `slopes()`.
  ///
  /// With ghosts the host code then copies the slopes of its ghosts from their owners into `slopes()`, at the
  /// ghosts' indices among the positions, and calls `force`.
  ///
  /// \param positions,types,list as for `compute`, ghosts included
  /// \param domain the current box, or any `Domain`
  /// \throws Error as `compute`
  /// \cost         O(pairs) work
  /// \fences       once, to read errors
  template <Positions P, ValuesOf<int> Types, Domain D>
  void density(P const& positions, Types const& types, D const& domain, NeighborList<memory_space> const& list) {
    density(positions, types, domain, list, {});
    check();
  }

  /// First stage without a fence, as for `compute`.
  ///
  /// \param positions,types,list as for `compute`, ghosts included
  /// \param domain     any `Domain`, or the edges of the current box on the device
  /// \param error_flag raised on the device for an error in positions, types or pairs
  /// \throws Error     what the host can see: a wrong list, sizes that differ
  /// \fences           none
  template <Positions P, ValuesOf<int> Types, SiteDomain D>
  void density(P const& positions, Types const& types, D const& domain, NeighborList<memory_space> const& list,
               DeviceFlag<memory_space> const& error_flag) {
    static_assert(AccessibleFrom<P, Exec>, "EamForces: positions in memory that its kernels cannot read");
    static_assert(ValuesWithin<Types, Exec>, "EamForces: types in memory that its kernels cannot read");
    begin(list, particle_count(positions), value_count(types), owned_count(positions, domain));
    work_.pairs.error_flag = error_flag;
    detail::pack_sites(exec_, detail::common_form(positions), detail::common_values(types), site_translations(domain),
                       list.sites, work_.pairs);
    compute_densities(list);
  }

  /// Reads the errors that the last `compute` or `density` has found on the device, and throws the first.
  ///
  /// \throws Error a type without element, a position that is not finite; `ClosePairError`: a pair that is too close
  /// \fences       once, to read them
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

  /// Slopes F' of the embedding energy. `density` fills the entries of owned particles, the host code those of ghosts.
  ///
  /// \returns one number for each position, in the unit of the file; shared with this object
  Kokkos::View<double*, memory_space> slopes() const { return slopes_; }

  /// Second stage: forces and virial.
  ///
  /// \param forces as for `compute`, at least one entry for each owned particle
  /// \throws Error fewer entries, rows that are not of 3; `density` has not been called, or not for this copy
  /// \cost         O(pairs) work
  /// \fences       none
  template <WritableVectors Forces>
  void force(Forces const& forces) {
    static_assert(WritableWithin<Forces, Exec>, "EamForces: forces in memory that its kernels cannot write");
    require(has_densities_, "eam: force before density");
    std::size_t const room = vector_count(forces);
    require(room >= owned_, "eam: ", owned_, " owned particles, but room for ", room, " forces");
    require(work_.pairs.tables.evaluation == EamEvaluation::reference || work_.pairs.rows.extent(0) >= owned_,
            "eam: a copy has no sorted neighbours; call density before force");
    compute_forces(detail::writable_form(forces));
  }

  /// Positions of a list's sites when its neighbours were sorted into near and far ones.
  ///
  /// With an inner skin a restarted run needs them, beside list and positions, to continue with the same bits.
  ///
  /// \param list neighbour list
  /// \returns one position for each site, shared with this object; empty if the next call with this list sorts anyway
  Kokkos::View<Vec3<double>*, memory_space> sorted_positions(NeighborList<memory_space> const& list) const {
    return work_.sorted_positions(list);
  }

  /// Sorts the neighbours of a list as they were sorted when its sites had given positions.
  ///
  /// \param positions one for each site, from `sorted_positions`
  /// \param list      neighbour list
  /// \throws Error    another number of positions than sites
  /// \fences          none
  void sort_neighbors_at(Kokkos::View<Vec3<double>*, memory_space> const& positions,
                         NeighborList<memory_space> const& list) {
    work_.sort_neighbors_at(exec_, positions, list);
  }

  /// Total potential energy of the owned particles at the last `compute`.
  ///
  /// \returns energy in the unit of the file (eV)
  /// \cost    O(pairs) work: one more pass; 8 bytes per particle. With the option `energies` O(n)
  /// \fences  once, to read the sum
  double energy() const {
    auto const each = energies();
    return detail::sum_of(exec_, "eam::energy", each);
  }

  /// Potential energy of each owned particle at the last `compute`: F and half of the energies of its pairs.
  ///
  /// \returns one energy for each owned particle, in the unit of the file (eV), in a new View; with the option
  ///          `energies` in one that is shared with this object, which the next `compute` overwrites
  /// \cost    O(pairs) work: one more pass; none with the option `energies`
  /// \fences  none
  Kokkos::View<double*, memory_space> energies() const {
    if (with_energies_) return energies_;
    auto each = detail::allocate<Kokkos::View<double*, memory_space>>(exec_, "eam::energies", owned_);
    energy_pass(each);
    return each;
  }

  /// Virial of the owned particles at the last `compute`: sum over pairs of r_a f_b, positive for repulsion.
  ///
  /// Its contribution to the pressure is trace / (3 volume).
  ///
  /// \returns virial in the unit of the file's energy (eV)
  /// \cost    O(n) work
  /// \fences  once, to read the sum
  Mat3 virial() const {
    auto const out = detail::allocate<Kokkos::View<Mat3, memory_space>>(exec_, "eam::virial");
    Kokkos::View<Mat3*, memory_space> scratch;
    detail::sum_virials(exec_, virial_, out, scratch);
    return detail::fetch(exec_, out);
  }

  /// Virial into a View on the device.
  ///
  /// \param out    the sum, as above
  /// \throws Error a View without memory
  /// \fences       none
  void virial(Kokkos::View<Mat3, memory_space> const& out) {
    require(out.data() != nullptr, "eam: the View for the virial has no memory");
    detail::sum_virials(exec_, virial_, out, virial_scratch_);
  }

  /// Virial of each owned particle at the last `compute`: half of each of its pairs. LAMMPS' `stress/atom` is its
  /// negative.
  ///
  /// \returns xx yy zz xy xz yz for each owned particle, in the unit of the file's energy (eV); shared with this object
  Kokkos::View<double* [6], memory_space> virials() const { return virial_; }

  /// Force of each listed pair at the last `compute`: (dE/dr) / r with the slopes F' of both particles, from the file's
  /// tables whatever the evaluation is. The force on the particle of a row is the sum over its pairs of this times the
  /// vector to the neighbour.
  ///
  /// With ghosts call it when the slopes of the ghosts are there, as `force`.
  ///
  /// \returns one number for each entry of the list, in the unit of the file (eV/A^2), positive for attraction; in a
  ///          new View
  /// \throws Error `density` has not been called
  /// \cost         O(pairs) work; 8 bytes for each listed neighbour
  /// \fences       none
  Kokkos::View<double*, memory_space> pair_forces() const {
    require(has_densities_, "eam: pair_forces before density");
    auto each = detail::allocate<Kokkos::View<double*, memory_space>>(exec_, "eam::pair_forces",
                                                                      work_.pairs.neighbors.extent(0));
    detail::launch_as_argument(exec_, "eam::pair_forces", owned_,
                               detail::EamPairForcePass<memory_space>{work_.pairs, slopes_, each});
    return each;
  }

  /// Number of owned particles whose density was beyond the table at the last `compute`. F is continued as a straight
  /// line there.
  ///
  /// \returns number of particles
  /// \fences  once, to read it
  std::int64_t density_overflows() const { return detail::fetch(exec_, work_.pairs.flags).overflows; }

  /// Number of owned particles with a pair that the compact tables leave out, at the last `compute`.
  ///
  /// Such pairs are evaluated with the tables of `reference`, which is slower: see `EamTableReport`.
  ///
  /// \returns number of particles; with the evaluation `reference` all of them
  /// \throws Error `density` has not been called for this copy
  /// \cost         O(n) work
  /// \fences       once, to read it
  std::int64_t reference_particles() const;

 private:
  // Checks the sizes of an input, and prepares for it.
  void begin(NeighborList<memory_space> const& list, std::size_t positions, std::size_t types, std::size_t owned);

  // Sorts the neighbours of the packed sites and computes `slopes_`.
  void compute_densities(NeighborList<memory_space> const& list);

  // Computes `forces` and `virial_`.
  template <class Forces>
  void compute_forces(Forces const& forces);

  // Computes `slopes_`, in the precision Real of the compact tables, or with the reference tables only.
  template <class Real, bool compact, bool energies = false>
  void density_pass() {
    using Pass = detail::EamDensityPass<memory_space, Real, compact, energies>;
    detail::launch_as_argument(exec_, "eam::density", owned_, Pass{work_.pairs, slopes_, energies_});
  }

  // Computes the energies of the owned particles.
  void energy_pass(Kokkos::View<double*, memory_space> const& each) const {
    detail::launch_as_argument(exec_, "eam::energies", owned_, detail::EamEnergyPass<memory_space>{work_.pairs, each});
  }

  // Computes `forces` and `virial_`, likewise. The passes with compact tables are faster where they are symmetric.
  template <class Real, bool compact, class Forces>
  void force_pass(Forces const& forces) {
    if constexpr (compact) {
      if (work_.pairs.tables.symmetric) return launch_force_pass<Real, true, true>(forces);
    }
    launch_force_pass<Real, compact, false>(forces);
  }

  template <class Real, bool compact, bool symmetric, class Forces>
  void launch_force_pass(Forces const& forces) {
    using Pass = detail::EamForcePass<memory_space, Real, compact, symmetric, Forces>;
    detail::launch_as_argument(exec_, "eam::force", owned_, Pass{work_.pairs, slopes_, forces, virial_});
  }

  Exec exec_;
  detail::EamWorkspace<Exec> work_;
  EamTableReport report_;
  std::vector<double> masses_;                        // by type
  Kokkos::View<double*, memory_space> slopes_;        // F', by particle, ghosts included
  Kokkos::View<double*, memory_space> energies_;      // by owned particle; with the option `energies`
  Kokkos::View<double* [6], memory_space> virial_;    // by owned particle
  Kokkos::View<Mat3*, memory_space> virial_scratch_;  // partial sums
  bool with_energies_ = false;                        // the option `energies`
  bool has_densities_ = false;                        // whether `density` has been called
  std::size_t owned_ = 0;                             // number of owned particles
};

template <ExecutionSpace Exec>
EamForces<Exec>::EamForces(Exec const& exec, EamPotential const& potential, std::vector<std::string> const& elements,
                           EamOptions const& options)
    : exec_(exec), with_energies_(options.energies) {
  work_.pairs.tables = detail::make_eam_tables(exec, potential, elements, options, report_);
  if (options.evaluation != EamEvaluation::reference) work_.pairs.inner_skin = options.inner_skin;
  for (auto const& name : elements) masses_.push_back(potential.elements[potential.element(name)].mass);
  work_.pairs.flags = Kokkos::View<detail::EamFlags, memory_space>(
      Kokkos::view_alloc(exec, Kokkos::WithoutInitializing, "tektite::eam::flags"));
  detail::reset_flags(exec, work_.pairs.flags);
}

template <ExecutionSpace Exec>
void EamForces<Exec>::begin(NeighborList<memory_space> const& list, std::size_t positions, std::size_t types,
                            std::size_t owned) {
  require(!list.half, "eam: needs a full neighbour list, not a half one");
  require(list.cutoff >= cutoff(), "eam: the list's cutoff ", list.cutoff, " is below the potential's cutoff ",
          cutoff());
  require(positions == types, "eam: ", positions, " positions, but ", types, " types");
  require(owned == list.owned(), "eam: ", owned, " owned particles, but the list has ", list.owned());
  // Positions are the first sites; images are sites without a position.
  require(list.sites.particles == positions, "eam: ", positions, " positions, but the list has ", list.sites.particles,
          " sites");
  owned_ = owned;
  has_densities_ = true;
  work_.prepare(exec_, list);
  if (virial_.extent(0) != owned_) virial_ = detail::allocate<decltype(virial_)>(exec_, "eam::virial", owned_);
  if (with_energies_ && energies_.extent(0) != owned_)
    energies_ = detail::allocate<decltype(energies_)>(exec_, "eam::energies", owned_);
  if (slopes_.extent(0) != types) slopes_ = detail::allocate_zero<decltype(slopes_)>(exec_, "eam::slopes", types);
  detail::reset_flags(exec_, work_.pairs.flags);
}

template <ExecutionSpace Exec>
std::int64_t EamForces<Exec>::reference_particles() const {
  if (work_.pairs.tables.evaluation == EamEvaluation::reference) return static_cast<std::int64_t>(owned_);
  auto const rows = work_.pairs.rows;
  require(rows.extent(0) >= owned_, "eam: a copy has no sorted neighbours; call density before reference_particles");
  return deterministic_sum<std::int64_t>(
      exec_, "eam::reference_particles", owned_,
      KOKKOS_LAMBDA(std::size_t i) { return std::int64_t(rows(i).needs_reference); });
}

template <ExecutionSpace Exec>
void EamForces<Exec>::compute_densities(NeighborList<memory_space> const& list) {
  work_.sort(exec_, list);
  using enum EamEvaluation;
  if (with_energies_ && work_.pairs.tables.evaluation == reference) return density_pass<double, false, true>();
  if (with_energies_) energy_pass(energies_);
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

template <ExecutionSpace Exec>
template <class Forces>
void EamForces<Exec>::compute_forces(Forces const& forces) {
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

TEKTITE_EAM_INSTANCE(class EamForces<compiled::Exec>);
TEKTITE_EAM_INSTANCE(void EamForces<compiled::Exec>::compute_forces(compiled::Vectors const&));

}  // namespace tektite
