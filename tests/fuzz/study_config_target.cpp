// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite_study_config
// mutations: 500
//
// The study's configuration. What is accepted gives numbers of steps that are not negative.
#include <initializer_list>

#include "study/config.hpp"
#include "target.hpp"

std::vector<std::string> fuzz::seeds() { return {}; }

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  study::Config config;
  std::string_view const text(reinterpret_cast<char const*>(data), size);
  bool const fine = fuzz::accepted("study.toml", [&] { config = study::parse_config(text, "study.toml"); });
  if (!fine) return 0;
  for (std::int64_t const steps :
       {config.melt_steps(), config.quench_steps(), config.quench_rest_steps(), config.relax_steps(),
        config.relax_rest_steps(), config.shear_steps(), config.alpha2_rest_steps(), config.alpha2_steps()})
    fuzz::expect(steps >= 0, steps, " steps");
  fuzz::expect(config.composition.size() == config.elements.size(), "elements and composition differ in number");
  return 0;
}
