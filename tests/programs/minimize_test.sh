#!/usr/bin/env bash
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
# usage: minimize_test.sh FOLDER-OF-PROGRAMS SOURCE-TREE
set -euo pipefail
minimize=$1/minimize
potential=$2/data/Cu-Zr_4.eam.fs.gz
glass=$2/tests/golden/dynamics/glass.data.gz
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "minimize_test: $*" >&2; exit 1; }
run() { "$minimize" --potential "$potential" --elements Cu,Zr "$@"; }

# The energy is that of LAMMPS' minimize (tests/golden/dynamics/in.minimize): compact tables differ by less than 1e-6
# of it. The columns of the file stay, the positions are new, and a second run has nothing to do.
run "$glass" "$work/once.dump" > "$work/log"
grep -q '^energy -2476.59' "$work/log" || fail "energy: $(cat "$work/log")"
awk 'n { e += $6; ++m } /^ITEM: ATOMS/ { n = 1 } END { exit !(m == 500 && e < -2476.58 && e > -2476.60) }' \
  "$work/once.dump" || fail "column pe: $(head -12 "$work/once.dump")"
grep -q '^ITEM: ATOMS id type x y z pe vx vy vz' "$work/once.dump" || fail "columns: $(sed -n 9p "$work/once.dump")"
run "$work/once.dump" "$work/twice.dump" > "$work/log"
grep -q '^1 force evaluations' "$work/log" || fail "not at the minimum: $(cat "$work/log")"

# A crystal that is too large contracts to its lattice constant; each frame is a job of its own.
cat > "$work/two.xyz" <<'END'
2
Lattice="3.0 0 0 0 2.9 0 0 0 3.9" Properties=species:S:1:pos:R:3:mark:I:1
Cu 0 0 0 7
Zr 1.4 1.5 1.9 8
2
Lattice="2.9 0 0 0 2.9 0 0 0 4.1" Properties=species:S:1:pos:R:3:mark:I:1
Cu 0 0 0 7
Zr 1.45 1.5 2.0 8
END
run --cell axes --pressure-tolerance 0.01 "$work/two.xyz" "$work/two.out.xyz" > "$work/log"
[ "$(grep -c -- '-5.0570505' "$work/log")" = 2 ] || fail "energies of L1_0: $(cat "$work/log")"
[ "$(grep -c 'Lattice="2.93777.* 2.93777.* 3.9813' "$work/two.out.xyz")" = 2 ] || fail "$(grep Lattice "$work/two.out.xyz")"
grep -q 'mark' "$work/two.out.xyz" || fail "a column of the file is lost"

# A table of frames; forces and stresses of other positions are not kept.
"$1/forces" --potential "$potential" --elements Cu,Zr "$glass" "$work/forces.dump" > /dev/null
run "$work/forces.dump" "$work/after.dump" --table "$work/table.csv" > /dev/null
[ "$(wc -l < "$work/table.csv")" = 2 ] && grep -q '^0,0,-2476.59' "$work/table.csv" || fail "table: $(cat "$work/table.csv")"
sed -n 9p "$work/after.dump" | grep -q ' fx\| sxx' && fail "old forces: $(sed -n 9p "$work/after.dump")"

# It says when it did not get there, and refuses what has no meaning.
run --most 5 "$glass" "$work/short.dump" > /dev/null 2> "$work/note"
grep -q 'stopped after 5 force evaluations' "$work/note" || fail "no note: $(cat "$work/note")"
refuses() {
  local words=$1
  shift
  if run "$@" "$glass" "$work/none.dump" > /dev/null 2> "$work/error"; then fail "accepted: $*"; fi
  grep -q -- "$words" "$work/error" || fail "message for $*: $(cat "$work/error")"
  [ ! -e "$work/none.dump" ] || fail "$* wrote a file"
}
refuses 'a pressure needs a box' --pressure 100
refuses 'force tolerance 0' --tolerance 0
refuses '--cell' --cell cubic
