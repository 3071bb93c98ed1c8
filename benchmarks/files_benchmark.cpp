// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::files
//
// Text files read and written, in bytes per second (of the text, also where the file is compressed) and atoms per
// second. What copying the same text costs in memory is the comparison. Files are in memory where /dev/shm exists, so
// that no disk is measured.
#include <benchmark/benchmark.h>

#include <Kokkos_Core.hpp>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <random>
#include <streambuf>
#include <string>
#include <vector>

#include "glass.hpp"
#include "program.hpp"
#include "support/scratch_folder.hpp"
#include "tektite/io/csv.hpp"
#include "tektite/io/frame_writer.hpp"
#include "tektite/io/gzip.hpp"
#include "tektite/io/read_configuration.hpp"

using namespace tektite;

namespace {

/// The glass with eight results of 17 digits for each atom.
struct Sample {
  explicit Sample(int copies) : atoms(benchmarks::glass(copies)) {
    std::mt19937_64 random(1);
    std::normal_distribution<double> normal;
    for (std::size_t i = 0; i < atoms.size(); ++i) atoms.ids.push_back(std::int64_t(i) + 1);
    for (int k = 0; k < 8; ++k) {
      io::Column column{std::to_string(k), {}};
      column.name.insert(0, 1, 'c');
      for (std::size_t i = 0; i < atoms.size(); ++i) column.values.push_back(normal(random));
      results.push_back(column);
    }
  }

  io::Configuration atoms;
  std::vector<io::Column> results;
};

Sample const& sample() {
  static Sample const made(2);  // 108 000 atoms
  return made;
}

std::filesystem::path parent() {
  return std::filesystem::is_directory("/dev/shm") ? "/dev/shm" : std::filesystem::temp_directory_path();
}

/// Size of the text in a file.
std::size_t text_size(std::filesystem::path const& path) {
  io::GzipStream stream(path);
  std::size_t size = 0;
  std::vector<char> block(1 << 20);
  while (auto const count = stream.rdbuf()->sgetn(block.data(), std::streamsize(block.size())))
    size += std::size_t(count);
  return size;
}

void report(benchmark::State& state, std::size_t bytes, std::size_t atoms) {
  benchmarks::count(state, "bytes", double(bytes));
  benchmarks::count(state, "atoms", double(atoms));
}

/// Elements make a CSV file one of text, which `read_csv` does not read.
void write(std::filesystem::path const& path) {
  io::write_frame(path, sample().atoms, sample().results, {.elements = path.extension() != ".csv"});
}

void write_file(benchmark::State& state, std::string const& ending) {
  ScratchFolder const folder(parent());
  auto const path = folder / ("glass" + ending);
  for (auto _ : state) write(path);
  report(state, text_size(path), sample().atoms.size());
}

void read_file(benchmark::State& state, std::string const& ending) {
  ScratchFolder const folder(parent());
  auto const path = folder / ("glass" + ending);
  write(path);
  for (auto _ : state) {
    if (ending == ".csv")
      benchmark::DoNotOptimize(io::read_csv(path));
    else
      benchmark::DoNotOptimize(io::read_configuration(path));
  }
  report(state, text_size(path), sample().atoms.size());
}

/// What copying the text of a dump costs.
void copy_of_text(benchmark::State& state) {
  std::size_t const bytes = 200 * sample().atoms.size();
  std::vector<char> const from(bytes, '1');
  std::vector<char> to(bytes);
  for (auto _ : state) {
    std::memcpy(to.data(), from.data(), bytes);
    benchmark::ClobberMemory();
  }
  report(state, bytes, sample().atoms.size());
}

}  // namespace

int main(int argc, char** argv) {
  return benchmarks::run(argc, argv, [] {
    auto const add = [](std::string const& name, auto const& run) {
      benchmark::RegisterBenchmark(name.c_str(), run)->Unit(benchmark::kMillisecond)->UseRealTime();
    };
    add("copy_of_text", copy_of_text);
    for (std::string const ending : {".dump", ".xyz", ".csv", ".dump.gz"}) {
      add("write/" + ending.substr(1), [ending](benchmark::State& state) { write_file(state, ending); });
      add("read/" + ending.substr(1), [ending](benchmark::State& state) { read_file(state, ending); });
    }
  });
}
