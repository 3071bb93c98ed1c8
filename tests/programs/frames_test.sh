#!/usr/bin/env bash
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
# usage: frames_test.sh FOLDER-OF-PROGRAMS SOURCE-TREE
#
# What all programs do with files: frames, columns that are kept, formats by name, standard output.
set -euo pipefail
programs=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "frames_test: $*" >&2; exit 1; }
cd "$work"

# A trajectory as people have it: a shaken crystal that is sheared, ids in another order in each frame, columns of text,
# values that are no number, image flags, and, from frame 3 on, an atom that has left and one that came.
awk 'function put(f, i,   x, y, z, s) {
    s = (i * 7919) % 101 / 400
    x = i % 5 + s; y = int(i / 5) % 5 + (i * 31 % 17) / 80; z = int(i / 25) + (i * 13 % 23) / 90
    if (i == 125) { x = 0.5; y = 0.5; z = 0.5 }
    printf "%s %d %d %.17g %.17g %.17g 0 0 0 %s m%d\n", i % 2 ? "Cu" : "Zr", i + 1, 1 + i % 2, x + 0.01 * f * y, y, z,
      (i == 5 ? "nan" : -3.5 + i / 100), i % 3
  }
  BEGIN {
    for (f = 0; f < 6; ++f) {
      printf "ITEM: TIMESTEP\n%d\nITEM: NUMBER OF ATOMS\n125\nITEM: BOX BOUNDS xy xz yz pp pp pp\n", 100 * f
      printf "0 %.17g %.17g\n0 5 0\n0 5 0\nITEM: ATOMS element id type x y z ix iy iz c_pe molecule\n", 5 + 0.05 * f, 0.05 * f
      for (k = 0; k < 125; ++k) { i = (k * 37 + f * 11) % 125; put(f, f >= 3 && i == 7 ? 125 : i) }
    }
  }' > trajectory.dump
frames() { grep -c 'ITEM: TIMESTEP' "$1"; }
# The column $2 of frame $3 (from 0) of the dump $1, one value per line.
values() {
  awk -v name="$2" -v frame="$3" '/ITEM: TIMESTEP/ { ++n; inside = 0 } inside && n == frame + 1 { print $column }
    /ITEM: ATOMS/ { for (k = 3; k <= NF; ++k) if ($k == name) column = k - 2; inside = 1 }' "$1"
}

# All frames, with the columns of the input behind those of the program.
"$programs/voronoi" trajectory.dump cells.dump > log
[ "$(frames cells.dump)" = 6 ] || fail "frames: $(frames cells.dump)"
[ "$(grep -c 'ITEM: ATOMS id type x y z n3 n4 n5 n6 faces volume area status ix iy iz c_pe molecule element' cells.dump)" = 6 ] ||
  fail "columns: $(grep 'ITEM: ATOMS' cells.dump)"
grep -q '^frame 5, step 500$' log || fail "headings: $(cat log)"
[ "$(values cells.dump molecule 4 | sort | uniq -c | tr -s ' \n' ' ')" = " 42 m0 41 m1 42 m2 " ] || fail "text"
[ "$(values cells.dump c_pe 0 | sed -n 6p)" = nan ] || fail "a value that is no number"
values cells.dump id 4 | sort -nc || fail "order of ids"
# Each frame as if it were alone.
for k in 0 3 5; do
  "$programs/voronoi" --frame $k trajectory.dump one.dump > log
  cmp -s <(awk -v f=$k '/ITEM: TIMESTEP/ { ++n } n == f + 1' cells.dump) one.dump || fail "frame $k alone"
done
# The other programs, too: the box changes, atoms leave and come, ids are in any order.
awk '/BOX/ { print; for (k = 0; k < 3; ++k) { getline; print $1 * 2.8, $2 * 2.8, $3 * 2.8 }; next }
  NF == 11 && !/ITEM/ { $4 *= 2.8; $5 *= 2.8; $6 *= 2.8 } { print }' trajectory.dump > wide.dump
