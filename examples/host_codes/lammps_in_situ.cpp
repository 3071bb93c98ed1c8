// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::files CLI11::CLI11 lammps::lammps tektite::mpi
//
// LAMMPS quenches and shears a glass on any number of ranks; every k-th step Tektite analyses it in place:
//
//     mpirun -np 4 lammps_in_situ --potential Cu-Zr_4.eam.fs --elements Cu,Zr --atoms 108000 --every 500
//
// Every rank reads LAMMPS' own arrays of its owned atoms and ghosts. The results for each atom are stored in LAMMPS
// (i_n3 ... d_lambda i_cluster), for its dumps, averages and groups.

#define LAMMPS_LIB_MPI
#include <lammps/library.h>

#include <unistd.h>
#include <cstdio>

#include "common/command_line.hpp"
#include "common/waiting_threads.hpp"
#include "host_codes/in_situ.hpp"

namespace {

using tektite::Vec3;

struct Settings {
  std::string potential, data, save, dump, log = "log.lammps";
  std::vector<std::string> elements;
  std::vector<double> composition{0.5, 0.5}, tilt{0, 0, 0};
  int atoms = 4000, seed = 1, every = 500;
  double from = 2050, to = 50, rate = 1e14, melt = 5;
  double strain = 0.3, strain_rate = 1e10;
  double ghosts = 14, skin = 1, timestep = 0.002;
  host_codes::InSituOptions in_situ;

  int steps(double time) const { return static_cast<int>(std::lround(time / timestep)); }
};

template <class... Parts>
std::string text(Parts const&... parts) {
  std::ostringstream line;
  line.precision(17);
  (line << ... << parts);
  return line.str();
}

/// A LAMMPS instance with Tektite called from its steps.
class Simulation {
 public:
  Simulation(Settings const& settings) : settings_(settings), in_situ_(MPI_COMM_WORLD, settings.in_situ) {
    std::string name = "lammps", screen = "-screen", none = "none", log = "-log", file = settings.log;
    char* arguments[] = {name.data(), screen.data(), none.data(), log.data(), file.data()};
    lammps_ = lammps_open(5, arguments, MPI_COMM_WORLD, nullptr);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank_);
    start();
  }
  Simulation(Simulation const&) = delete;
  Simulation& operator=(Simulation const&) = delete;
  ~Simulation() { lammps_close(lammps_); }

  /// Melt and quench at zero pressure. Strains of a liquid have a meaning over short times only: each analysis takes
  /// the one before as its reference.
  void quench() {
    reference_follows_ = true;
    Settings const& s = settings_;
    command("velocity all create ", s.from, " ", s.seed, " loop geom");
    command("fix ensemble all npt temp ", s.from, " ", s.from, " 0.2 iso 0 0 2 flip no");
    run(s.steps(s.melt));
    command("fix ensemble all npt temp ", s.from, " ", s.to, " 0.2 iso 0 0 2 flip no");
    run(s.steps((s.from - s.to) / s.rate * 1e12));
    if (!s.save.empty()) command("write_data ", s.save, " nofix");
  }

  /// Simple shear in xy at zero pressure along the axes. Strains count from the first step.
  void shear() {
    Settings const& s = settings_;
    reference_follows_ = has_reference_ = false;
    double const per_ps = s.strain_rate * 1e-12;
    command("fix ensemble all npt temp ", s.to, " ", s.to, " 0.2 x 0 0 2 y 0 0 2 z 0 0 2 scalexy no flip no");
    command("fix shear all deform 1 xy erate ", per_ps, " remap x flip no");
    run(s.steps(s.strain / per_ps));
  }

 private:
  template <class... Parts>
  void command(Parts const&... parts) {
    lammps_command(lammps_, text(parts...).c_str());
    // LAMMPS ends the program itself where it was built without exceptions.
    char message[512] = "";
    if (lammps_has_error(lammps_)) {
      lammps_get_last_error_message(lammps_, message, sizeof message);
      throw tektite::Error(message);
    }
  }

