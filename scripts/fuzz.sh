#!/usr/bin/env bash
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
#
# fuzz.sh [TARGET...] [--seconds N] [--keep-going]: runs the fuzz targets of tests/fuzz under libFuzzer, with the address
# and undefined-behaviour sanitizers, one after the other.
#   TARGET...     names as in tests/fuzz/NAME_target.cpp; default: all
#   --seconds N   time for each target (default: 3600)
#   --keep-going  goes on after a finding instead of ending the target
# Inputs grow in build/fuzz/corpus/NAME and are reduced at the end. Each finding is kept in build/fuzz/findings/NAME and
# printed with the command that shows it again. Fails if there is one. Needs Clang 14 or newer with libFuzzer (Debian:
# clang-19, libclang-rt-19-dev), found by its name or in TEKTITE_CLANG.
set -euo pipefail
cd "$(dirname "$0")/.."

seconds=3600 keep_going=no targets=()
while [ $# -gt 0 ]; do
  case $1 in
    --seconds)
      seconds=${2:-}
      [[ $seconds =~ ^[1-9][0-9]*$ ]] || { echo "fuzz.sh: --seconds needs a number from 1" >&2; exit 2; }
      shift
      ;;
    --keep-going) keep_going=yes ;;
    -*) echo "fuzz.sh: unknown option $1, see the head of scripts/fuzz.sh" >&2; exit 2 ;;
    *)
      [ -e "tests/fuzz/$1_target.cpp" ] || { echo "fuzz.sh: there is no tests/fuzz/$1_target.cpp" >&2; exit 2; }
      targets+=("$1")
      ;;
  esac
  shift