each_alone() {
  "$programs/$1" "${@:3}" "$2" all.dump > log
  [ "$(frames all.dump)" = 6 ] || fail "frames of $1: $(frames all.dump)"
  for k in 0 3 5; do
    "$programs/$1" --frame $k "${@:3}" "$2" one.dump > log
    cmp -s <(awk -v f=$k '/ITEM: TIMESTEP/ { ++n } n == f + 1' all.dump) one.dump || fail "frame $k of $1 alone"
  done
  cmp -s <(values all.dump molecule 4) <(values cells.dump molecule 4) || fail "$1 drops text"
  values all.dump id 3 | grep -qx 126 && ! values all.dump id 3 | grep -qx 8 || fail "$1: atoms that leave and come"
}
each_alone network trajectory.dump --index 1,4,3,5
each_alone percolation cells.dump --property n5 --above 2 --cutoff 1.2 --null 2
each_alone forces wide.dump --potential "$2/data/Cu-Zr_4.eam.fs.gz" --elements Cu,Zr
"$programs/strain" --cutoff 1.6 --ttg-cutoff 2.4 --frames :3 trajectory.dump trajectory.dump all.dump > log
for k in 0 2; do
  "$programs/strain" --cutoff 1.6 --ttg-cutoff 2.4 --frame $k trajectory.dump trajectory.dump one.dump > log
  cmp -s <(awk -v f=$k '/ITEM: TIMESTEP/ { ++n } n == f + 1' all.dump) one.dump || fail "frame $k of strain alone"
done
# A program's own column replaces one of the same name; what others have added stays.
"$programs/voronoi" --relative-face-threshold 0.02 cells.dump again.dump > log
[ "$(grep 'ITEM: ATOMS' again.dump | sort -u)" = "$(grep 'ITEM: ATOMS' cells.dump | sort -u)" ] || fail "twice: $(grep 'ITEM: ATOMS' again.dump)"
"$programs/network" --index 0,4,4,6 cells.dump networks.dump > log
[ "$(frames networks.dump)" = 6 ] && cmp -s <(values networks.dump volume 2) <(values cells.dump volume 2) || fail "chain"

# Choices of frames.
steps() { awk 'go { print; go = 0 } /ITEM: TIMESTEP/ { go = 1 }' "$1" | tr '\n' ' '; }
choose() { "$programs/network" "${@:2}" trajectory.dump chosen.dump > /dev/null; [ "$(steps chosen.dump)" = "$1" ] || fail "$*: $(steps chosen.dump)"; }
choose "500 " --frame -1
choose "100 " --frame 1
choose "100 300 500 " --frames 1::2
choose "400 500 " --frames -2:
choose "0 100 200 300 " --frames :-2
choose "0 100 200 300 400 500 " --frames -100:
choose "0 " --frames ::9223372036854775807
choose "200 300 " --frames 2:4:1

# Strain against a frame of the same file; frames with other atoms are refused.
"$programs/strain" --cutoff 1.6 --ttg-cutoff 2.4 --frames :3 cells.dump cells.dump strain.dump > log
[ "$(frames strain.dump)" = 3 ] || fail "frames of strain"
values strain.dump F12 2 | awk '{ if (($1 - 0.02)^2 > 1e-18) exit 1 }' || fail "F12: $(values strain.dump F12 2 | head -3)"
cmp -s <(values strain.dump volume 1) <(values cells.dump volume 1) || fail "strain drops columns"
"$programs/strain" --cutoff 1.6 --ttg-cutoff 2.4 --reference-frame 2 --frame 1 cells.dump cells.dump back.dump > log
values back.dump F12 0 | awk '{ if (($1 + 0.01)^2 > 1e-18) exit 1 }' || fail "back: $(values back.dump F12 0 | head -3)"
"$programs/percolation" --property F12 --above 0.015 --cutoff 1.2 --null 0 --table series.csv strain.dump clusters.dump > log
[ "$(values clusters.dump cluster 1 | sort -u)" = 0 ] && [ "$(values clusters.dump cluster 2 | sort -u)" = 1 ] || fail "clusters"
cmp -s <(values clusters.dump n5 2) <(values cells.dump n5 2) || fail "percolation drops columns"

