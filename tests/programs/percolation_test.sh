#!/usr/bin/env bash
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
# usage: percolation_test.sh FOLDER-OF-PROGRAMS SOURCE-TREE
set -euo pipefail
percolation=$1/percolation
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "percolation_test: $*" >&2; exit 1; }

# A row of five atoms that closes along x, a pair, and a single one; the last atom is not above the threshold.
cat > "$work/in.dump" <<'END'
ITEM: TIMESTEP
7
ITEM: NUMBER OF ATOMS
9
ITEM: BOX BOUNDS pp pp pp
0 5
0 20
0 20
ITEM: ATOMS id type x y z lambda
1 1 2 10 10 0.9
2 1 4.5 1 1 0.3
3 1 0.5 1 1 0.3
4 1 1.5 1 1 0.3
5 2 2.5 1 1 0.3
6 1 3.5 1 1 0.3
7 1 1 15 15 0.26
8 1 1 15 16 0.26
9 1 1 15 17 0.25
END
"$percolation" --property lambda --above 0.25 --cutoff 1.1 "$work/in.dump" "$work/out.dump" > "$work/log"
grep -q 'S_all 8 of 9 atoms in 3 clusters' "$work/log" || fail "S_all: $(cat "$work/log")"
grep -q 'S_max 5, S_max/S_all 0.625000' "$work/log" || fail "S_max: $(cat "$work/log")"
grep -Eq '^ +1 +5  a +none +undefined  undefined$' "$work/log" || fail "wrapping: $(cat "$work/log")"
grep -Eq '^ +2 +2  none +none +0.5000  1.0000 15.0000 15.5000$' "$work/log" || fail "no wrapping: $(cat "$work/log")"
grep -Eq '^as many atoms at random \(20 times\): S_max/S_all 0\.[0-9]{6} \+- 0\.[0-9]{6}, so [+-][0-9.]+ standard' "$work/log" ||
  fail "null model: $(cat "$work/log")"
grep -Eq '^ +4-7 +1  0.0277778$' "$work/log" || fail "size distribution: $(cat "$work/log")"
grep -q 'ITEM: ATOMS id type x y z cluster' "$work/out.dump" || fail "columns"
found=$(awk 'f { printf "%d ", $6 } /ITEM: ATOMS/ { f = 1 }' "$work/out.dump")
[ "$found" = "3 1 1 1 1 1 2 2 0 " ] || fail "labels: $found"

# Columns that the file's format knows are columns, too.
"$percolation" --property y --above 9.5 --cutoff 1.1 "$work/in.dump" "$work/y.dump" | grep -q 'S_all 4 of 9' ||
  fail "property y"
"$percolation" --property type --above 1.5 --cutoff 1.1 "$work/in.dump" "$work/y.dump" | grep -q 'S_all 1 of 9' ||
  fail "property type: numbers of the file"

# Free surfaces are spanned; the clusters of a frame without selected atoms are no clusters.
sed 's/pp pp pp/ff pp pp/' "$work/in.dump" > "$work/slab.dump"
"$percolation" --property lambda --above 0.25 --cutoff 1.1 --null 0 "$work/slab.dump" "$work/o.dump" > "$work/log"
grep -Eq '^ +1 +5  none +a +1.4142  2.5000 1.0000 1.0000$' "$work/log" || fail "spanning: $(cat "$work/log")"
! grep -q 'at random' "$work/log" || fail "--null 0"
"$percolation" --property lambda --above 9 --cutoff 1.1 "$work/in.dump" "$work/o.dump" | grep -q 'S_all 0 of 9 atoms in 0' ||
  fail "nothing selected"

