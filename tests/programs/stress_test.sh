#!/usr/bin/env bash
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
# usage: stress_test.sh FOLDER-OF-PROGRAMS SOURCE-TREE
#
# The program stress, against LAMMPS' stress/atom and pressure (tests/golden/stats).
set -euo pipefail
stress=$1/stress
potential=$2/data/Cu-Zr_4.eam.fs.gz
golden=$2/tests/golden/stats/stress.dump
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "stress_test: $*" >&2; exit 1; }
cd "$work"
cuzr=(--potential "$potential" --elements Cu,Zr)

"$stress" "${cuzr[@]}" --slabs 7 --axis y --profile slabs.csv --grid 12,12,14 --radius 4 --field field.csv \
  --table table.csv "$golden" out.dump > log
# OUT has the columns of IN, LAMMPS' among them: bar A^3.
awk '/ITEM: ATOMS/ { for (k = 3; k <= NF; ++k) at[$k] = k - 2; inside = 1; next }
  inside { split("sxx syy szz sxy sxz syz", name, " ")
    for (k = 1; k <= 6; ++k) { d = $at[name[k]] * 1.6021765e6 - $at["c_stress[" k "]"]; if (d * d > 1) bad = 1 }
    p = -($at["sxx"] + $at["syy"] + $at["szz"]) / 3 / $at["volume"] * 1.6021765e6 - $at["pressure"]
    if (p * p > 1e-6) bad = 1
    volume += $at["volume"]; ++atoms }
  END { v = volume - 9.78 * 9.78 * 13.04; exit bad || atoms != 72 || v * v > 1e-12 }' out.dump || fail "atoms: $(head -12 out.dump)"
# The pressures that LAMMPS printed.
tail -1 table.csv | awk -F, '{ split("90613.0958372291 211385.486160001 514421.441251705 -191997.324536132 274357.326959941 -390476.210273795", p, " ")
  for (k = 1; k <= 6; ++k) { d = $(3 + k) + p[k]; if (d * d > 0.01) exit 1 } }' || fail "table: $(cat table.csv)"
grep -q '^72 atoms, stress of the box (bar, with its kinetic part)$' log || fail "printed: $(cat log)"
# column FILE NAME: mean over all lines
column() { awk -F, -v name="$2" 'NR == 1 { for (k = 1; k <= NF; ++k) if ($k == name) c = k; next } { s += $c } END { printf "%.12g", s / (NR - 1) }' "$1"; }
near() { awk -v a="$1" -v b="$2" -v allowed="$3" 'BEGIN { d = a - b; exit d * d > allowed^2 }' || fail "$4: $1, expected $2"; }
[ "$(head -1 slabs.csv)" = frame,step,position,atoms,number_density,temperature,sxx,syy,szz,sxy,sxz,syz,pressure,von_mises ] ||
  fail "profile: $(head -1 slabs.csv)"
[ "$(head -1 field.csv)" = frame,step,x,y,z,mass_density,vx,vy,vz,sxx,syy,szz,sxy,sxz,syz,pressure,von_mises ] ||
  fail "field: $(head -1 field.csv)"
[ "$(wc -l < slabs.csv)" = 8 ] && [ "$(wc -l < field.csv)" = 2017 ] || fail "lines of $(wc -l slabs.csv field.csv)"
near "$(column slabs.csv sxy)" 191997.324536132 0.1 "mean over slabs"
near "$(column slabs.csv atoms)" 10.285714 1e-5 "atoms in slabs"
near "$(column field.csv mass_density)" 7.41794 0.001 "mean density"

# Without velocities there is neither a kinetic part nor a temperature; then the mean of the field is the stress.
sed 's/ vx vy vz / ux uy uz /' "$golden" > still.dump
"$stress" "${cuzr[@]}" --slabs 1 --profile one.csv --grid 12,12,14 --radius 4 --field still.csv still.dump still.out > log
grep -q '(bar, no velocities, so no kinetic part)$' log || fail "printed: $(cat log)"
grep -q temperature one.csv && fail "temperature of atoms at rest"
for s in sxx sxy pressure; do near "$(column still.csv $s)" "$(column one.csv $s)" 100 "mean of $s"; done
"$stress" "${cuzr[@]}" --columns von_mises --only type=2 "$golden" - 2> log | grep -q '^ITEM: ATOMS id type x y z von_mises' ||
  fail "one column"
grep -q '^means over chosen atoms: pressure ' log || fail "chosen: $(cat log)"
(
  PATH=$(dirname "$stress"):$PATH
  cp "$golden" glass.dump
  cp "$potential" .
  #[stress]
  stress --potential Cu-Zr_4.eam.fs.gz --elements Cu,Zr --slabs 20 --axis z --profile slabs.csv glass.dump stress.dump
  #[/stress]
) > log

refused() {
  local code=0
  "$stress" "${cuzr[@]}" "${@:2}" "$golden" no.dump > log 2> error || code=$?
  [ $code = 2 ] && [ "$(wc -l < error)" = 1 ] && [ ! -e no.dump ] || fail "exit code $code for: ${*:2}"
  grep -qe "^stress: .*$1" error || fail "message: $(cat error)"
}
refused 'slabs and --profile need each other' --slabs 3
refused 'slabs and --profile need each other' --profile no.csv
refused 'field, --grid and --radius need each other' --field no.csv --grid 2,2,2
refused 'grid has 2 numbers' --field no.csv --grid 2,2 --radius 3
refused 'grid: 0 points' --field no.csv --grid 2,0,2 --radius 3
refused 'expected 3 numbers and at most 1e6 points' --field no.csv --grid 2000,2000,2000 --radius 3
refused 'radius -1' --field no.csv --grid 2,2,2 --radius -1
refused 'are the same file' --slabs 3 --profile a.csv --field a.csv --grid 2,2,2 --radius 3
refused 'are the same file' --slabs 3 --profile no.dump
refused 'is the input' --slabs 3 --profile "$golden"
refused 'axis' --axis w --slabs 3 --profile no.csv