# Formats by name.
"$programs/voronoi" --quiet trajectory.dump cells.xyz > log
[ ! -s log ] || fail "not quiet: $(cat log)"
[ "$(grep -c Lattice cells.xyz)" = 6 ] || fail "extended XYZ"
"$programs/voronoi" --quiet cells.xyz from_xyz.dump
for name in x volume c_pe molecule element ix; do
  cmp -s <(values from_xyz.dump $name 4) <(values cells.dump $name 4) || fail "$name through extended XYZ"
done
"$programs/voronoi" --quiet trajectory.dump cells.csv.gz
gzip -dc cells.csv.gz > cells.csv
[ "$(head -1 cells.csv)" = "id,type,x,y,z,n3,n4,n5,n6,faces,volume,area,status,ix,iy,iz,c_pe,molecule,element,step" ] ||
  fail "CSV: $(head -1 cells.csv)"
[ "$(wc -l < cells.csv)" = 751 ] || fail "rows of CSV"
cmp -s <(awk -F, '$NF == 400 { print $11 }' cells.csv) <(values cells.dump volume 4) || fail "volumes of CSV"
# Standard output has the frames alone, and a shell's >> keeps what was there.
echo kept > out.dump
"$programs/voronoi" trajectory.dump - >> out.dump 2> log
cmp -s <(echo kept; cat cells.dump) out.dump || fail "standard output"
grep -q '^frame 5, step 500$' log || fail "printed: $(cat log)"
"$programs/voronoi" --quiet trajectory.dump - | "$programs/network" --quiet --index 0,4,4,6 /dev/stdin - | cmp -s - networks.dump ||
  fail "pipe"
(
  PATH=$programs:$PATH
  #[pipe]
  voronoi trajectory.dump - | percolation --property n5 --above 9 --cutoff 3.8 --null 0 /dev/stdin clusters.xyz.gz
  #[/pipe]
) > /dev/null 2>&1
[ "$(gzip -dc clusters.xyz.gz | grep -c cluster:R:1)" = 6 ] ||
  fail "clusters through a pipe"
"$programs/rdf" --cutoff 3 --bins 30 trajectory.dump - 2> /dev/null | head -1 | grep -q '^r,g,g_11,g_12,g_22,g_error$' || fail "rdf -"

# Columns and digits.
"$programs/voronoi" --quiet --columns volume,molecule --precision 4 trajectory.dump few.dump
[ "$(grep 'ITEM: ATOMS' few.dump | sort -u)" = "ITEM: ATOMS id type x y z volume molecule element" ] || fail "columns: $(grep 'ITEM: ATOMS' few.dump)"
cmp -s <(values few.dump x 1) <(values cells.dump x 1) || fail "positions lose digits"
[ "$(values few.dump volume 1 | awk '{ gsub(/[.]/, "", $1); sub(/^0+/, "", $1); if (length($1) > 4) print }' | wc -l)" = 0 ] ||
  fail "digits: $(values few.dump volume 1 | head -3)"

# The mean over frames is that of the frames.
for k in 0 1; do "$programs/rdf" --quiet --cutoff 3 --bins 30 --frame $k trajectory.dump g$k.csv; done
"$programs/rdf" --quiet --cutoff 3 --bins 30 --frames :2 trajectory.dump g.csv
paste -d, g0.csv g1.csv g.csv | awk -F, 'NR > 1 {
    if (($2 + $7 - 2 * $12)^2 > 1e-20 || ($4 + $9 - 2 * $14)^2 > 1e-20) exit 1
    e = ($2 - $7) / 2; if ((e * e - $16 * $16)^2 > 1e-18) exit 1
  }' || fail "mean of g(r)"

# Positions that were never wrapped become wrapped ones with image flags.
awk '/ITEM: ATOMS/ { sub(/ x y z ix iy iz/, " xu yu zu"); print; next } NF == 11 { $4 += 5.05; $7 = $8 = $9 = ""; print; next } { print }' \
  <(awk '/ITEM: TIMESTEP/ { ++n } n == 2' trajectory.dump) > unwrapped.dump
"$programs/voronoi" --quiet unwrapped.dump wrapped.dump
[ "$(values wrapped.dump ix 0 | sort -u)" = 1 ] || fail "images: $(values wrapped.dump ix 0 | sort -u)"

