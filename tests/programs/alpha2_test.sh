#!/usr/bin/env bash
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
# usage: alpha2_test.sh FOLDER-OF-PROGRAMS SOURCE-TREE
#
# Displacements in a trajectory that is there, against awk. How alpha2 runs dynamics is tested in dynamics_test.sh.
set -euo pipefail
alpha2=$1/alpha2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "alpha2_test: $*" >&2; exit 1; }
cd "$work"

# A trajectory of 21 frames; paths.txt has the positions without periodicity.
awk -f "$2/tests/programs/random_walk.awk" > walk.dump

# oracle LAG APART KEEP: frames of lag, frames between origins -> msd alpha2 msd_error alpha2_error of all atoms and of both types, origins
oracle() {
  awk -v lag="$1" -v apart="$2" -v keep="$3" '{ for (d = 0; d < 3; ++d) r[$1, $2, d] = $(3 + d) }
    END {
      origins = 0
      for (o = 0; o + lag <= 20; o += apart) {
        for (d = 0; d < 3; ++d) { drift[d] = 0; for (i = 0; i < 60; ++i) drift[d] += (r[o + lag, i, d] - r[o, i, d]) / 60 }
        for (g = 0; g < 3; ++g) { second = fourth = n = 0
          for (i = 0; i < 60; ++i) if (g == 0 || i % 2 == g - 1) { s = 0
            for (d = 0; d < 3; ++d) s += (r[o + lag, i, d] - r[o, i, d] - (keep ? 0 : drift[d]))^2
            second += s; fourth += s * s; ++n }
          m[g, origins] = second / n; q[g, origins] = fourth / n }
        ++origins
      }
      for (g = 0; g < 3; ++g) { M = Q = A = 0
        for (k = 0; k < origins; ++k) { M += m[g, k] / origins; Q += q[g, k] / origins; A += (0.6 * q[g, k] / m[g, k]^2 - 1) / origins }
        v = w = 0
        for (k = 0; k < origins; ++k) { v += (m[g, k] - M)^2; w += (0.6 * q[g, k] / m[g, k]^2 - 1 - A)^2 }
        printf "%.12g %.12g %.12g %.12g ", M, 0.6 * Q / M^2 - 1, sqrt(v / origins / (origins - 1)), sqrt(w / origins / (origins - 1)) }
      print origins }' paths.txt
}
# agrees FILE APART KEEP INTERVAL: every line of a result is what awk finds
agrees() {
  tail -n +2 "$1" | while IFS=, read -r t rest; do
    lag=$(awk -v t="$t" -v dt="$4" 'BEGIN { printf "%d", t / dt + 0.5 }')
    awk -v a="${rest//,/ }" -v b="$(oracle "$lag" "$2" "$3")" 'BEGIN { n = split(a, x, " "); m = split(b, y, " ")
      if (n != 13 || m != 13) exit 1
      for (k = 1; k <= n; ++k) if ((x[k] - y[k])^2 > 1e-18 * (1 + y[k]^2)) exit 1 }' ||
      { echo "lag $lag: $rest, expected $(oracle "$lag" "$2" "$3")" >&2; return 1; }
  done
}
names="t,msd,alpha2,msd_error,alpha2_error,msd_1,alpha2_1,msd_error_1,alpha2_error_1,msd_2,alpha2_2,msd_error_2,alpha2_error_2,origins"

# 20 intervals: the longest lag is 12, and four origins are 3 frames apart (12 + 3 . 3 = 21 would be too long: 11, 2 apart).
"$alpha2" --timestep 0.002 walk.dump out.csv > log
[ "$(head -1 out.csv)" = "$names" ] || fail "header: $(head -1 out.csv)"
[ "$(tail -1 out.csv | cut -d, -f1)" = 1.1 ] && [ "$(tail -1 out.csv | sed 's/.*,//')" = 5 ] || fail "longest lag: $(tail -1 out.csv)"
agrees out.csv 2 0 0.1 || fail "against awk: $(cat out.csv)"
grep -q '^21 frames, 0.1 ps apart, drift removed$' log || fail "printed: $(cat log)"
(
  PATH=$(dirname "$alpha2"):$PATH
  #[trajectory]
  alpha2 --timestep 0.002 --origins 8 walk.dump alpha2.csv
  #[/trajectory]
) > log
agrees alpha2.csv 1 0 0.1 || fail "eight origins: $(cat alpha2.csv)"
# Other lags and origins, with the drift, from positions that were never wrapped.
awk '/ITEM: ATOMS/ { print "ITEM: ATOMS id type xu yu zu"; next } /BOUNDS/ { getline; split($0, e); edge = e[2]; print "ITEM: BOX BOUNDS pp pp pp"; print; next }
  NF == 10 { printf "%d %d %.17g %.17g %.17g\n", $1, $2, $4 + edge * $7, $5 + edge * $8, $6 + edge * $9; next } { print }' walk.dump > unwrapped.dump
