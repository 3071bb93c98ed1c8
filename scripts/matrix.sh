#!/usr/bin/env bash
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
#
# matrix.sh [CELL...]: builds the unit tests for one kind of machine after the other, and runs them. Without a cell it lists
# them all. Each builds in build/matrix/CELL and adds a line to build/matrix/results.csv; docs/machines.md says which have
# been run. The exit code is that of the worst cell.
#
#   TEKTITE_MATRIX_TOPICS="core strain"  only these topics of tests/unit (default: all)
#   TEKTITE_KOKKOS_SOURCE=FOLDER         the source of Kokkos, for cells that build their own, where none can be downloaded
#   TEKTITE_KOKKOS_VERSION=5.2.1         the release to download for these cells otherwise
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/install_packages.sh

# name | compiler | backends of a Kokkos of its own (-: the one that the build finds) | CMake | what it is
cells=$(
  cat <<'END'
serial      | g++-12     | serial         |                                    | one thread, no other backend
threads     | g++-12     | serial threads |                                    | C++ threads instead of OpenMP
own-kokkos  | g++-12     | serial openmp  |                                    | another release of Kokkos, from source
bounds      | g++-12     | serial bounds  | -DCMAKE_BUILD_TYPE=Debug           | debug build, Kokkos checks every index
clang-16    | clang++-16 | serial openmp  |                                    | the oldest Clang
clang-19    | clang++-19 | serial openmp  |                                    | a new Clang
sanitize    | g++-12     | -              | preset debug                       | address and undefined-behaviour sanitizers
tsan        | clang++-19 | serial threads | -DCMAKE_CXX_FLAGS=-fsanitize=thread -DTEKTITE_TEST_THREADS=4;8 | races, with 4 and 8 threads
device-path | g++-12     | -              | preset device-path                 | the path of a GPU, on the host
avx2        | g++-12     | -              | -DCMAKE_CXX_FLAGS=-march=haswell   | vectors of 256 bits
sse2        | g++-12     | -              | -DCMAKE_CXX_FLAGS=-march=x86-64    | vectors of 128 bits
arm64       | arm64      | -              |                                    | 64-bit ARM, run by qemu
sve         | arm64      | -              | -DCMAKE_CXX_FLAGS=-march=armv8.2-a+sve | 64-bit ARM with SVE, compiled only
END
)

fail() {
  echo "matrix.sh: $1" >&2
  exit 1
}

list() { sed -E 's/ *\| */|/g' <<<"$cells" | awk -F'|' '{ printf "%-12s %s\n", $1, $5 }'; }

# The compiler of a cell, installed if it is a package that is missing.
need_compiler() {
  local packages=("$compiler") missing=() package
  case $compiler in
    clang++-*) packages=("clang-${compiler#clang++-}" "libomp-${compiler#clang++-}-dev") ;;
    arm64) packages=(crossbuild-essential-arm64 qemu-user-static) ;;
  esac
  for package in "${packages[@]}"; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
  done
  install_packages matrix.sh ${missing[@]+"${missing[@]}"}
}

# Builds the Kokkos of the cell into build/matrix/CELL/kokkos.
build_kokkos() {
  local backend arguments=(-DKokkos_ENABLE_OPENMP=OFF)
  for backend in $backends; do
    case $backend in
      openmp) arguments+=(-DKokkos_ENABLE_OPENMP=ON) ;;
      threads) arguments+=(-DKokkos_ENABLE_THREADS=ON) ;;
      bounds) arguments+=(-DKokkos_ENABLE_DEBUG=ON -DKokkos_ENABLE_DEBUG_BOUNDS_CHECK=ON) ;;
    esac
  done
  if [ "$cell" = tsan ]; then arguments+=("-DCMAKE_CXX_FLAGS=-fsanitize=thread -g"); fi
  CXX=$compiler scripts/install_kokkos.sh "${TEKTITE_KOKKOS_VERSION:-5.2.1}" "build/matrix/$cell/kokkos" "${arguments[@]}"
}

topics=${TEKTITE_MATRIX_TOPICS:-$(find tests/unit -mindepth 1 -maxdepth 1 -type d -printf '%f ' | sed 's/ $//')}

configure() {
  local arguments=(-B "$folder" -G Ninja -DTEKTITE_BUILD_EXAMPLES=OFF -DTEKTITE_BUILD_BENCHMARKS=OFF)
  # shellcheck disable=SC2206 # options are words
  case $options in
    "preset "*) arguments+=(--preset "${options#preset }" -DTEKTITE_TEST_ALL=OFF) ;;
    *) arguments+=(-DCMAKE_BUILD_TYPE=Release $options) ;;
  esac
  case $options in *-march=*) arguments+=(-DTEKTITE_NATIVE=OFF) ;; esac
  if [ "$compiler" = arm64 ]; then
    # Its packages in a folder of their own; qemu runs tests.
    export TEKTITE_ARCHITECTURE=arm64
    arguments+=(-DCMAKE_SYSTEM_NAME=Linux -DCMAKE_SYSTEM_PROCESSOR=aarch64 -DCMAKE_CXX_COMPILER=aarch64-linux-gnu-g++
      "-DTEKTITE_DEPENDENCY_DIR=$PWD/build/matrix/arm64-packages" -DTEKTITE_NATIVE=OFF -DBUILD_SHARED_LIBS=OFF
      -DCMAKE_FIND_ROOT_PATH=/usr/aarch64-linux-gnu -DCMAKE_FIND_ROOT_PATH_MODE_LIBRARY=ONLY
      -DCMAKE_FIND_ROOT_PATH_MODE_INCLUDE=ONLY -DCMAKE_FIND_ROOT_PATH_MODE_PACKAGE=BOTH
      -DCMAKE_CROSSCOMPILING_EMULATOR=qemu-aarch64-static)
  else
    arguments+=("-DCMAKE_CXX_COMPILER=$compiler")
  fi
  if [ "$backends" != - ]; then
    build_kokkos
    arguments+=("-DKokkos_ROOT=$PWD/build/matrix/$cell/kokkos")
  fi
  cmake "${arguments[@]}" | tee "$folder/configure.log"
  [ "$backends" = - ] || grep -q "Kokkos .* found in $PWD/build/matrix/$cell/" "$folder/configure.log" ||
    fail "the Kokkos of this cell is not the one that was found"
}

# A line of results, whatever ends the cell.
note() {
  local result=passed
  if [ "$1" -ne 0 ]; then result=failed; fi
  echo "$(date +%F),$cell,$result,$SECONDS s,\"$topics\"" | tee -a build/matrix/results.csv
}

if [ $# -eq 0 ]; then list && exit; fi
if [ $# -gt 1 ]; then
  worst=0
  for cell in "$@"; do scripts/matrix.sh "$cell" || worst=1; done
  exit $worst
fi

cell=$1
line=$(sed -E 's/ *\| */|/g' <<<"$cells" | grep "^$cell|") || fail "no cell '$cell'; without arguments matrix.sh lists them"
IFS='|' read -r _ compiler backends options _ <<<"$line"
folder=build/matrix/$cell/build
mkdir -p "$folder"
trap 'note $?' EXIT
trap 'exit 130' INT TERM
need_compiler
configure
targets=()
for topic in $topics; do targets+=("${topic}_tests"); done
cmake --build "$folder" --parallel "$(getconf _NPROCESSORS_ONLN)" --target "${targets[@]}"
if [ "$cell" = sve ]; then exit; fi # what qemu does of it is no test of a processor
ctest --test-dir "$folder" --label-regex unit --tests-regex "^(${topics// /|})_" --output-on-failure --timeout 3000