# Whole numbers are written as such, however large, and keep all their digits.
awk '/ITEM: ATOMS/ { print $0 " big"; next } NF == 11 { print $0, 100000 * ($2 + 1); next } { print }' trajectory.dump > big.dump
"$programs/voronoi" --quiet --frame 0 --precision 2 big.dump digits.dump
[ "$(values digits.dump big 0 | head -1)" = 200000 ] || fail "whole numbers: $(values digits.dump big 0 | head -1)"
[ "$(values digits.dump faces 0 | grep -c e)" = 0 ] || fail "faces: $(values digits.dump faces 0 | head -3)"

# A column that is chosen takes the elements along: types may be the reader's own numbers.
"$programs/network" --quiet --columns network --frame 0 cells.xyz chosen.dump
[ "$(grep 'ITEM: ATOMS' chosen.dump)" = "ITEM: ATOMS id type x y z network element" ] || fail "elements: $(grep 'ITEM: ATOMS' chosen.dump)"

# Frames without atoms, between others.
awk '/ITEM: TIMESTEP/ { ++n } n == 2' trajectory.dump > second.dump
{ cat second.dump; printf 'ITEM: TIMESTEP\n150\nITEM: NUMBER OF ATOMS\n0\nITEM: BOX BOUNDS pp pp pp\n0 5\n0 5\n0 5\n'
  echo 'ITEM: ATOMS element id type x y z ix iy iz c_pe molecule'; cat second.dump; } > empty.dump
"$programs/voronoi" --quiet empty.dump empty.csv
[ "$(wc -l < empty.csv)" = 251 ] || fail "rows of CSV with an empty frame: $(wc -l < empty.csv)"
"$programs/voronoi" --quiet --columns molecule,ix empty.dump empty.out
[ "$(frames empty.out)" = 3 ] || fail "an empty frame"
"$programs/rdf" --quiet --cutoff 3 --bins 30 empty.dump empty.g.csv 2> error
grep -q '1 frames without atoms do not count' error || fail "note: $(cat error)"
"$programs/rdf" --quiet --cutoff 3 --bins 30 second.dump second.g.csv
cmp -s <(cut -d, -f1-5 empty.g.csv) <(cut -d, -f1-5 second.g.csv) || fail "an empty frame counts in g(r)"
# Types whose names change.
{ cat second.dump; sed 's/^Cu \([0-9]*\) 2/Cu \1 1/; t; s/^Zr \([0-9]*\) 1/Zr \1 2/' second.dump; } > swapped.dump

# Standard files that are closed, and standard output by other names.
for name in /dev/stdout /dev/fd/1; do
  "$programs/voronoi" --quiet trajectory.dump $name | cmp -s - cells.dump || fail "$name, quiet"
done
"$programs/voronoi" trajectory.dump - 2>&- > closed.dump
cmp -s closed.dump cells.dump || fail "printed into the output"
# Also where the program starts itself again, for its threads to wait as it wants.
env -u OMP_WAIT_POLICY -u GOMP_SPINCOUNT -u KMP_BLOCKTIME "$programs/voronoi" trajectory.dump - 2>&- > closed.dump
cmp -s closed.dump cells.dump || fail "printed into the output after a second start"
"$programs/voronoi" trajectory.dump closed.dump > /dev/null <&- 2>&-
cmp -s closed.dump cells.dump || fail "notes in the output"
# A reader that stops early ends the program as it ends other tools: by the signal of a closed pipe, without a word.
for k in 1 2 3 4 5; do cat trajectory.dump; done > long.dump
code=0
{ "$programs/voronoi" --quiet long.dump - 2> error || echo $? > code; } | head -n 1 > first
[ "$(cat code)" = 141 ] && [ ! -s error ] && [ "$(cat first)" = 'ITEM: TIMESTEP' ] || fail "closed pipe: $(cat code error)"
# A link to a file that does not exist yet makes that file; a file keeps its mode.
ln -s later.dump link.dump
"$programs/voronoi" --quiet trajectory.dump link.dump
[ -L link.dump ] && cmp -s later.dump cells.dump || fail "dangling link"
chmod 600 later.dump
"$programs/voronoi" --quiet trajectory.dump later.dump
[ "$(stat -c %a later.dump)" = 600 ] || fail "mode: $(stat -c %a later.dump)"

