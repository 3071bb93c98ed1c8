#!/usr/bin/env bash
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
# usage: aqs_test.sh FOLDER-OF-PROGRAMS SOURCE-TREE
# Quasistatic shear of the glass of tests/golden/dynamics: 500 atoms.
set -euo pipefail
programs=$1
golden=$2/tests/golden/dynamics
glass=$golden/glass.data.gz
material=(--potential "$2/data/Cu-Zr_4.eam.fs.gz" --elements Cu,Zr)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "aqs_test: $*" >&2; exit 1; }
cd "$work"
run() { "$programs/aqs" "${material[@]}" --d2min-cutoff 3.8 --d2min-above 0.3 "$@"; }

# The first minima are those of the same protocol in LAMMPS (strain, energy, pressure xy): compact tables differ by less
# than 1e-6 of an energy and 1e-3 of a stress.
run --to 0.001 "$glass" first > log
[ "$(ls first* | tr '\n' ' ')" = "first.0000.dump first.0001.dump first.0002.dump first.csv first.events.csv " ] ||
  fail "files: $(ls)"
[ "$(head -1 first.csv)" = strain,stress_GPa,energy_eV,pressure_bar,volume_A3,evaluations,events ] || fail "columns"
[ "$(cat first.events.csv)" = step,strain,strain_after,stress_drop_GPa,energy_drop_eV,rearranged,participation ] ||
  fail "events: $(cat first.events.csv)"
sed 1d first.csv | tr , ' ' | paste -d ' ' - <(sed -n 2,4p "$golden/quasistatic.txt") | awk '
  { if (($1 - $8)^2 > 1e-24 || ($3 / $9 - 1)^2 > 1e-14 || ($2 + 1e-4 * $10)^2 > 1e-8) { print; bad = 1 } }
  END { exit bad || NR != 3 }' > other || fail "not as LAMMPS: $(cat other)"

# A frame is the minimum of its row: pe adds up to its energy, its tilt is the strain, and nothing is left to minimise.
[ "$(sed -n 9p first.0002.dump)" = "ITEM: ATOMS id type x y z pe ix iy iz element" ] || fail "columns of frames"
awk -F'[, ]' -v row="$(tail -1 first.csv)" 'BEGIN { split(row, r, ",") }
  NR == 2 && $1 != 2 { exit 1 }
  NR > 5 && NR < 9 { lo[NR] = $1; hi[NR] = $2; tilt[NR] = $3 }
  NR > 9 { e += $6 }
  END { exit !((e / r[3] - 1)^2 < 1e-24 && (tilt[6] / (hi[7] - lo[7]) - r[1])^2 < 1e-24 && tilt[7] == 0 && tilt[8] == 0) }' \
  first.0002.dump || fail "the frame of the last row"
"$programs/minimize" "${material[@]}" first.0002.dump again.dump > log
grep -q '^1 force evaluations' log || fail "a frame is no minimum: $(cat log)"

# An event: it lies within its step, halved as often as asked for; before and after it are frames if nothing is halved.
# Number of atoms with a large D2min: by the program strain from these.
for refinements in 0 3; do
  run --to 0.03 --step 0.003 --tolerance 1e-4 --refinements $refinements --frames 10 "$glass" e$refinements > log
  awk -F, -v finest="$(awk "BEGIN { print 0.003 / 2^$refinements }")" '
    NR > 1 { if (!($3 > $2 && $3 - $2 < 1.001 * finest && $2 >= 0.003 * ($1 - 1.001) && $3 <= 0.003 * ($1 + 0.001) &&
                   $5 > 1e-3 && $7 > 0.002 && $7 < 1)) bad = 1 }
    END { exit bad || NR < 2 }' e$refinements.events.csv || fail "events: $(cat e$refinements.events.csv)"
  [ "$(tail -1 e$refinements.csv | cut -d, -f7)" = "$(sed 1d e$refinements.events.csv | wc -l)" ] || fail "number of events"
  grep -q "^$(sed 1d e$refinements.events.csv | wc -l) events, " log || fail "summary: $(cat log)"