# Frames: the threshold falls by hand, the row closes between the second and the third.
sed -e 's/^7$/8/' -e 's/ 0\.3$/ 0.1/' "$work/in.dump" > "$work/first"
sed -e 's/^7$/9/' -e '/^3 1 0.5/s/ 0\.3$/ 0.1/' -e '/^5 2 2.5/s/ 0\.3$/ 0.1/' "$work/in.dump" > "$work/second"
sed -e 's/^7$/12/' "$work/in.dump" > "$work/third"
cat "$work/first" "$work/second" "$work/third" > "$work/frames.dump"
"$percolation" --property lambda --above 0.25 --cutoff 1.1 --null 5 --table "$work/series.csv" "$work/frames.dump" \
  "$work/frames.out" > "$work/log"
grep -q 'largest jump of S_max: by 3 from frame 1 (step 9) to frame 2 (step 12)' "$work/log" || fail "onset: $(cat "$work/log")"
[ "$(grep -c 'ITEM: TIMESTEP' "$work/frames.out")" = 3 ] || fail "frames in the output"
head -1 "$work/series.csv" | grep -q '^frame,step,s_all,s_max,ratio,mean_size,wraps_a,wraps_b,wraps_c,null_ratio,null_dev' ||
  fail "header of the series: $(head -1 "$work/series.csv")"
sed -n 4p "$work/series.csv" | grep -q '^2,12,8,5,0.625,' || fail "series: $(cat "$work/series.csv")"

cp "$work/out.dump" "$work/before.dump"
refused() {
  local code=0
  "$percolation" "$@" > "$work/log" 2> "$work/error" || code=$?
  [ $code = 2 ] || fail "exit code $code for: $*"
  [ "$(wc -l < "$work/error")" = 1 ] || fail "not one line: $(cat "$work/error")"
  grep -q '^percolation: ' "$work/error" || fail "no name: $(cat "$work/error")"
}
refused --property lambda --above 0.25 --cutoff -2 "$work/in.dump" "$work/out.dump"
grep -q -- '--cutoff -2 must be' "$work/error" || fail "message: $(cat "$work/error")"
refused --property nothing --above 0.25 --cutoff 1.1 "$work/in.dump" "$work/out.dump"
grep -q "no column 'nothing'" "$work/error" || fail "message: $(cat "$work/error")"
refused --property lambda --above 0.25 --cutoff 1.1 --null 1 "$work/in.dump" "$work/out.dump"
refused --property lambda --above nan --cutoff 1.1 "$work/in.dump" "$work/out.dump"
refused --property lambda --above 0.25 --cutoff 1.1 "$work/missing" "$work/out.dump"
refused --property lambda --above 0.25 --cutoff 1.1 --table "$work/./out.dump" "$work/in.dump" "$work/out.dump"
grep -q 'the same file' "$work/error" || fail "message: $(cat "$work/error")"
refused --property lambda --above 0.25 --cutoff 1.1 --table "$work/no/such/series.csv" "$work/in.dump" "$work/out.dump"
refused --property lambda --above 0.25 --cutoff 1.1 "$work/in.dump" "$work/in.dump"
grep -q 'is the input' "$work/error" || fail "message: $(cat "$work/error")"
# Control characters of a file do not reach the terminal.
sed 's/lambda$/la\x1b[31mbda/' "$work/in.dump" > "$work/escape.dump"
refused --property lambda --above 0.25 --cutoff 1.1 "$work/escape.dump" "$work/out.dump"
grep -q "'la?\[31mbda' of a column has characters that cannot be printed" "$work/error" || fail "message: $(cat "$work/error")"
sed '10s/0.9$/nan/' "$work/in.dump" > "$work/nan.dump"
refused --property lambda --above 0.25 --cutoff 1.1 "$work/nan.dump" "$work/out.dump"
grep -q "nan.dump: column 'lambda' of atom 1 is not a number" "$work/error" || fail "message: $(cat "$work/error")"
cat "$work/first" <(head -13 "$work/second") > "$work/cut.dump"  # the second frame ends too early
refused --property lambda --above 0.25 --cutoff 1.1 "$work/cut.dump" "$work/out.dump"
cmp -s "$work/out.dump" "$work/before.dump" || fail "a refused call changed the output"