# What cannot be done: one line, exit code 2, and no file touched.
cp cells.dump before.dump
refused() {
  local code=0
  "$programs/$1" "${@:3}" > log 2> error || code=$?
  [ $code = 2 ] || fail "exit code $code for: ${*:3}"
  [ "$(wc -l < error)" = 1 ] || fail "not one line: $(cat error)"
  grep -qe "$2" error || fail "message: $(cat error)"
}
refused voronoi 'has 6 frames, but --frame 6' --frame 6 trajectory.dump cells.dump
refused rdf 'frame 1: type 1 is Cu, but was Zr in the frames before' --cutoff 3 --bins 30 swapped.dump o.csv
code=0
"$programs/voronoi" trajectory.dump - >&- 2> error || code=$?
[ $code = 2 ] && grep -q 'standard output is closed' error || fail "closed standard output: $(cat error)"
cp trajectory.dump twice.dump
refused_append() {
  local code=0
  "$programs/voronoi" twice.dump - >> twice.dump 2> error || code=$?
  [ $code = 2 ] && grep -q 'is the input' error && cmp -s twice.dump trajectory.dump || fail "append to the input: $(cat error)"
}
refused_append
refused voronoi "there is no option '-frame', did you mean --frame?" -frame 1 trajectory.dump cells.dump
refused voronoi 'has 6 frames, but --frame -7' --frame -7 trajectory.dump cells.dump
refused voronoi '--frames 3:3 chooses no frame' --frames 3:3 trajectory.dump cells.dump
refused voronoi 'expected A:B:STEP' --frames 3 trajectory.dump cells.dump
refused voronoi 'has the step 0' --frames ::0 trajectory.dump cells.dump
refused voronoi "there is no option '--face-treshold', did you mean --face-threshold?" --face-treshold 1
refused voronoi "there is no column 'n9'" --columns n3,n9 trajectory.dump cells.dump
"$programs/voronoi" --columns n3,n9 trajectory.dump cells.dump > printed 2> error && fail "a column that is not there"
[ ! -s printed ] || fail "a frame was computed before the column n9 was found missing: $(cat printed)"
# What the library refuses is of a file and a frame.
refused forces 'forces: wide.dump: frame 0: atom .* has type 1 (Zr), but the elements are Cu' \
  --potential "$2/data/Cu-Zr_4.eam.fs.gz" --elements Cu wide.dump o.dump
refused rdf 'rdf: trajectory.dump: frame 0: .*cutoff' --cutoff 0 --bins 3 trajectory.dump o.csv
refused voronoi 'is the input' trajectory.dump ./trajectory.dump
refused strain 'atom 8 is in one of reference and cells.dump: frame 3 only' --cutoff 1.6 --ttg-cutoff 2.4 before.dump cells.dump o.dump
refused voronoi "o.dump.zst: only .gz is written compressed, expected a name without .zst" trajectory.dump o.dump.zst
refused rdf "o.csv.XZ: only .gz is written compressed, expected a name without .XZ" --cutoff 3 --bins 30 trajectory.dump o.csv.XZ
refused voronoi "o.XYZ: the ending decides the format, expected .xyz instead of .XYZ" trajectory.dump o.XYZ
refused voronoi "o.CSV.gz: the ending decides the format, expected .csv.gz instead of .CSV.gz" trajectory.dump o.CSV.gz
refused voronoi 'counts frames from the end' --frame -1 /dev/stdin cells.dump < <(cat trajectory.dump)
cmp -s cells.dump before.dump || fail "a refused call changed the output"
for program in voronoi network rdf strain percolation forces alpha2 relaxation relax shear aqs quench study; do
  [ ! -x "$programs/$program" ] || "$programs/$program" --version | grep -Eq '^Tektite [0-9]+[.][0-9]+[.][0-9]+$' || fail "version of $program"
done
