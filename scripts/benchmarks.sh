#!/usr/bin/env bash
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
#
# benchmarks.sh [DIR [PROGRAM...]]: builds the release preset, runs all benchmark programs (or those named: eam, voronoi,
# ...) beside their peers, and draws the tables and plots in DIR (default: build/benchmarks). On a CPU every program
# runs with one thread and with as many as there are cores, on a GPU once. The machine should have nothing else to do:
# 42 minutes on two cores. TEKTITE_PRESET names another preset, TEKTITE_REPETITIONS other than 3 repetitions.
set -euo pipefail
cd "$(dirname "$0")/.."

preset=${TEKTITE_PRESET:-release}
results=${1:-build/benchmarks}
if [ $# -gt 0 ]; then shift; fi
if [ $# -eq 0 ]; then
  set -- machine scaling
  for source in benchmarks/*_benchmark.cpp; do
    name=$(basename "$source" _benchmark.cpp)
    case $name in machine | scaling) ;; *) set -- "$@" "$name" ;; esac
  done
fi

scripts/build.sh "$preset" --target benchmarks
mkdir -p "$results"
cores=$(getconf _NPROCESSORS_ONLN)
threads="1 $cores"
if [ "$preset" = cuda ] || [ "$cores" = 1 ]; then threads=$cores; fi
for name in "$@"; do
  program=build/$preset/benchmarks/${name}_benchmark
  if [ ! -x "$program" ]; then
    echo "benchmarks.sh: $name: not built, see what the configuration says of it" >&2
    continue
  fi
  filter=.
  for n in $threads; do
    if [ "$name" = consumer ] && [ "$filter" != . ]; then continue; fi  # a compiler has one thread
    record=$results/$name-$n.json
    OMP_NUM_THREADS=$n OMP_PROC_BIND=spread OMP_PLACES=threads "$program" \
      --benchmark_repetitions="${TEKTITE_REPETITIONS:-3}" --benchmark_filter="$filter" \
      --benchmark_out="$record.part" --benchmark_out_format=json
    mv "$record.part" "$record"
    filter='-lammps|voropp|boost|eigen|freud'  # the peers have one thread
  done
done
for python in ${TEKTITE_PYTHON:-} python3 /usr/bin/python3; do
  if "$python" -c "import matplotlib" 2>/dev/null; then exec "$python" scripts/benchmark_report.py "$results"; fi
done
echo "benchmarks.sh: no python3 with Matplotlib; the records are complete: scripts/benchmark_report.py $results" >&2
exit 2
