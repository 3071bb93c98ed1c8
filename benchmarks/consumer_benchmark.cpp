// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
//
// What one algorithm costs a file that includes it: time of the compiler, size of the object file.
//
//   consumer/<folder>  a program of one call; "kokkos" is the same program without the call

#include <benchmark/benchmark.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "program.hpp"

namespace {

struct Consumer {
  char const* folder;
  char const* call;
};

constexpr Consumer consumers[] = {
    {"kokkos", ""},
    {"neighbors", "tektite::build_neighbor_list(x, box, {.cutoff = 1.0});"},
    {"voronoi", "tektite::voronoi(x, box);"},
    {"strain", "tektite::two_term_gradient(x, box, x, box);"},
    {"percolation", "tektite::percolation_clusters(tektite::contacts_within(x, box, 1.0), mask);"},
    {"stats", "tektite::moments(mask);"},
};

void consumer(benchmark::State& state, Consumer const& one) {
  namespace fs = std::filesystem;
  fs::path const folder = fs::temp_directory_path() / ("tektite_consumer_" + std::to_string(getpid()));
  fs::create_directories(folder);
  std::string const source = (folder / "consumer.cpp").string(), object = (folder / "consumer.o").string();
  bool const bare = std::string(one.folder) == "kokkos";
  std::ofstream(source) << "#include <Kokkos_Core.hpp>\n"
                        << (bare ? "" : std::string("#include <tektite/") + one.folder + ".hpp>\n")
                        << "int main() {\n  Kokkos::View<double* [3]> x(\"x\", 1);\n"
                        << "  Kokkos::View<int*> mask(\"mask\", 1);\n"
                        << (bare ? "" : "  tektite::Box box;\n") << "  " << one.call << "\n}\n";
  std::string const command = std::string(TEKTITE_COMPILE) + " -c " + source + " -o " + object;
  for (auto _ : state) {
    auto const start = std::chrono::steady_clock::now();
    if (std::system(command.c_str()) != 0) state.SkipWithError("does not compile");
    state.SetIterationTime(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  }
  if (fs::exists(object)) state.counters["object_bytes"] = double(fs::file_size(object));
  fs::remove_all(folder);
}

}  // namespace

int main(int argc, char** argv) {
  return tektite::benchmarks::run(argc, argv, [] {
    for (Consumer const& one : consumers)
      benchmark::RegisterBenchmark(("consumer/" + std::string(one.folder)).c_str(), consumer, one)
          ->Iterations(1)
          ->UseManualTime()
          ->Unit(benchmark::kSecond);
  });
}
