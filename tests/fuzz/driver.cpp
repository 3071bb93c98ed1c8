// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
//
// driver CORPUS MUTATIONS: runs one target over the files of a folder, over its seeds, and over a fixed number of
// variants of each, the same ones on every machine. An input that is a finding is left in the working directory. driver
// FILE...: runs the target over these files only.
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <Kokkos_Core.hpp>
#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>

#include "mutate.hpp"
#include "target.hpp"

namespace {

namespace fs = std::filesystem;

// The present input, for the handler of signals.
std::string input, finding_name;

void keep_input() {
  int const file = ::open(finding_name.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0666);
  if (file < 0) return;
  ssize_t const written = ::write(file, input.data(), input.size());
  static_cast<void>(written);
  ::close(file);
}

extern "C" void end_on_signal(int signal) {
  keep_input();
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

/// A number in a file must not lead to memory without bound.
void limit_memory() {
#if !defined(__SANITIZE_ADDRESS__)
  rlimit const limit{rlim_t(2) << 30, rlim_t(2) << 30};
  static_cast<void>(setrlimit(RLIMIT_AS, &limit));
#endif
}

/// \returns whether the input is no finding
bool run(std::string const& bytes, std::string const& what) {
  // An input that does not end is to be kept, too, before the test's own time is over.
  constexpr unsigned patience = 120;
  ::alarm(patience);
  input = bytes;
  std::string reason;
  try {
    LLVMFuzzerTestOneInput(reinterpret_cast<std::uint8_t const*>(input.data()), input.size());
    return true;
  } catch (std::exception const& error) {
    reason = error.what();
  }
  keep_input();
  std::printf("%s: %s\n  the input is now the file %s\n", what.c_str(), reason.c_str(), finding_name.c_str());
  return false;
}

struct Input {
  std::string name, bytes;
};

/// The files of a folder by name, then the seeds of the target.
std::vector<Input> inputs(fs::path const& corpus) {
  std::vector<Input> all;
  if (fs::is_directory(corpus))
    for (auto const& entry : fs::directory_iterator(corpus))
      all.push_back({entry.path().filename().string(), fuzz::bytes_of(entry.path())});
  std::sort(all.begin(), all.end(), [](Input const& a, Input const& b) { return a.name < b.name; });
  for (auto const& seed : fuzz::seeds()) all.push_back({"seed " + std::to_string(all.size()), seed});
  return all;
}

int run_corpus(fs::path const& corpus, int mutations) {
  auto const all = inputs(corpus);
  if (all.empty()) {
    std::printf("%s: no inputs\n", corpus.c_str());
    return 1;
  }
  bool fine = true;
  for (Input const& one : all) fine = run(one.bytes, one.name) && fine;
  fuzz::Mutator mutate(1);
  for (int k = 0; k < mutations && fine; ++k)
    for (std::size_t i = 0; i < all.size() && fine; ++i) {
      auto const& other = all[(i + static_cast<std::size_t>(k) + 1) % all.size()].bytes;
      fine = run(mutate(all[i].bytes, other), all[i].name + ", variant " + std::to_string(k));
    }
  if (fine) std::printf("%zu inputs and %d variants of each\n", all.size(), mutations);
  return fine ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: %s CORPUS MUTATIONS | FILE...\n", argv[0]);
    return 2;
  }
  finding_name = fs::path(argv[0]).filename().string() + ".finding";
  for (int const signal : {SIGSEGV, SIGABRT, SIGFPE, SIGBUS, SIGILL, SIGALRM}) std::signal(signal, end_on_signal);
  limit_memory();
  Kokkos::InitializationSettings settings;
  settings.set_disable_warnings(true);
  settings.set_num_threads(1);
  Kokkos::ScopeGuard const kokkos(settings);
  if (argc == 3 && fs::is_directory(argv[1])) return run_corpus(argv[1], std::atoi(argv[2]));
  bool fine = true;
  for (int k = 1; k < argc; ++k) fine = run(fuzz::bytes_of(argv[k]), argv[k]) && fine;
  return fine ? 0 : 1;
}
