#!/usr/bin/env bash
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
# usage: voronoi_test.sh FOLDER-OF-PROGRAMS SOURCE-TREE
#
# The programs voronoi and network.
set -euo pipefail
programs=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "voronoi_test: $*" >&2; exit 1; }

# A CsCl crystal of edge 2: truncated octahedra <0 6 0 8> of volume 4.
cat > "$work/in.xyz" <<'END'
2
Lattice="2 0 0 0 2 0 0 0 2" Properties=species:S:1:pos:R:3
Cu 0 0 0
Zr 1 1 1
END
"$programs/voronoi" "$work/in.xyz" "$work/out.dump" > "$work/log"
grep -q '^ITEM: ATOMS id type x y z n3 n4 n5 n6 faces volume area status element$' "$work/out.dump" || fail "columns"
awk '/^[12] / && NF == 14 { if ($6 || $7 != 6 || $8 || $9 != 8 || $10 != 14 || ($11 - 4)^2 > 1e-24 || $13) exit 1; n++ }
     END { exit n != 2 }' "$work/out.dump" || fail "cells: $(cat "$work/out.dump")"
grep -Eq '1  <0 6 0 8> +2  100.000' "$work/log" || fail "table: $(cat "$work/log")"

# The larger of two particles has the larger radical cell; squares of 1/2 of the surface fall to a threshold.
"$programs/voronoi" --radii Cu=0.5,Zr=0.7 "$work/in.xyz" "$work/radical.dump" > "$work/log"
awk 'NF == 14 && $1 == 1 { a = $11 } NF == 14 && $1 == 2 { b = $11 }
     END { exit !(b > a && (a + b - 8)^2 < 1e-24) }' "$work/radical.dump" || fail "radii: $(cat "$work/radical.dump")"
"$programs/voronoi" --relative-face-threshold 0.05 "$work/in.xyz" "$work/large.dump" > "$work/log"
grep -q 'dropped: 12 faces' "$work/log" || fail "threshold: $(cat "$work/log")"

"$programs/network" --index 0,6,0,8 "$work/in.xyz" "$work/network.dump" > "$work/log"
grep -q '2 clusters <0 6 0 8> in 1 networks hold 2 of 2 atoms' "$work/log" || fail "network: $(cat "$work/log")"
grep -q 'interpenetrating 1' "$work/log" || fail "network: $(cat "$work/log")"
[ "$(awk 'NF == 7 && $1 + 0 > 0 && $6 == 1' "$work/network.dump" | wc -l)" = 2 ] || fail "labels: $(cat "$work/network.dump")"
"$programs/network" "$work/in.xyz" "$work/none.dump" > "$work/log"
grep -q '0 clusters <0 0 12 0> in 0 networks hold 0 of 2 atoms' "$work/log" || fail "no network: $(cat "$work/log")"

# What cannot be done: one line, exit code 2, and no file touched.
cp "$work/out.dump" "$work/before.dump"
refused() {
  local code=0
  "$programs/$1" "${@:2}" > "$work/log" 2> "$work/error" || code=$?
  [ $code = 2 ] || fail "exit code $code for: $*"
  [ "$(wc -l < "$work/error")" = 1 ] || fail "not one line: $(cat "$work/error")"
  grep -q "^$1: " "$work/error" || fail "no name: $(cat "$work/error")"
}
refused voronoi --face-threshold -1 "$work/in.xyz" "$work/out.dump"
grep -q 'face_threshold -1 must be finite and not negative' "$work/error" || fail "message: $(cat "$work/error")"
refused voronoi --edge-threshold nan "$work/in.xyz" "$work/out.dump"
refused voronoi --radii Cu=1 "$work/in.xyz" "$work/out.dump"
refused voronoi --radii Cu=1,Zr=-1 "$work/in.xyz" "$work/out.dump"
refused voronoi --radii Cu=1,Zr=1,Al=1 "$work/in.xyz" "$work/out.dump"
grep -q "'Al' is neither an element nor a type of .*in.xyz, which has the types 1 (Cu), 2 (Zr)$" "$work/error" ||
  fail "message: $(cat "$work/error")"
refused voronoi --radii Cu=1,Zr=1,Cu=2 "$work/in.xyz" "$work/out.dump"
grep -q "'Cu' appears twice" "$work/error" || fail "message: $(cat "$work/error")"
refused voronoi --radii Cu=1,1=2,Zr=1 "$work/in.xyz" "$work/out.dump"
grep -q "'Cu' and '1' are the same type" "$work/error" || fail "message: $(cat "$work/error")"
# Without elements the names are types, in any order.
printf '%s\n' 'ITEM: TIMESTEP' 0 'ITEM: NUMBER OF ATOMS' 2 'ITEM: BOX BOUNDS pp pp pp' '0 2' '0 2' '0 2' \
  'ITEM: ATOMS id type x y z' '1 1 0 0 0' '2 2 1 1 1' > "$work/types.dump"
"$programs/voronoi" --radii 2=0.7,1=0.5 "$work/types.dump" "$work/types.out" > /dev/null
cmp <(awk 'NF == 14 { print $11 }' "$work/radical.dump") <(awk 'NF == 13 { print $11 }' "$work/types.out") ||
  fail "types: $(cat "$work/types.out")"
refused voronoi --radii Cu=0.5,Zr=0.7 "$work/types.dump" "$work/out.dump"
grep -q "'Cu' is neither an element nor a type of .*types.dump, which has the types 1, 2$" "$work/error" ||
  fail "message: $(cat "$work/error")"
refused voronoi --radii 1=0.5 "$work/types.dump" "$work/out.dump"
grep -q "nothing for type 2" "$work/error" || fail "message: $(cat "$work/error")"
refused voronoi --radii 1=0.5,2=0.7,3=0.7 "$work/types.dump" "$work/out.dump"

# Two atoms at one place; the input as output.
sed '$s/1 1 1$/0 0 0/' "$work/types.dump" > "$work/same.dump"
"$programs/voronoi" "$work/same.dump" "$work/same.out" > "$work/log"
grep -q 'another atom is at the same place: 1 (status 4)' "$work/log" || fail "why: $(cat "$work/log")"
for program in voronoi network; do
  ln -sf types.dump "$work/link.dump"
  refused "$program" "$work/types.dump" "$work/link.dump"
  grep -q 'is the input' "$work/error" || fail "message: $(cat "$work/error")"
done
refused voronoi --kokkos-num-threads 100000 "$work/in.xyz" "$work/out.dump"
OMP_NUM_THREADS=100000 refused voronoi "$work/in.xyz" "$work/out.dump"
refused voronoi "$work/missing.xyz" "$work/out.dump"
refused network --index 0,0,12 "$work/in.xyz" "$work/out.dump"
refused network --min-shared 0 "$work/in.xyz" "$work/out.dump"
refused network "$work/in.xyz" "$work/no/such/folder.dump"
cmp -s "$work/out.dump" "$work/before.dump" || fail "a refused call changed the output"
"$programs/voronoi" --help | grep -q -- --radii || fail "help"
"$programs/network" --help | grep -q -- --min-shared || fail "help"