  void start() {
    Settings const& s = settings_;
    if (lammps_extract_setting(lammps_, "tagint") != 4)
      throw tektite::Error("this LAMMPS counts atoms in 64 bits (LAMMPS_BIGBIG), this program in 32");
    command("units metal");
    command("atom_style atomic");
    command("boundary p p p");
    command("box tilt large");
    if (s.data.empty()) {
      int const edge = static_cast<int>(std::ceil(std::cbrt(s.atoms / 4.0) - 1e-9));
      command("lattice fcc 4.0");
      command("region all prism 0 ", edge, " 0 ", edge, " 0 ", edge, " 0 0 0");
      command("create_box ", s.elements.size(), " all");
      command("create_atoms 1 box");
      double left = 1;
      for (std::size_t t = 1; t < s.elements.size(); ++t) {
        left -= s.composition[t - 1];
        command("set type ", t, " type/fraction ", t + 1, " ", left / (left + s.composition[t - 1]), " ", s.seed + t);
      }
      command("change_box all xy final ", s.tilt[0], " xz final ", s.tilt[1], " yz final ", s.tilt[2],
              " remap units box");
    } else {
      command("read_data ", s.data);
      command("change_box all triclinic");
      command("velocity all create ", s.to, " ", s.seed, " loop geom");
    }
    command("pair_style eam/", s.potential.ends_with("fs") ? "fs" : "alloy");
    std::string names;
    for (auto const& element : s.elements) names += " " + element;
    command("pair_coeff * * ", s.potential, names);
    command("timestep ", s.timestep);
    // Ghosts as far as Tektite needs them, and lists that are rebuilt in time: `reach` depends on both.
    command("comm_modify cutoff ", s.ghosts);
    command("neighbor ", s.skin, " bin");
    command("neigh_modify every 1 delay 0 check yes");
    command("thermo ", s.every);
    command("fix results all property/atom i_n3 i_n4 i_n5 i_n6 d_lambda i_cluster");
    command("fix tektite all external pf/callback ", s.every, " ", s.every);
    // It only looks: LAMMPS of 2022 leaves the virial of a fix external that sets none as it finds the memory.
    command("fix_modify tektite energy no virial no");
    lammps_set_fix_external_callback(lammps_, "tektite", callback, this);
    if (!s.dump.empty()) {
      command("dump tektite all custom ", s.every, " ", s.dump,
              " id type x y z ix iy iz i_n3 i_n4 i_n5 i_n6 d_lambda i_cluster");
      command("dump_modify tektite sort id format float %.15g");
    }
  }

  void run(int steps) {
    command("run ", steps);
    if (!refusal_.empty()) throw tektite::Error(refusal_);
  }

  /// Within a step LAMMPS calls this after the forces: positions, ghosts and box belong together there. (At the end of
  /// the step `fix deform` moves the box and the owned atoms on, but not the ghosts.)
  static void callback(void* self, std::int64_t step, int owned, int*, double**, double** force) {
    for (int i = 0; i < owned; ++i) force[i][0] = force[i][1] = force[i][2] = 0;
    auto& simulation = *static_cast<Simulation*>(self);
    try {
      if (simulation.refusal_.empty()) simulation.analyse(step);
    } catch (host_codes::Refused const& refused) {
      // All ranks throw this: LAMMPS ends its run in order.
      simulation.refusal_ = text("step ", step, ": ", refused.what(), " (--ghosts ", simulation.settings_.ghosts,
                                 ", --skin ", simulation.settings_.skin, ")");
      lammps_force_timeout(simulation.lammps_);
    } catch (std::exception const& error) {
      // The other ranks would wait for this one for ever.
      std::printf("lammps_in_situ: rank %d, step %lld: %s\n", simulation.rank_, static_cast<long long>(step),
                  error.what());
      std::fflush(stdout);
      MPI_Abort(MPI_COMM_WORLD, 2);
    }
  }

  //[local_atoms]
  host_codes::LocalAtoms local_atoms() const {
    auto const count = [&](char const* name) {
      return static_cast<std::size_t>(*static_cast<int*>(lammps_extract_global(lammps_, name)));
    };
    std::size_t const owned = count("nlocal"), all = owned + count("nghost");
    double low[3], high[3], xy, yz, xz;
    int periodic[3], changes;
    lammps_extract_box(lammps_, low, high, &xy, &yz, &xz, periodic, &changes);
    host_codes::LocalAtoms atoms{
        .x = all > 0 ? static_cast<double**>(lammps_extract_atom(lammps_, "x"))[0] : nullptr,
        .ids = {static_cast<int*>(lammps_extract_atom(lammps_, "id")), all},
        .images = std::vector<Vec3<int>>(owned),
        .owned = owned,
        .box = tektite::Box::triclinic({high[0] - low[0], high[1] - low[1], high[2] - low[2]}, xy, xz, yz,
                                       {low[0], low[1], low[2]}),
        // Since ghosts were chosen, an owned atom and one that was beyond them may each have moved by half the skin.
        .reach = settings_.ghosts - settings_.skin};
    auto const* const packed = static_cast<int*>(lammps_extract_atom(lammps_, "image"));
    for (std::size_t i = 0; i < owned; ++i) {
      int image[3];
      lammps_decode_image_flags(packed[i], image);
      atoms.images[i] = {image[0], image[1], image[2]};
    }
    return atoms;
  }
  //[/local_atoms]

  void analyse(std::int64_t step) {
    if (has_reference_ && step == last_step_) return;  // the last of one run is the first of the next
    last_step_ = step;
    auto const atoms = local_atoms();
    if (!has_reference_) {
      in_situ_.set_reference(atoms);
      has_reference_ = true;
      start_tilt_ = atoms.box.edge(1).x / atoms.box.edge(1).y;
    }
    auto const result = in_situ_(atoms);
    if (reference_follows_) in_situ_.set_reference(atoms);
    store(result, atoms.owned);
    double const sheared = atoms.box.edge(1).x / atoms.box.edge(1).y - start_tilt_;
    if (rank_ == 0) print(step, reference_follows_ ? 0 : sheared, result);
  }

