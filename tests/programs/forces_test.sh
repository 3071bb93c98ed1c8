#!/usr/bin/env bash
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
# usage: forces_test.sh FOLDER-OF-PROGRAMS SOURCE-TREE
set -euo pipefail
forces=$1/forces
potential=$2/data/Cu-Zr_4.eam.fs.gz
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "forces_test: $*" >&2; exit 1; }

# L1_0 CuZr, one cell: energy of the NIST record, no forces, no pressure to speak of.
cat > "$work/in.xyz" <<'END'
2
Lattice="2.937777658 0 0 0 2.937777658 0 0 0 3.981384538" Properties=species:S:1:pos:R:3
Cu 0 0 0
Zr 1.468888829 1.468888829 1.990692269
END
for evaluation in "" --reference; do
  "$forces" --potential "$potential" --elements Zr,Cu $evaluation "$work/in.xyz" "$work/out.dump" > "$work/log"
  grep -q 'total energy -10.11410102' "$work/log" || fail "energy: $(cat "$work/log")"
  grep -q 'pressure tensor (bar' "$work/log" || fail "no pressure"
  grep -q '^ITEM: ATOMS id type x y z fx fy fz pe sxx syy szz sxy sxz syz element$' "$work/out.dump" || fail "columns"
  awk 'n { for (k = 6; k <= 8; ++k) if ($k > 1e-10 || $k < -1e-10) exit 1; e += $9 } /ITEM: ATOMS/ { n = 1 }
    END { if (e < -10.114102 || e > -10.114100) exit 1 }' "$work/out.dump" || fail "rows: $(cat "$work/out.dump")"
done
"$forces" --potential "$potential" --elements Cu,Zr --mixed "$work/in.xyz" "$work/out.dump" > "$work/log"
grep -q 'in single precision' "$work/log" || fail "no mixed evaluation: $(cat "$work/log")"
"$forces" --potential "$potential" --elements Cu,Zr "$work/in.xyz" "$work/out.dump" > "$work/log"
grep -q 'error of a pair force at most' "$work/log" || fail "no bound: $(cat "$work/log")"

# Stretched, it pulls: LAMMPS' sign, sxx > 0 in tension.
sed 's/Lattice="2.937777658/Lattice="3.2/; s/^Zr 1.468888829/Zr 1.6/' "$work/in.xyz" > "$work/long.xyz"
"$forces" --potential "$potential" --elements Cu,Zr "$work/long.xyz" "$work/long.dump" > /dev/null
awk 'n && $10 <= 0 { exit 1 } /ITEM: ATOMS/ { n = 1 }' "$work/long.dump" || fail "sign: $(cat "$work/long.dump")"

# A perfect crystal whose first shell lies at a round distance, where the compact tables have a knot.
{
  printf '%s\n' 'ITEM: TIMESTEP' 0 'ITEM: NUMBER OF ATOMS' 256 'ITEM: BOX BOUNDS pp pp pp' '0 16' '0 16' '0 16' \
    'ITEM: ATOMS id type x y z'
  awk 'BEGIN { for (i = 0; i < 4; ++i) for (j = 0; j < 4; ++j) for (k = 0; k < 4; ++k) {
    print ++n, 1, 4 * i, 4 * j, 4 * k; print ++n, 1, 4 * i + 2, 4 * j + 2, 4 * k
    print ++n, 1, 4 * i + 2, 4 * j, 4 * k + 2; print ++n, 1, 4 * i, 4 * j + 2, 4 * k + 2 } }'
} > "$work/crystal.dump"
for evaluation in "" --mixed --reference; do
  "$forces" --potential "$potential" --elements Cu $evaluation "$work/crystal.dump" "$work/crystal.out" > /dev/null ||
    fail "perfect crystal refused, $evaluation"
done

# Two types of one element: in LAMMPS, `pair_coeff * * FILE Cu Zr Cu`.
cat > "$work/three.dump" <<'END'
ITEM: TIMESTEP
0
ITEM: NUMBER OF ATOMS
3
ITEM: BOX BOUNDS pp pp pp
0 9
0 9
0 9
ITEM: ATOMS id type x y z
1 1 1 1 1
2 2 3.5 1 1
3 3 1 3.4 1
END
sed 's/^3 3 /3 1 /' "$work/three.dump" > "$work/two.dump"
"$forces" --potential "$potential" --elements Cu,Zr,Cu "$work/three.dump" "$work/three.out" > /dev/null
"$forces" --potential "$potential" --elements Cu,Zr "$work/two.dump" "$work/two.out" > /dev/null
rows() { awk 'n { for (k = 6; k <= NF; ++k) printf "%.9f ", $k; print "" } /ITEM: ATOMS/ { n = 1 }' "$1"; }
cmp -s <(rows "$work/three.out") <(rows "$work/two.out") ||
  fail "two types of one element: $(cat "$work/three.out" "$work/two.out")"