"$alpha2" --interval 2 --keep-drift --time 16 --origins 8 --per-decade 100 unwrapped.dump out2.csv > log
[ "$(wc -l < out2.csv)" = 9 ] || fail "lags: $(cat out2.csv)"
agrees out2.csv 1 1 2 || fail "with drift: $(cat out2.csv)"
# 8 frames of 0.1 along each axis: the drift is 3 . 0.8^2.
awk -F, 'NR == FNR { if ($1 == 16) kept = $2; next } $1 == 0.8 { removed = $2 } END { exit !((kept - removed - 1.92)^2 < 0.09) }' out2.csv out.csv ||
  fail "drift"
# One origin has no error. Frames that are chosen.
"$alpha2" --timestep 0.002 --time 2 walk.dump one.csv > log
[ "$(head -1 one.csv)" = "t,msd,alpha2,msd_1,alpha2_1,msd_2,alpha2_2,origins" ] || fail "one origin: $(head -1 one.csv)"
"$alpha2" --timestep 0.002 --frames ::2 walk.dump - 2> log | head -2 | grep -q '^0.2,' || fail "every second frame"
grep -q '^11 frames, 0.2 ps apart' log || fail "printed: $(cat log)"

refused() {
  local code=0
  "$alpha2" "${@:2}" > log 2> error || code=$?
  [ $code = 2 ] || fail "exit code $code for: ${*:2}"
  [ "$(wc -l < error)" = 1 ] || fail "not one line: $(cat error)"
  grep -qe "$1" error || fail "message: $(cat error)"
}
cp out.csv before.csv
refused 'frames are 50 steps apart; --timestep says' walk.dump out.csv
sed 's/ix iy iz/jx jy jz/' walk.dump > wrapped.dump
refused 'frame 0: has neither image flags (ix iy iz) nor unwrapped positions (xu yu zu)' --timestep 0.002 wrapped.dump out.csv
sed 's/^1100$/1110/' walk.dump > uneven.dump
refused 'frame 2: is 60 steps behind the frame before, expected 50' --timestep 0.002 uneven.dump out.csv
sed 's/^1[0-9][0-9]0$/0/; s/^2000$/0/' walk.dump > timeless.dump
refused 'have no time steps; --interval says' --timestep 0.002 timeless.dump out.csv
"$alpha2" --interval 0.1 timeless.dump timeless.csv > log
cmp -s <(cut -d, -f2- timeless.csv) <(cut -d, -f2- out.csv) || fail "--interval"
awk '/ITEM: TIMESTEP/ { ++n } n == 4 && $1 == 9 && NF == 10 { $1 = 99 } { print }' walk.dump > other.dump
refused 'frame 3: atom 9 is in one of this and the first frame only' --timestep 0.002 other.dump out.csv
awk '/ITEM: TIMESTEP/ { ++n } n == 1' walk.dump > single.dump
refused 'has one such frame, expected a trajectory' --timestep 0.002 single.dump out.csv
refused '--hold is of a run that the program does itself' --timestep 0.002 --hold 1 walk.dump out.csv
refused '--time 3 ps are 30 times the 0.1 ps between frames, expected 1 to 20' --timestep 0.002 --time 3 walk.dump out.csv
refused '--interval 0 must be finite and positive' --interval 0 walk.dump out.csv
refused '--time is required' --potential "$2/data/Cu-Zr_4.eam.fs.gz" --elements Cu,Zr walk.dump out.csv
refused 'is the input' --timestep 0.002 walk.dump walk.dump
refused 'can be read twice' --timestep 0.002 /dev/stdin out.csv < <(cat walk.dump)
cmp -s out.csv before.csv || fail "a refused call changed the output"
