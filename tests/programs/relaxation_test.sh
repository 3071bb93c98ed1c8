#!/usr/bin/env bash
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
# usage: relaxation_test.sh FOLDER-OF-PROGRAMS SOURCE-TREE
#
# F_s, overlap and chi4 of a trajectory, against awk.
set -euo pipefail
relaxation=$1/relaxation
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "relaxation_test: $*" >&2; exit 1; }
cd "$work"

# A trajectory of 21 frames; paths.txt has the positions without periodicity.
awk -f "$2/tests/programs/random_walk.awk" > walk.dump

# oracle LAG APART KEEP: frames of lag, frames between origins -> fs overlap chi4 fs_error overlap_error of all atoms and of both types, origins
oracle() {
  awk -v lag="$1" -v apart="$2" -v keep="$3" '{ for (d = 0; d < 3; ++d) r[$1, $2, d] = $(3 + d) }
    END {
      origins = 0
      for (o = 0; o + lag <= 20; o += apart) {
        for (d = 0; d < 3; ++d) { drift[d] = 0; for (i = 0; i < 60; ++i) drift[d] += (r[o + lag, i, d] - r[o, i, d]) / 60 }
        for (g = 0; g < 3; ++g) { f = q = n = 0
          for (i = 0; i < 60; ++i) if (g == 0 || i % 2 == g - 1) { s = 0
            for (d = 0; d < 3; ++d) s += (r[o + lag, i, d] - r[o, i, d] - (keep ? 0 : drift[d]))^2
            s = sqrt(s); f += sin(4 * s) / (4 * s); q += s < 0.7; ++n }
          F[g, origins] = f / n; Q[g, origins] = q / n; N[g] = n }
        ++origins
      }
      for (g = 0; g < 3; ++g) { f = q = v = w = 0
        for (k = 0; k < origins; ++k) { f += F[g, k] / origins; q += Q[g, k] / origins }
        for (k = 0; k < origins; ++k) { v += (F[g, k] - f)^2; w += (Q[g, k] - q)^2 }
        printf "%.12g %.12g %.12g %.12g %.12g ", f, q, N[g] * w / (origins - 1), sqrt(v / origins / (origins - 1)), sqrt(w / origins / (origins - 1)) }
      print origins }' paths.txt
}
# agrees FILE APART KEEP INTERVAL: every line of a result is what awk finds, chi4_error aside, which the unit test holds
agrees() {
  tail -n +2 "$1" | while IFS=, read -r t rest; do
    lag=$(awk -v t="$t" -v dt="$4" 'BEGIN { printf "%d", t / dt + 0.5 }')
    awk -v a="${rest//,/ }" -v b="$(oracle "$lag" "$2" "$3")" 'BEGIN { n = split(a, x, " "); m = split(b, y, " ")
      if (n != 19 || m != 16) exit 1
      for (k = 1; k <= n; ++k) { if (k % 6 == 0 && k < n) { if (x[k] < 0) exit 1; continue }
        ++j; if ((x[k] - y[j])^2 > 1e-18 * (1 + y[j]^2)) exit 1 } }' ||
      { echo "lag $lag: $rest, expected $(oracle "$lag" "$2" "$3")" >&2; return 1; }
  done
}
columns=fs,overlap,chi4,fs_error,overlap_error,chi4_error
names=t,$columns,$(sed 's/[^,]*/&_1/g' <<< "$columns"),$(sed 's/[^,]*/&_2/g' <<< "$columns"),origins

"$relaxation" --q 4 --distance 0.7 --timestep 0.002 --origins 4 walk.dump out.csv > log
[ "$(head -1 out.csv)" = "$names" ] || fail "header: $(head -1 out.csv)"
agrees out.csv 2 0 0.1 || fail "against awk: $(cat out.csv)"
grep -q '^21 frames, 0.1 ps apart, drift removed$' log || fail "printed: $(cat log)"
grep -q '^F_s falls to 1/e at 0[.][0-9]* ps$' log || fail "printed: $(cat log)"
grep -q '^peak of chi4: ' log || fail "printed: $(cat log)"
(
  PATH=$(dirname "$relaxation"):$PATH
  #[trajectory]
  relaxation --q 4 --distance 0.7 --timestep 0.002 --origins 8 walk.dump relaxation.csv
  #[/trajectory]
) > log
agrees relaxation.csv 1 0 0.1 || fail "eight origins: $(cat relaxation.csv)"
"$relaxation" --q 4 --distance 0.7 --interval 2 --keep-drift --time 16 --origins 8 --per-decade 100 walk.dump kept.csv > log
agrees kept.csv 1 1 2 || fail "with drift: $(cat kept.csv)"
# One origin has neither errors nor chi4.
"$relaxation" --q 4 --distance 0.7 --timestep 0.002 --time 2 walk.dump one.csv > log
[ "$(head -1 one.csv)" = "t,fs,overlap,fs_1,overlap_1,fs_2,overlap_2,origins" ] || fail "one origin: $(head -1 one.csv)"
# Compressed, to standard output, with threads.
gzip -k walk.dump
OMP_NUM_THREADS=1 "$relaxation" --q 4 --distance 0.7 --timestep 0.002 --origins 4 walk.dump.gz - 2> log | cmp -s - out.csv ||
  fail "one thread, compressed"

