#!/usr/bin/env bash
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
# usage: structure_factor_test.sh FOLDER-OF-PROGRAMS SOURCE-TREE
set -euo pipefail
program=$1/structure_factor
glass=$2/data/glass_cuzr_13500.xyz.gz
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "structure_factor_test: $*" >&2; exit 1; }

# A row of two atoms at a distance of half the cell: S = 2 for even multiples of 2 pi / 10, 0 for odd ones along x.
cat > "$work/pair.xyz" <<'END'
2
Lattice="10 0 0 0 1 0 0 0 1" Properties=species:S:1:pos:R:3
Cu 0 0 0
Zr 5 0 0
END
"$program" --largest 3.2 --width 0.1 "$work/pair.xyz" "$work/pair.csv" > /dev/null
awk -F, 'NR == 1 && $0 != "q,S,S_11,S_12,S_22,vectors" { exit 1 }
  NR > 1 { k = $1 / 0.6283185307179586; k = int(k + 0.5); want = k % 2 ? 0 : 2
           if ($2 - want > 1e-12 || want - $2 > 1e-12 || $3 - 1 > 1e-12 || $4 - want + 1 > 1e-12 || $6 != 1) exit 1 }
  END { exit NR != 6 }' "$work/pair.csv" || fail "pair: $(cat "$work/pair.csv")"

# The reference glass: both ways agree where g(r) reaches far enough, and the first peak is that of Cu-Zr glasses.
"$program" --largest 8 --width 0.1 --vectors 200 --transform 20 "$glass" "$work/glass.csv" > "$work/log"
awk -F, 'NR == 1 { for (k = 1; k <= NF; ++k) c[$k] = k; next }
  $1 > 2 { d = $c["S"] - $c["S_from_g"]; if (d < 0) d = -d; sum += d; ++n; if (d > 0.5) exit 1 }
  $2 > top { top = $2; at = $1 }
  END { exit !(sum / n < 0.08 && at > 2.6 && at < 2.95 && top > 2.5) }' "$work/glass.csv" ||
  fail "glass: $(cat "$work/log") $(head -60 "$work/glass.csv")"

# Two frames give an error bar, and the mean of the two.
cat "$work/pair.xyz" <(sed 's/^Zr 5/Zr 2.5/' "$work/pair.xyz") > "$work/two.xyz"
"$program" --largest 1 --width 0.1 "$work/two.xyz" - > "$work/two.csv" 2> /dev/null
awk -F, 'NR == 1 && $NF != "S_error" { exit 1 } NR == 2 { exit !($2 > 0.4999 && $2 < 0.5001 && $NF > 0.4999 && $NF < 0.5001) }' \
  "$work/two.csv" || fail "two frames: $(cat "$work/two.csv")"

# Frames of other boxes: a shell that one frame has only is a row, too.
cat "$work/pair.xyz" <(sed 's/Lattice="10/Lattice="10.7/' "$work/pair.xyz") > "$work/boxes.xyz"
"$program" --largest 3.2 --width 0.02 "$work/boxes.xyz" "$work/boxes.csv" > /dev/null || fail "two boxes"
[ "$(wc -l < "$work/boxes.csv")" = 11 ] || fail "two boxes: $(cat "$work/boxes.csv")"

# A frame without atoms of a type says nothing of its pairs: their means are those of the other frames, whichever comes
# first.
sed 's/^Cu/Zr/' "$work/pair.xyz" > "$work/zr.xyz"
"$program" --largest 3.2 --width 0.1 <(cat "$work/pair.xyz" "$work/zr.xyz") "$work/mixed.csv" > /dev/null
awk -F, 'NR == FNR { s11[FNR] = $3; s12[FNR] = $4; next } FNR > 1 && ($3 != s11[FNR] || $4 != s12[FNR]) { exit 1 }' \
  "$work/pair.csv" "$work/mixed.csv" || fail "a frame without Cu: $(cat "$work/mixed.csv")"
"$program" --largest 3.2 --width 0.1 <(cat "$work/zr.xyz" "$work/pair.xyz") "$work/mixed.csv" > /dev/null ||
  fail "a type that comes later"
awk -F, 'NR == FNR { s12[FNR] = $4; next } FNR > 1 && ($4 != s12[FNR]) { exit 1 }' "$work/pair.csv" "$work/mixed.csv" ||
  fail "Zr first: $(cat "$work/mixed.csv")"

refuses() {
  local words=$1
  shift
  if "$program" "$@" "$work/none.csv" > /dev/null 2> "$work/error"; then fail "accepted: $*"; fi
  grep -q -- "$words" "$work/error" || fail "message for $*: $(cat "$work/error")"
  [ ! -e "$work/none.csv" ] || fail "$* wrote a file"
}
refuses 'no wave vector up to 0.1' --largest 0.1 --width 0.1 "$work/pair.xyz"
refuses 'shells of width 0' --largest 3 --width 0 "$work/pair.xyz"
refuses '--transform 0' --largest 3 --width 0.1 --transform 0 "$work/pair.xyz"
# A type with another name would mix the partials of two elements.
frame() { printf 'ITEM: TIMESTEP\n0\nITEM: NUMBER OF ATOMS\n2\nITEM: BOX BOUNDS pp pp pp\n0 10\n0 1\n0 1\nITEM: ATOMS id type element x y z\n1 1 %s 0 0 0\n2 2 %s 5 0 0\n' "$@"; }
{ frame Cu Zr; frame Zr Cu; } > "$work/names.dump"
refuses 'names.dump: frame 1: type 1 is Zr, but was Cu in the frames before' --largest 3 --width 0.1 "$work/names.dump"
refuses 'names.dump: frame 0: .*shells of width 0' --largest 3 --width 0 "$work/names.dump"