done
if [ ${#targets[@]} -eq 0 ]; then
  for source in tests/fuzz/*_target.cpp; do targets+=("$(basename "$source" _target.cpp)"); done
fi

fuzz=build/fuzz
mkdir -p $fuzz
# Files of the targets, in memory where that is possible; what a crash leaves behind is removed at the end.
scratch=$(mktemp -d -p /dev/shm 2>/dev/null || mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# The first Clang that builds a program with libFuzzer.
can_fuzz() {
  echo 'extern "C" int LLVMFuzzerTestOneInput(const unsigned char*, unsigned long) { return 0; }' >"$scratch/probe.cpp"
  command -v "$1" >/dev/null && "$1" -fsanitize=fuzzer,address "$scratch/probe.cpp" -o "$scratch/probe" 2>/dev/null
}
clang=
for candidate in ${TEKTITE_CLANG:-} clang++-{21,20,19,18,17,16,15,14} clang++; do
  if can_fuzz "$candidate"; then clang=$candidate && break; fi
done
if [ -z "$clang" ]; then
  echo "fuzz.sh: no Clang with libFuzzer; on Debian: apt-get install clang-19 libclang-rt-19-dev" >&2
  exit 2
fi
scripts/setup.sh

# One thread is enough, and Clang's OpenMP library is not needed for it: Kokkos is built without OpenMP, or, where a
# compiled one is used, its headers see GCC's omp.h, and Clang passes over their pragmas.
omp_header=$(c++ -print-file-name=include/omp.h) omp_library=$(c++ -print-file-name=libgomp.so)
mkdir -p $fuzz/omp
if [ -e "$omp_header" ]; then sed -E 's/__malloc__ \(\w+\),?//' "$omp_header" >$fuzz/omp/omp.h; fi
if command -v ninja >/dev/null; then export CMAKE_GENERATOR=${CMAKE_GENERATOR:-Ninja}; fi
cmake -S . -B $fuzz/build -DCMAKE_CXX_COMPILER="$clang" -DCMAKE_BUILD_TYPE=Fuzz -DTEKTITE_TEST_ALL=ON -DTEKTITE_LIBFUZZER=ON \
  -DCMAKE_CXX_FLAGS_FUZZ="-O1 -g -fno-omit-frame-pointer -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all" \
  -DKokkos_ENABLE_OPENMP=OFF -DOpenMP_CXX_FLAGS="-D_OPENMP=201511 -idirafter $PWD/$fuzz/omp -Wno-source-uses-openmp" \
  -DOpenMP_CXX_LIB_NAMES=gomp -DOpenMP_gomp_LIBRARY="$omp_library" >$fuzz/configure.log 2>&1 ||
  { tail -n 20 $fuzz/configure.log >&2; exit 1; }
cmake --build $fuzz/build --parallel "${CMAKE_BUILD_PARALLEL_LEVEL:-$(getconf _NPROCESSORS_ONLN)}" --target "${targets[@]/#/fuzz_}"

export OMP_NUM_THREADS=1 TMPDIR=$scratch
export ASAN_OPTIONS=${ASAN_OPTIONS:-allocator_may_return_null=0:detect_stack_use_after_return=0}
export UBSAN_OPTIONS=${UBSAN_OPTIONS:-print_stacktrace=1}
# Memory in MiB, seconds for one input, bytes: what a finding is.
limits=(-rss_limit_mb=2048 -malloc_limit_mb=1024 -timeout=25)

run_target() {
  local name=$1 program=$fuzz/build/tests/fuzz/fuzz_$1 corpus=$fuzz/corpus/$1 findings=$fuzz/findings/$1 longest=4096
  local options=("${limits[@]}" "-artifact_prefix=$findings/" "-max_total_time=$seconds" -print_final_stats=1)
  # Damaged files make the HDF5 library itself forget memory.
  if [ "$name" = hdf5_bytes ]; then longest=65536 && options+=(-detect_leaks=0); fi
  mkdir -p "$corpus" "$findings" "$fuzz/seeds/$name"
  TEKTITE_FUZZ_SEEDS=$fuzz/seeds/$name "$program" -runs=0 >/dev/null 2>&1 || true
  if [ -e "tests/fuzz/$name.dict" ]; then options+=("-dict=tests/fuzz/$name.dict"); fi
  if [ $keep_going = yes ]; then options+=(-fork=1 -ignore_crashes=1 -ignore_timeouts=1 -ignore_ooms=1); fi
  # What was mended since the last time is no finding any more.
  find "$findings" -type f | while read -r file; do
    if "$program" "${limits[@]}" "$file" >/dev/null 2>&1; then rm "$file"; fi
  done
  echo "fuzz $name: $seconds s, log in $fuzz/$name.log"
  "$program" "${options[@]}" -max_len=$longest "$corpus" "$fuzz/seeds/$name" "tests/fuzz/corpus/$name" \
    >"$fuzz/$name.log" 2>&1 || true
  # Inputs tried and places reached, at the beginning and at the end.
  grep -E '^#[0-9]+(: cov|.*(INITED|DONE))' "$fuzz/$name.log" | sed -n '1p;$p' | cut -c 1-100 || true
  reduce_corpus
}

# Keeps the inputs that reach something the others do not.
reduce_corpus() {
  local reduced=$fuzz/reduced
  rm -rf "$reduced" && mkdir -p "$reduced"
  if "$program" "${limits[@]}" -merge=1 "$reduced" "$corpus" >>"$fuzz/$name.log" 2>&1; then
    rm -rf "$corpus" && mv "$reduced" "$corpus"
  fi
  echo "fuzz $name: $(find "$corpus" -type f | wc -l) inputs of $(du -sk --apparent-size "$corpus" | cut -f 1) kB in $corpus"
}

for name in "${targets[@]}"; do run_target "$name"; done
found=0
while read -r file; do
  found=$((found + 1))
  name=$(basename "$(dirname "$file")")
  echo "finding: $fuzz/build/tests/fuzz/fuzz_$name $file"
done < <(for name in "${targets[@]}"; do find "$fuzz/findings/$name" -type f | sort; done)
if [ $found -gt 0 ]; then exit 1; fi
echo "fuzz: no findings"
