// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
//
// What algorithms cost a file that includes them: time of the compiler on one core, size of the object file.
//
//   consumer/<name>          a program with the calls of that name; "kokkos" is the same program without a call
//   consumer_of_host/<name>  the same program where it links tektite::host

#include <benchmark/benchmark.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "program.hpp"

namespace {

struct Consumer {
  std::string name;
  std::vector<char const*> folders;  // of the library
  std::string calls;
};

std::string const list = "auto const list = tektite::build_neighbor_list(x, box, {.cutoff = 1.0});\n";
std::string const eam =
    "tektite::EamForces<Kokkos::DefaultExecutionSpace> eam({}, tektite::EamPotential{}, {\"Cu\"});\n"
    "eam.compute(x, types, box, list, x);\n";
std::string const voronoi = "tektite::voronoi(x, box);\n";
std::string const fits = "tektite::local_fits(x, box, x, box, {.cutoff = 1.0}, {.cutoff = 1.0});\n";
std::string const percolation = "tektite::percolation_clusters(tektite::contacts_within(x, box, 1.0), types);\n";

Consumer const consumers[] = {
    {"kokkos", {}, ""},
    {"neighbors", {"neighbors"}, list},
    {"eam", {"neighbors", "eam"}, list + eam},
    {"voronoi", {"voronoi"}, voronoi},
    {"affine_fit", {"strain"}, "tektite::affine_fit(x, box, x, box, {.cutoff = 1.0});\n"},
    {"local_fits", {"strain"}, fits},
    {"percolation", {"percolation"}, percolation},
    {"stats", {"stats"}, "tektite::moments(types);\n"},
    {"eam_voronoi_fits_percolation",
     {"eam", "voronoi", "strain", "percolation"},
     list + eam + voronoi + fits + percolation},
};

std::string source_of(Consumer const& one) {
  std::string text = "#include <Kokkos_Core.hpp>\n";
  for (auto const folder : one.folders) text += std::string("#include <tektite/") + folder + ".hpp>\n";
  text += "int main() {\nKokkos::View<double* [3]> x(\"x\", 1);\nKokkos::View<int*> types(\"types\", 1);\n";
  if (!one.calls.empty()) text += "tektite::Box box;\n";
  return text + one.calls + "}\n";
}

// Processor time of all programs run so far that have ended, without the system's share, in seconds.
double seconds_of_children() {
  rusage used;
  getrusage(RUSAGE_CHILDREN, &used);
  return static_cast<double>(used.ru_utime.tv_sec) + 1e-6 * static_cast<double>(used.ru_utime.tv_usec);
}

void consumer(benchmark::State& state, Consumer const& one, std::string const& flags) {
  namespace fs = std::filesystem;
  fs::path const folder = fs::temp_directory_path() / ("tektite_consumer_" + std::to_string(getpid()));
  fs::create_directories(folder);
  std::string const source = (folder / "consumer.cpp").string(), object = (folder / "consumer.o").string();
  std::ofstream(source) << source_of(one);
  std::string const command = std::string(TEKTITE_COMPILE) + flags + " -c " + source + " -o " + object;
  for (auto _ : state) {
    double const before = seconds_of_children();
    if (std::system(command.c_str()) != 0) state.SkipWithError("does not compile");
    state.SetIterationTime(seconds_of_children() - before);
  }
  if (fs::exists(object)) state.counters["object_bytes"] = double(fs::file_size(object));
  fs::remove_all(folder);
}

}  // namespace

int main(int argc, char** argv) {
  return tektite::benchmarks::run(argc, argv, [] {
    auto const add = [](std::string const& name, Consumer const& one, std::string const& flags) {
      benchmark::RegisterBenchmark((name + "/" + one.name).c_str(), consumer, one, flags)
          ->Iterations(1)
          ->UseManualTime()
          ->Unit(benchmark::kSecond);
    };
    for (Consumer const& one : consumers) {
      add("consumer", one, "");
      add("consumer_of_host", one, " -DTEKTITE_USES_HOST");
    }
  });
}
