// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::files tektite_examples_common
// mutations: 1000
//
// Arguments of a program, one per line.
#include <cmath>

#include "common/command_line.hpp"
#include "target.hpp"

std::vector<std::string> fuzz::seeds() {
  return {"--radii\nCu=1.28,Zr=1.60\n--index\n0,0,12,0\nin\nout",
          "--cutoff\n3.5\n--seed\n7\n--elements\nCu,Zr\nin\nout", "--cutoff=1e400\n--", "--help"};
}

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::vector<std::string> words{"program"};
  words.emplace_back();
  for (char const c : std::string_view(reinterpret_cast<char const*>(data), size)) {
    if (c == '\n')
      words.emplace_back();
    else if (c != '\0')
      words.back() += c;
  }
  constexpr std::size_t most_words = 50;
  words.resize(std::min(words.size(), most_words));
  std::vector<char const*> pointers;
  for (auto const& word : words) pointers.push_back(word.c_str());

  tektite::examples::Program program("program", "all kinds of options");
  std::string in, out;
  double cutoff = 1;
  std::uint64_t seed = 0;
  std::vector<std::string> names;
  std::vector<int> index;
  std::vector<double> numbers;
  std::vector<std::pair<std::string, double>> radii;
  program.add_option("--cutoff", cutoff, "a length");
  program.add_option("--seed", seed, "a seed");
  program.add_names("--elements", names, "names");
  program.add_numbers("--index", index, "integers");
  program.add_numbers("--composition", numbers, "numbers");
  program.add_named_numbers("--radii", radii, "named numbers");
  program.files(in, out);
  // Program::run makes one line of the error, and starts Kokkos: it is not called here.
  try {
    program.parse(int(pointers.size()), pointers.data());
  } catch (tektite::Error const&) {
    return 0;
  }
  for (auto const& name : names) fuzz::expect(!name.empty(), "an empty name");
  for (double const number : numbers) fuzz::expect(std::isfinite(number), "a number that is not finite");
  for (auto const& [name, radius] : radii) fuzz::expect(!name.empty() && std::isfinite(radius), "a bad radius");
  return 0;
}