# Bonds and van Hove functions, too, against sums over all pairs in NumPy.
golden=$2/tests/golden/stats
cp "$golden/walk.dump" path.dump
(
  PATH=$(dirname "$relaxation"):$PATH
  #[pairs]
  relaxation --q 3 --distance 0.7 --timestep 0.1 --time 4 --origins 4 --bonds 2,2.5 \
    --van-hove hove.csv --cutoff 4 --bins 8 path.dump pairs.csv
  #[/pairs]
) > log
# same FILE GOLDEN: the columns of the golden file; time in ps is the lag
same() {
  awk -F, 'FNR == 1 { ++file; for (k = 1; k <= NF; ++k) { name[file, k] = $k; at[file, $k] = k }; columns[file] = NF; next }
    file == 1 { for (k = 1; k <= NF; ++k) value[FNR, name[1, k]] = $k; rows = FNR; next }
    { for (k = 1; k <= NF; ++k) { n = name[2, k] == "lag" ? "t" : name[2, k]; d = value[FNR, n] - $k
        if (value[FNR, n] == "" || d * d > 1e-18) { print n, FNR, value[FNR, n], $k; bad = 1 } } }
    END { exit bad || rows != FNR }' "$1" "$2" || fail "$1: $(head -3 "$1")"
}
same pairs.csv "$golden/relaxation.csv"
same hove.csv "$golden/van_hove.csv"
head -1 pairs.csv | grep -q ',bonds,bonds_error,bonds_1,bonds_error_1,bonds_2,bonds_error_2,origins$' || fail "columns: $(head -1 pairs.csv)"
# Boxes that change have no van Hove function, but bonds.
"$relaxation" --q 4 --distance 0.7 --timestep 0.002 --time 2 --bonds 1,1.2 walk.dump one.csv > log
head -1 one.csv | grep -q ',bonds,bonds_1,bonds_2,origins$' || fail "one origin: $(head -1 one.csv)"

refused() {
  local code=0
  "$relaxation" "${@:2}" > log 2> error || code=$?
  [ $code = 2 ] || fail "exit code $code for: ${*:2}"
  [ "$(wc -l < error)" = 1 ] || fail "not one line: $(cat error)"
  grep -qe "$1" error || fail "message: $(cat error)"
}
cp out.csv before.csv
refused '--q is required' --distance 1 --timestep 0.002 walk.dump out.csv
refused '--q -1 1/A must be positive' --q -1 --distance 1 --timestep 0.002 walk.dump out.csv
refused '--distance 0 A must be positive' --q 1 --distance 0 --timestep 0.002 walk.dump out.csv
refused 'frames are 50 steps apart; --timestep says' --q 1 --distance 1 walk.dump out.csv
refused '--time 3 ps are 30 times the 0.1 ps between frames, expected 1 to 20' --q 1 --distance 1 --timestep 0.002 --time 3 walk.dump out.csv
refused 'is the input' --q 1 --distance 1 --timestep 0.002 walk.dump walk.dump
usual=(--q 4 --distance 0.7 --timestep 0.002 --origins 4)
refused 'bonds has 2 numbers from 2 to 1' "${usual[@]}" --bonds 2,1 walk.dump out.csv
refused 'bonds has 1 numbers' "${usual[@]}" --bonds 2 walk.dump out.csv
refused 'van-hove and --cutoff need each other' "${usual[@]}" --van-hove no.csv walk.dump out.csv
refused 'bins has no use' "${usual[@]}" --bins 5 walk.dump out.csv
refused 'van-hove is a file that is read or written' "${usual[@]}" --van-hove out.csv --cutoff 3 walk.dump out.csv
refused 'van-hove: the box of frame 1 is another one than that of frame 0' "${usual[@]}" --van-hove no.csv --cutoff 3 walk.dump out.csv
sed 's/ix iy iz/jx jy jz/' walk.dump > wrapped.dump
refused 'frame 0: has neither image flags' --q 1 --distance 1 --timestep 0.002 wrapped.dump out.csv
cmp -s out.csv before.csv || fail "OUT changed after an error"
