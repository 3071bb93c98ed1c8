#!/usr/bin/env bash
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
# usage: only_test.sh FOLDER-OF-PROGRAMS SOURCE-TREE
#
# Which atoms are analysed (--only), several thresholds, and a table with one line per frame.
set -euo pipefail
programs=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "only_test: $*" >&2; exit 1; }
cd "$work"

# Two frames of a shaken crystal of two elements that is sheared; columns of numbers, one of them not a number, and text.
awk 'BEGIN {
    for (f = 0; f < 2; ++f) {
      printf "ITEM: TIMESTEP\n%d\nITEM: NUMBER OF ATOMS\n125\nITEM: BOX BOUNDS xy xz yz pp pp pp\n", 100 * f
      printf "0 %.17g %.17g\n0 5 0\n0 5 0\nITEM: ATOMS element id type x y z q label\n", 5 + 0.05 * f, 0.05 * f
      for (i = 0; i < 125; ++i) {
        x = i % 5 + (i * 7919 % 101) / 400; y = int(i / 5) % 5 + (i * 31 % 17) / 80; z = int(i / 25) + (i * 13 % 23) / 90
        printf "%s %d %d %.17g %.17g %.17g %s m%d\n", i % 2 ? "Cu" : "Zr", i + 1, 1 + i % 2, x + 0.01 * f * y, y, z,
          i == 5 ? "nan" : i / 10, i % 3
      }
    }
  }' > two.dump
# The column $2 of frame $3 (from 0) of the dump $1, one value per line.
values() {
  awk -v name="$2" -v frame="$3" '/ITEM: TIMESTEP/ { ++n; inside = 0 } inside && n == frame + 1 { print $column }
    /ITEM: ATOMS/ { for (k = 3; k <= NF; ++k) if ($k == name) column = k - 2; inside = 1 }' "$1"
}
# The column $2 of line $3 of the CSV file $1.
cell() { awk -F, -v name="$2" -v line="$3" 'NR == 1 { for (k = 1; k <= NF; ++k) if ($k == name) c = k } NR == line + 1 { print $c }' "$1"; }

# Conditions, by the number of atoms that they choose: awk counts the same.
chosen() {
  "$programs/voronoi" "${@:2}" --frame 0 two.dump o.dump > log 2> error
  grep -q ": $1 of 125 atoms\$" log || fail "${*:2}: $(head -1 log), expected $1"
}
chosen 62 --only type=2
chosen 62 --only type=2.0  # as some tools write whole numbers
chosen 63 --only 'type!=2'
chosen 62 --only element=Cu
chosen 62 --only type=Cu
chosen 125 --only element=Cu,Zr
chosen 62 --only 'type>1'
chosen 62 --only 'type>=2' --only 'type==2'
chosen 29 --only 'q<3' --only 'q>=0'
chosen 2 --only q=0.2,0.3
chosen 122 --only 'q!=0.2,0.3'
chosen 20 --only 'label=m0' --only element=Cu --only 'q<=12'
chosen 83 --only 'label!=m0'
chosen 9 --only 'id>100' --only 'id<110'
chosen 0 --only 'q>100'

# voronoi: all atoms bound the cells, so that OUT is the same; what is printed is of the chosen ones.
"$programs/voronoi" two.dump all.dump --table all.csv > all.log
"$programs/voronoi" --only element=Cu two.dump cu.dump --table cu.csv > cu.log
cmp -s all.dump cu.dump || fail "cells change with --only"
mean=$(paste <(values all.dump faces 1) <(values all.dump element 1) | awk '$2 == "Cu" { s += $1; ++n } END { printf "%.10f", s / n }')
awk -v a="$(cell cu.csv faces_per_cell 2)" -v b="$mean" 'BEGIN { exit !((a - b)^2 < 1e-18) }' || fail "faces of Cu: $(cat cu.csv)"
[ "$(cell cu.csv atoms 2)" = 62 ] && [ "$(cell all.csv atoms 1)" = 125 ] || fail "atoms: $(cat cu.csv)"
[ "$(cut -d, -f1,2 all.csv | tr '\n' ' ')" = "frame,step 0,0 1,100 " ] || fail "frames of the table: $(cat all.csv)"
count=$(awk '$1 == 1 && $2 ~ /^</ { print $(NF - 1); exit }' cu.log)
index=$(awk '$1 == 1 && $2 ~ /^</ { print $2 $3 $4 $5; exit }' cu.log | tr -d '<>')
found=$(paste -d' ' <(values all.dump n3 0) <(values all.dump n4 0) <(values all.dump n5 0) <(values all.dump n6 0) <(values all.dump element 0) |
  awk -v index_="$index" '$5 == "Cu" && $1 $2 $3 $4 == index_' | wc -l)
[ "$count" = "$found" ] || fail "most frequent index $index: $count, counted $found"

