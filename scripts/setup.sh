#!/usr/bin/env bash
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
#
# Installs what the build needs and this machine lacks: ordinary packages of the Debian or Ubuntu
# release itself, named first. Elsewhere it only says what is missing. Kokkos and Catch2 are not
# installed: CMake finds or fetches them (cmake/TektiteDependencies.cmake).
set -euo pipefail

command_exists() { command -v "$1" >/dev/null; }
python_has() { python3 -c "import $1" 2>/dev/null; }
# Asks the compiler, so that modules and prefixes outside /usr count too.
header_exists() {
  command_exists c++ && printf '#include <%s>\n' "$1" | c++ -std=c++20 -I/usr/include/hdf5/serial -x c++ -E - >/dev/null 2>&1
}

# What to look for, and the package that brings it. One with a question mark is optional (an example, a format of
# compressed files): it comes along where something else is installed anyway and the release has it.
missing=() optional=()
while read -r kind what package; do
  if "$kind" "$what"; then continue; fi
  if [[ $package == *"?" ]]; then optional+=("${package%"?"}"); else missing+=("$package"); fi
done <<'END'
command_exists c++ g++
command_exists cmake cmake
command_exists ninja ninja-build
command_exists doxygen doxygen
header_exists CLI/CLI.hpp libcli11-dev
header_exists toml++/toml.h libtomlplusplus-dev
header_exists hdf5.h libhdf5-dev
header_exists zlib.h zlib1g-dev
header_exists zstd.h libzstd-dev?
header_exists bzlib.h libbz2-dev?
header_exists lzma.h liblzma-dev?
header_exists boost/graph/adjacency_list.hpp libboost-graph-dev
header_exists eigen3/Eigen/Dense libeigen3-dev
header_exists benchmark/benchmark.h libbenchmark-dev
header_exists voro++/voro++.hh voro++-dev
header_exists lammps/library.h liblammps-dev?
python_has matplotlib python3-matplotlib
python_has numpy python3-numpy
END
if [ ${#missing[@]} -eq 0 ]; then exit 0; fi

# Without a compiler no header was found: leave out what is installed all the same.
if command_exists dpkg-query; then
  wanted=()
  for package in "${missing[@]}"; do
    dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || wanted+=("$package")
  done
  missing=("${wanted[@]}")
  if [ ${#missing[@]} -eq 0 ]; then exit 0; fi
fi

echo "tektite: missing here: ${missing[*]}"
if ! command_exists apt-get; then
  echo "tektite: not a Debian-like system, going on without installing them" >&2
  exit 0
fi
install="apt-get install -y --no-install-recommends ${missing[*]}"
if [ "$(id -u)" -eq 0 ]; then
  root=env
elif command_exists sudo && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
  root="sudo env"
else
  echo "tektite: installing them needs root; run this, then start again:" >&2
  echo "  apt-get update && $install" >&2
  exit 2
fi
$root apt-get -q update
for package in ${optional[@]+"${optional[@]}"}; do
  if apt-cache show "$package" >/dev/null 2>&1; then install+=" $package"; fi
done
echo "tektite: installing them with: $install"
$root DEBIAN_FRONTEND=noninteractive $install
