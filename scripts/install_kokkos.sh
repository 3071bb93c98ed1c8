#!/usr/bin/env bash
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
#
# install_kokkos.sh VERSION PREFIX [CMAKE-ARGUMENT...]: builds a release of Kokkos with OpenMP and installs it into
# PREFIX; does nothing if PREFIX has one already. For tests with another Kokkos than the pinned one:
#   scripts/install_kokkos.sh 5.2.1 build/kokkos-5.2.1 && export Kokkos_ROOT=$PWD/build/kokkos-5.2.1
# TEKTITE_KOKKOS_SOURCE names a folder with the source of that version, where it cannot be downloaded.
set -euo pipefail

if [ $# -lt 2 ]; then
  echo "install_kokkos.sh: usage: install_kokkos.sh VERSION PREFIX [CMAKE-ARGUMENT...]" >&2
  exit 2
fi
version=$1
mkdir -p "$2"
prefix=$(cd "$2" && pwd)
shift 2

if compgen -G "$prefix/lib*/cmake/Kokkos/KokkosConfig.cmake" >/dev/null; then exit 0; fi

# The release, checked, into the current folder.
download() {
  local file
  for file in "kokkos-$version.tar.gz" "kokkos-$version-SHA-256.txt"; do
    curl --fail --silent --show-error --location --remote-name \
      "https://github.com/kokkos/kokkos/releases/download/$version/$file"
  done
  sha256sum --check --strict --ignore-missing "kokkos-$version-SHA-256.txt"
  tar -xzf "kokkos-$version.tar.gz"
}

aside=$(mktemp -d)
trap 'rm -rf "$aside"' EXIT
source=${TEKTITE_KOKKOS_SOURCE:-}
if [ -n "$source" ]; then
  source=$(cd "$source" && pwd)
  cd "$aside"
else
  cd "$aside"
  source=$aside/kokkos-$version
  download
fi

cmake -S "$source" -B build -DCMAKE_BUILD_TYPE=Release -DCMAKE_CXX_STANDARD=20 \
  -DCMAKE_INSTALL_PREFIX="$prefix" -DKokkos_ENABLE_SERIAL=ON -DKokkos_ENABLE_OPENMP=ON "$@"
cmake --build build --parallel "$(getconf _NPROCESSORS_ONLN)"
cmake --install build