# network: chosen atoms are centres; others may be around them.
"$programs/network" --index 1,4,3,5 all.dump n.dump --table n.csv > log
"$programs/network" --index 1,4,3,5 --only element=Cu all.dump ncu.dump --table ncu.csv > log
centers=$(paste -d' ' <(values all.dump n3 0) <(values all.dump n4 0) <(values all.dump n5 0) <(values all.dump n6 0) <(values all.dump element 0))
[ "$(cell n.csv clusters 1)" = "$(grep -c '^1 4 3 5' <<< "$centers")" ] || fail "centres: $(cat n.csv)"
[ "$(cell ncu.csv clusters 1)" = "$(grep -c '^1 4 3 5 Cu' <<< "$centers")" ] || fail "centres of Cu: $(cat ncu.csv)"
[ "$(cell ncu.csv clusters 1)" -lt "$(cell n.csv clusters 1)" ] || fail "no centre is left out"

# strain: neighbours of any kind; statistics of the chosen atoms.
"$programs/strain" --cutoff 1.6 --ttg-cutoff 2.4 two.dump two.dump strain.dump > log
"$programs/strain" --cutoff 1.6 --ttg-cutoff 2.4 --only element=Cu --table s.csv two.dump two.dump scu.dump > log
cmp -s strain.dump scu.dump || fail "strain changes with --only"
mean=$(paste <(values strain.dump lambda 1) <(values strain.dump element 1) | awk '$2 == "Cu" { s += $1; ++n } END { printf "%.15g", s / n }')
awk -v a="$(cell s.csv lambda_mean 2)" -v b="$mean" 'BEGIN { exit !(a > 0.005 && (a / b - 1)^2 < 1e-20) }' || fail "lambda of Cu: $(cat s.csv)"
[ "$(cell s.csv atoms 2)" = 62 ] || fail "atoms: $(cat s.csv)"

# percolation: other atoms are in no cluster, neither here nor in the random choices.
"$programs/percolation" --property q --above 6 --cutoff 1.2 --only 'id!=6' --only element=Cu --frame 0 all.dump p.dump > log 2> error &&
  fail "a property that is not a number"
grep -q "column 'q' of atom 6 is not a number" error || fail "message: $(cat error)"
awk '{ sub(/ nan /, " 0.5 ") } 1' two.dump > finite.dump
"$programs/percolation" --property q --above 6 --cutoff 1.2 --only element=Cu --table p.csv finite.dump p.dump > log
[ "$(cell p.csv s_all 1)" = 32 ] || fail "selected: $(cat p.csv)"
paste <(values p.dump element 0) <(values p.dump q 0) <(values p.dump cluster 0) |
  awk '($3 > 0) != ($1 == "Cu" && $2 > 6) { exit 1 }' || fail "labels"
grep -q 'S_all 32 of 62 atoms' log || fail "printed: $(cat log)"
# All candidates are selected, so that each random choice is the same.
"$programs/percolation" --property q --above -1 --cutoff 1.2 --only element=Cu --table p.csv --frame 0 finite.dump p.dump > log
[ "$(cell p.csv null_deviation 1)" = 0 ] && [ "$(cell p.csv null_ratio 1)" = "$(cell p.csv ratio 1)" ] || fail "random choices: $(cat p.csv)"

# Thresholds: from below, between, and several at once.
"$programs/percolation" --property q --below 6 --cutoff 1.2 --null 0 --table below.csv finite.dump below.dump > log
[ "$(cell below.csv s_all 1)" = 60 ] && [ "$(cell below.csv below 1)" = 6 ] || fail "below: $(cat below.csv)"
"$programs/percolation" --property q --above 3 --below 6 --cutoff 1.2 --null 0 --table between.csv finite.dump between.dump > log
[ "$(cell between.csv s_all 1)" = 29 ] || fail "between: $(cat between.csv)"
paste <(values between.dump q 1) <(values between.dump cluster 1) | awk '($2 > 0) != ($1 > 3 && $1 < 6) { exit 1 }' || fail "between"
"$programs/percolation" --property q --above 2,6,9 --cutoff 1.2 --table several.csv finite.dump several.dump > several.log
[ "$(wc -l < several.csv)" = 7 ] || fail "one line for each frame and threshold: $(cat several.csv)"
[ "$(cut -d, -f1,3,12 several.csv | tr '\n' ' ')" = "frame,s_all,above 0,104,2 0,64,6 0,34,9 1,104,2 1,64,6 1,34,9 " ] ||
  fail "several: $(cat several.csv)"
"$programs/percolation" --property q --above 6 --cutoff 1.2 --table one.csv finite.dump one.dump > log
cmp -s <(grep ',6$' several.csv) <(tail -n +2 one.csv) || fail "a threshold alone: $(cat one.csv)"
cmp -s <(values several.dump cluster_2 1) <(values one.dump cluster 1) || fail "clusters of a threshold alone"
[ "$(grep -c '^above 6: S_all 64 in ' several.log)" = 2 ] || fail "printed: $(cat several.log)"
"$programs/percolation" --property q --above 2,6 --below 4,9 --cutoff 1.2 --null 0 --table pairs.csv finite.dump o.dump > log
[ "$(cut -d, -f3,12,13 pairs.csv | sed -n 2,3p | tr '\n' ' ')" = "19,2,4 29,6,9 " ] || fail "pairs: $(cat pairs.csv)"