# What cannot be done: one line, exit code 2, and no file touched.
cp "$work/out.dump" "$work/before.dump"
refused() {
  local code=0
  "$forces" "$@" "$work/out.dump" > "$work/log" 2> "$work/error" || code=$?
  [ $code = 2 ] || fail "exit code $code for: $*"
  [ "$(wc -l < "$work/error")" = 1 ] || fail "not one line: $(cat "$work/error")"
  grep -q '^forces: ' "$work/error" || fail "no name: $(cat "$work/error")"
  cmp -s "$work/out.dump" "$work/before.dump" || fail "a refused call changed the output: $*"
}
zcat "$potential" > "$work/whole.fs"
refused --potential "$work/missing" --elements Cu,Zr "$work/in.xyz"
refused --potential "$potential" --elements Cu,Xx "$work/in.xyz"
grep -q "'Xx'" "$work/error" || fail "element: $(cat "$work/error")"
refused --potential "$potential" --elements Cu "$work/in.xyz"
refused --potential "$potential" --elements Cu,Zr --mixed --reference "$work/in.xyz"
refused --potential "$potential" --elements Cu,Zr "$work/missing.xyz"
refused --potential "$work/in.xyz" --elements Cu,Zr "$work/in.xyz"
head -c 500000 "$work/whole.fs" > "$work/short.fs"
refused --potential "$work/short.fs" --elements Cu,Zr "$work/in.xyz"
grep -q "short.fs:[0-9]*: " "$work/error" || fail "line: $(cat "$work/error")"
head -c 300000 "$potential" > "$work/short.fs.gz"
refused --potential "$work/short.fs.gz" --elements Cu,Zr "$work/in.xyz"
sed 's/^Zr.*/Zr 0.0001 0 0/' "$work/in.xyz" > "$work/close.xyz"
refused --potential "$potential" --elements Cu,Zr "$work/close.xyz"
grep -q 'atoms 1 and 2 ' "$work/error" || fail "ids: $(cat "$work/error")"
# Tables whose first distance lies beyond the cutoff: no pair would have a force.
printf '%s\n' c c c '1 Cu' '6 0.1 6 1e9 2.5' '29 63.5 3.6 fcc' '0 -0.1 -0.2 -0.3 -0.4 -0.5' '1 0.8 0.6 0.4 0.2 0' \
  '1 0.8 0.6 0.4 0.2 0' > "$work/spacing.setfl"
sed 's/^Zr/Cu/' "$work/in.xyz" > "$work/copper.xyz"
for evaluation in "" --reference; do
  refused --potential "$work/spacing.setfl" --elements Cu $evaluation "$work/copper.xyz"
  grep -q "spacing.setfl: the cutoff 2.5 is not larger than the tables' first distance 1e+09" "$work/error" ||
    fail "spacing: $(cat "$work/error")"
done
# A box so thin that rounding errors are no longer small: the sum of the forces shows it.
printf '%s\n' 'ITEM: TIMESTEP' 0 'ITEM: NUMBER OF ATOMS' 3 'ITEM: BOX BOUNDS pp pp pp' '0 10' '0 10' '0 2e-3' \
  'ITEM: ATOMS id type x y z' '1 1 3.7 1.9 0' '2 1 7.4 7.6 0' '3 1 1.1 7.1 0' > "$work/thin.dump"
refused --potential "$potential" --elements Cu "$work/thin.dump"
grep -q 'forces add up to' "$work/error" || fail "thin: $(cat "$work/error")"
# A name that no atom has is said, and does no harm.
"$forces" --potential "$potential" --elements Cu,Zr "$work/copper.xyz" "$work/copper.dump" > "$work/log" 2> "$work/error"
[ "$(cat "$work/error")" = "$work/copper.xyz: no atom is Zr, which --elements names" ] || fail "unused: $(cat "$work/error")"
# Nor is a name that stands for several types, one of which no atom has, any news.
"$forces" --potential "$potential" --elements Cu,Cu "$work/copper.xyz" "$work/copper.dump" > "$work/log" 2> "$work/error"
[ ! -s "$work/error" ] || fail "an element of two types: $(cat "$work/error")"
"$forces" --help | grep -q -- --reference || fail "help"