done
while IFS=, read -r step strain strain_after stress energy rearranged _; do
  before=$(printf e0.%04d.dump $((step - 1))) after=$(printf e0.%04d.dump "$step")
  "$programs/strain" --cutoff 3.8 --columns d2min "$before" "$after" d2min.dump > log
  [ "$(awk 'NR > 9 && $6 > 0.3' d2min.dump | wc -l)" = "$rearranged" ] || fail "rearranged atoms: $rearranged"
  # Drops, from the rows before and after: V (s + s') / 2 dg - dE with 1 GPa A^3 = 1 / 160.21766208 eV.
  awk -F, -v step="$step" -v s="$stress" -v q="$energy" -v g="$strain" -v h="$strain_after" '
    NR == step + 1 { s0 = $2; e0 = $3; g0 = $1 }
    NR == step + 2 { drop = $5 * (s0 + $2) / 2 * ($1 - g0) / 160.21766208 - ($3 - e0)
      exit !((s0 - $2 - s)^2 < 1e-20 && (drop - q)^2 < 1e-12 && g == g0 && h == $1) }' e0.csv || fail "drops of step $step"
done < <(sed 1d e0.events.csv)

# Cycles, in other planes and the other way first; an elastic one returns to its start.
run --to -0.0004 --step 0.00019 --cycles 2 --plane yz --frames 2 "$glass" c > log
sed 1d c.csv | cut -d, -f1 | awk 'BEGIN { split("0 1 2 3 2 1 0 -1 -2 -3 -2 -1", height, " ") }
  { x = -0.0004 / 3 * height[(NR - 1) % 12 + 1]; if (($1 - x)^2 > 1e-30) exit 1 } END { exit NR != 25 }' ||
  fail "strains of two cycles: $(cut -d, -f1 c.csv | tr '\n' ' ')"
awk -F, 'NR == 2 { e = $3; s = $2 } END { exit !(($3 - e)^2 < 1e-12 && ($2 - s)^2 < 1e-10) }' c.csv || fail "not elastic"
sed -n 6,8p c.0001.dump | awk '{ if (($3 + 0)^2 > 1e-20) exit 1 }' || fail "box at the end of a cycle: $(sed -n 6,8p c.0001.dump)"

# At a pressure; the same bytes with another number of threads.
run --to 0.002 --step 0.001 --plane xz --pressure -500 --pressure-tolerance 0.5 "$glass" p > log
awk -F, 'NR > 1 && ($4 + 500)^2 > 0.25 { exit 1 } NR > 2 && $5 == volume { exit 1 } { volume = $5 }' p.csv ||
  fail "pressure: $(cat p.csv)"
OMP_NUM_THREADS=1 run --to 0.002 --step 0.001 --plane xz --pressure -500 --pressure-tolerance 0.5 "$glass" one > log
for file in p.*; do cmp -s "$file" "one${file#p}" || fail "$file depends on the number of threads"; done

# Ctrl-C ends the run after the step; --resume names the same one, also with more evaluations allowed.
"$programs/aqs" "${material[@]}" --d2min-cutoff 3.8 --d2min-above 0.3 --to 1 --step 1e-5 --frames 1 "$glass" i > log 2> error &
sleep 2
kill -INT $!
code=0
wait $! || code=$?
[ $code = 130 ] || fail "exit code $code after an interrupt: $(cat error)"
step=$(sed -n 's/.*interrupted at step \([0-9]*\); --resume goes on from there$/\1/p' error)
[ "$(sed 1d i.csv | wc -l)" = $((step + 1)) ] || fail "rows after an interrupt at step $step"
code=0
run --to 1 --step 1e-5 --frames 1 --most 3 --resume "$glass" i > log 2> error || code=$?
grep -q "^# aqs: 100000 steps, resumed at step $step\$" log || fail "resumed at another step than $step: $(head -3 log)"
[ $code = 2 ] && grep -q 'no minimum after 3 force evaluations' error && [ -e i.checkpoint ] || fail "$code: $(cat error)"

refused() {
  local code=0
  run "${@:2}" "$glass" none > log 2> error || code=$?
  [ $code = 2 ] && [ "$(wc -l < error)" = 1 ] && grep -q -- "$1" error || fail "exit code $code: $(cat error)"
  ! ls none* > other 2>&1 || fail "a refused call wrote $(cat other)"
}
refused 'amplitude 0 must' --to 0
refused "plane 'zx'" --plane zx
refused 'without --pressure' --pressure-tolerance 1
refused 'no minimum after 5 force evaluations' --most 5