# rdf: pairs of chosen atoms, as if there were no others.
awk '/ITEM: NUMBER/ { print; getline; print 62; next } NF == 8 && $3 != 2 && !/ITEM/ { next } { print }' two.dump > cu_only.dump
"$programs/rdf" --cutoff 3 --bins 30 cu_only.dump g1.csv > log1
"$programs/rdf" --cutoff 3 --bins 30 --only element=Cu two.dump g2.csv > log2
cmp -s <(cut -d, -f1,2 g1.csv) <(cut -d, -f1,2 g2.csv) || fail "g(r): $(diff g1.csv g2.csv | head -3)"
grep -q '62 atoms, 0.496 atoms/A^3' log2 || fail "density: $(cat log2)"

# forces: in the field of all atoms.
potential=$2/data/Cu-Zr_4.eam.fs.gz
awk '/BOX/ { print "ITEM: BOX BOUNDS xy xz yz pp pp pp"; for (k = 0; k < 3; ++k) { getline; print $1 * 2.8, $2 * 2.8, $3 * 2.8 }; next }
  NF == 8 && !/ITEM/ { $4 *= 2.8; $5 *= 2.8; $6 *= 2.8 } { print }' two.dump > wide.dump
"$programs/forces" --potential "$potential" --elements Cu,Zr --only element=Cu --table f.csv wide.dump f.dump > log
sum=$(paste <(values f.dump pe 1) <(values f.dump element 1) | awk '$2 == "Cu" { s += $1 } END { printf "%.12g", s }')
awk -v a="$(cell f.csv energy 2)" -v b="$sum" -v c="$(cell f.csv energy_per_atom 2)" 'BEGIN { exit !(b < -100 && (a - b)^2 < 1e-14 && (c * 62 - b)^2 < 1e-14) }' ||
  fail "energy of Cu: $(cat f.csv), $sum"
grep -q '^chosen atoms 62, energy ' log || fail "printed: $(cat log)"

# A table on standard output; nothing else with --quiet.
"$programs/voronoi" --quiet --table - two.dump /dev/null | cmp -s - all.csv || fail "table on standard output"

refused() {
  local code=0
  "$programs/$1" "${@:3}" > log 2> error || code=$?
  [ $code = 2 ] || fail "exit code $code for: ${*:3}"
  [ "$(wc -l < error)" = 1 ] || fail "not one line: $(cat error)"
  grep -qe "$2" error || fail "message: $(cat error)"
}
cp all.dump before.dump
refused voronoi "'type' has none of the signs" --only type two.dump all.dump
refused voronoi "'=2' names no column" --only =2 two.dump all.dump
refused voronoi "'type=' compares with nothing" --only type= two.dump all.dump
refused voronoi "'q!2' has the sign !" --only 'q!2' two.dump all.dump
refused voronoi "which only = and != do" --only 'q>1,2' two.dump all.dump
refused voronoi "two.dump: there is no column 'n9'" --only n9=1 --frame 0 two.dump all.dump
refused voronoi "'x' is no finite number, as the column has" --only q=x two.dump all.dump
refused voronoi "the column holds text, expected = or !=" --only 'label>m0' two.dump all.dump
refused voronoi "'Al' is neither an element nor a type there; it has the types 1 (Zr), 2 (Cu)" --only element=Al two.dump all.dump
refused rdf "frame 0: there is no column 'n9'" --cutoff 3 --bins 30 --only n9=1 two.dump o.csv
refused percolation 'neither --above nor --below' --property x --cutoff 1.2 two.dump all.dump
refused percolation '--above has 2 numbers and --below 3' --property x --above 1,2 --below 3,4,5 --cutoff 1.2 two.dump all.dump
refused percolation 'no value is above 2, below 1' --property x --above 2 --below 1 --cutoff 1.2 two.dump all.dump
refused voronoi 'the same file' --table ./all.dump two.dump all.dump
refused voronoi 'the same file' --table ./new.csv two.dump new.csv
refused rdf 'the same file' --cutoff 2 --bins 5 --plot ./new.svg two.dump new.svg
refused voronoi 'is the input' --table two.dump two.dump all.dump
refused voronoi 'cannot be written' --table no/such.csv two.dump all.dump
cmp -s all.dump before.dump || fail "a refused call changed the output"
"$programs/voronoi" --quiet --only 'q>100' two.dump o.dump 2> error
[ "$(grep -c -- '--only chooses no atom' error)" = 2 ] ||
  fail "note: $(cat error)"