  void store(host_codes::InSituResult const& result, std::size_t owned) const {
    auto const ints = [&](char const* name) { return static_cast<int*>(lammps_extract_atom(lammps_, name)); };
    int* const counts[] = {ints("i_n3"), ints("i_n4"), ints("i_n5"), ints("i_n6")};
    int* const cluster = ints("i_cluster");
    auto* const lambda = static_cast<double*>(lammps_extract_atom(lammps_, "d_lambda"));
    for (std::size_t i = 0; i < owned; ++i) {
      for (int k = 0; k < 4; ++k) counts[k][i] = result.indices(i, k);
      lambda[i] = result.effective_strain(i);
      cluster[i] = result.clusters[i];
    }
  }

  static void print(std::int64_t step, double strain, host_codes::InSituResult const& result) {
    if (step == 0)
      std::printf("   step   strain  icosahedra  mean_lambda       psi       s_k   s_all   s_max  clusters wraps\n");
    auto const& plastic = result.plastic;
    std::string axes;
    for (int d = 0; d < 3; ++d)
      if (!plastic.wraps.empty() && plastic.wraps[0] >> d & 1) axes += "abc"[d];
    std::printf("%7lld %8.5f %11lld %12.6f %9.4f %9.4f %7lld %7lld %9zu %s\n", static_cast<long long>(step), strain,
                static_cast<long long>(result.icosahedra), result.strain.mean, result.strain.localization_factor(),
                result.strain.skewness(), static_cast<long long>(plastic.selected),
                static_cast<long long>(plastic.largest), plastic.sizes.size(), axes.empty() ? "-" : axes.c_str());
    std::fflush(stdout);
  }

  Settings settings_;
  host_codes::InSitu in_situ_;
  void* lammps_ = nullptr;
  int rank_ = 0;
  bool has_reference_ = false, reference_follows_ = false;
  std::int64_t last_step_ = -1;
  double start_tilt_ = 0;
  std::string refusal_;
};

}  // namespace

int main(int argc, char** argv) {
  // It starts the program again, which MPI allows only before it starts.
  tektite::examples::let_waiting_threads_sleep();
  MPI_Init(&argc, &argv);
  int rank = 0;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  // All ranks find the same errors; only rank 0 prints them.
  if (rank > 0 && !std::freopen("/dev/null", "w", stderr)) return 2;

  tektite::examples::Program program("lammps_in_situ",
                                     "LAMMPS quenches and shears a glass on any number of ranks, Tektite analyses it");
  Settings s;
  auto const option = [&](char const* name, auto& value, char const* help) {
    return program.add_option(name, value, help)->capture_default_str();
  };
  option("--potential", s.potential, "setfl file (eam/fs or eam/alloy), not compressed")->required();
  program.add_names("--elements", s.elements, "of types 1, 2, ...")->required();
  program.add_numbers("--composition", s.composition, "fraction of each element");
  option("--atoms", s.atoms, "number of atoms (4 n^3 fill the lattice)")->within(4, 2000000000);
  program.add_numbers("--tilt", s.tilt, "xy,xz,yz of the cell before it is molten (A)");
  program.add_option("--data", s.data, "a LAMMPS data file to shear: no quench");
  program.add_option("--save", s.save, "LAMMPS data file to write after the quench");
  option("--from", s.from, "temperature of the melt (K)");
  option("--to", s.to, "temperature of the glass (K)");
  option("--rate", s.rate, "cooling rate (K/s)");
  option("--melt", s.melt, "time at the first temperature (ps)");
  option("--strain", s.strain, "final shear strain; 0: no shear");
  option("--strain-rate", s.strain_rate, "engineering strain rate (1/s)");
  option("--seed", s.seed, "of types and velocities")->within(1, 900000000);
  option("--every", s.every, "steps from one analysis to the next")->within(1, 1000000000);
  option("--ghosts", s.ghosts, "width of the layer of ghosts (A)");
  option("--skin", s.skin, "of LAMMPS' neighbour lists (A)");
  option("--ttg-cutoff", s.in_situ.ttg_cutoff, "cutoff of the two-term gradient (A)");
  option("--above", s.in_situ.plastic, "atoms of larger effective strain are plastic");
  option("--contact", s.in_situ.contact, "plastic atoms within this distance touch (A)");
  program.add_option("--dump", s.dump, "LAMMPS dump to write at every analysis");
  option("--log", s.log, "LAMMPS' log: what LAMMPS itself complains of is there");
  int const code = program.run(argc, argv, [&] {
    using tektite::require;
    require(s.composition.size() == s.elements.size(), s.composition.size(), " fractions for ", s.elements.size(),
            " elements");
    require(s.tilt.size() == 3, "--tilt takes three numbers, not ", s.tilt.size());
    require(s.rate > 0 && s.strain_rate > 0 && s.skin > 0, "rates and the skin must be positive");
    Simulation simulation(s);
    if (s.data.empty()) simulation.quench();
    if (s.strain > 0) simulation.shear();
  });
  MPI_Finalize();
  return code;
}
