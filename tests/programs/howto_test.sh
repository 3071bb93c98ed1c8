#!/usr/bin/env bash
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
# usage: howto_test.sh FOLDER-OF-PROGRAMS SOURCE-TREE
#
# The commands of the page docs/howto.md, as they stand there, on a small sheared glass.
set -euo pipefail
TEKTITE=$2
PATH=$1:$PATH
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "howto_test: $*" >&2; exit 1; }
cd "$work"
frames() { grep -c 'ITEM: TIMESTEP' "$1"; }
# The column $2 of line $3 of the CSV file $1.
cell() { awk -F, -v name="$2" -v line="$3" 'NR == 1 { for (k = 1; k <= NF; ++k) if ($k == name) c = k } NR == line + 1 { print $c }' "$1"; }

material=(--potential "$TEKTITE/data/Cu-Zr_4.eam.fs.gz" --elements Cu,Zr --quiet)
quench "${material[@]}" --composition 0.5,0.5 --atoms 256 --rate 2e15 --melt 0.2 --hold 0.1 glass.dump
shear "${material[@]}" --rate 2e12 --to 0.3 --frames 5 --hold 0.02 glass.dump run 2> /dev/null
cat run.????.dump > trajectory.dump
awk 'NR == 4 { atoms = $1 } NR > 5 && NR < 9 { bounds[NR - 5] = $1 " " $2 }
  NR == 9 { print "glass\n\n" atoms " atoms\n2 atom types"; split("x y z", axis)
    for (d = 1; d <= 3; ++d) print bounds[d], axis[d] "lo", axis[d] "hi"
    print "\nMasses\n\n1 63.546 # Cu\n2 91.224 # Zr\n\nAtoms # charge\n" }
  NR > 9 { print $1, $2, 0, $3, $4, $5 }' glass.dump > glass.data

#[frames]
# The last frame alone; from the third one on (they count from 0); every second one.
voronoi --quiet --frame -1 trajectory.dump last.dump
voronoi --quiet --frames 2: trajectory.dump late.dump
voronoi --quiet --frames ::2 trajectory.dump half.dump
# Frame 4 compared with frame 1.
strain --quiet --cutoff 3.8 --reference-frame 1 --frame 4 trajectory.dump trajectory.dump strain.dump
#[/frames]
[ "$(frames last.dump) $(frames late.dump) $(frames half.dump) $(frames strain.dump)" = "1 4 3 1" ] || fail frames

#[element]
# Cells of Zr, between all atoms.
voronoi --quiet --only element=Zr --table zr.csv trajectory.dump cells.dump
# Pairs of Zr: all other atoms are left out.
rdf --quiet --only element=Zr --cutoff 8 --bins 80 trajectory.dump zr_zr.csv
#[/element]
[ "$(cell zr.csv atoms 1)" = 128 ] || fail "atoms of Zr: $(cat zr.csv)"
[ "$(head -1 zr_zr.csv)" != "$(head -1 zr.csv)" ] && [ "$(wc -l < zr_zr.csv)" = 81 ] || fail "pairs of Zr"

#[column]
voronoi --quiet trajectory.dump cells.dump
strain --quiet --cutoff 3.8 --only 'n5>=8' --only element=Cu --table fivefold.csv cells.dump cells.dump strain.dump
strain --quiet --cutoff 3.8 --only 'n5<8' --only element=Cu --table other.csv cells.dump cells.dump strain.dump
#[/column]
[ "$(cell fivefold.csv atoms 6)" -gt 0 ] || fail "no atoms: $(cat fivefold.csv)"
[ "$(($(cell fivefold.csv atoms 6) + $(cell other.csv atoms 6)))" = 128 ] || fail "two parts of Cu"

#[formats]
# From a data file of LAMMPS to extended XYZ, compressed; on to a table, with a line for each atom.
voronoi --quiet glass.data cells.xyz.gz
order --quiet --by faces cells.xyz.gz order.csv
head -3 order.csv
#[/formats]
[ "$(wc -l < order.csv)" = 257 ] && grep -q '^id,.*,q6,.*,volume,.*,element,step$' order.csv || fail "$(head -1 order.csv)"

#[table]
voronoi --quiet --columns volume --table cells.csv trajectory.dump /dev/null
# Frame, time step, share of full icosahedra.
cut -d, -f1,2,6 cells.csv
#[/table]
[ "$(cell cells.csv frame 6)" = 5 ] && [ "$(sed -n 1p cells.csv | cut -d, -f6)" = icosahedral_fraction ] || fail "table: $(cat cells.csv)"

#[parallel]
for part in 0 1; do
  voronoi --quiet --kokkos-num-threads 1 --frames $part::2 --table part$part.csv trajectory.dump cells$part.dump &
done
wait
# The lines of all parts, in the order of the frames.
head -1 part0.csv > all.csv
tail -qn +2 part?.csv | sort -t, -n >> all.csv
#[/parallel]
cmp -s all.csv cells.csv || fail "parts: $(cat all.csv) instead of $(cat cells.csv)"

#[cite]
# The version that was used; what to cite.
voronoi --version
grep -A 3 '^title' "$TEKTITE/CITATION.cff"
#[/cite]
[ "$(voronoi --version | grep -o '[0-9.]*$')" = "$(sed -n 's/^version: //p' "$TEKTITE/CITATION.cff")" ] || fail "version"

for python in "${TEKTITE_PYTHON:-}" python3 /usr/bin/python3; do
  ! "$python" -c 'import numpy' 2> /dev/null || break
done
"$python" -c 'import numpy' 2> /dev/null || { echo "howto_test: no NumPy, its part is left out"; exit 0; }
"$python" - > means <<'END'
#[python]
import re
import subprocess
import numpy as np

for out in ("cells.csv", "cells.xyz"):
    subprocess.run(["voronoi", "--quiet", "--frame", "-1", "trajectory.dump", out], check=True)
atoms = np.genfromtxt("cells.csv", delimiter=",", names=True, dtype=None, encoding="utf-8")
for element in ("Cu", "Zr"):
    chosen = atoms[atoms["element"] == element]
    print(element, chosen["volume"].mean(), (chosen["n5"] >= 8).mean())

mine = atoms["volume"] / atoms["volume"].mean()  # a column of one's own, for other programs: atoms have the same order
count, head, *lines = open("cells.xyz").read().splitlines()
head = re.sub(r"Properties=\S+", r"\g<0>:mine:R:1", head)
open("mine.xyz", "w").write("\n".join([count, head, *[f"{line} {m}" for line, m in zip(lines, mine)], ""]))
#[/python]
END
[ "$(cut -c1-2 means | tr '\n' ' ')" = "Cu Zr " ] || fail "means: $(cat means)"
percolation --quiet --columns cluster --property mine --above 1 --cutoff 3.8 --null 0 mine.xyz clusters.dump
[ "$(awk -v n=0 '/ITEM: ATOMS/ { go = 1; next } go && $6 > 0 { ++n } END { print n }' clusters.dump)" = \
  "$(awk -F, 'NR > 1 { v[NR] = $11; sum += $11 } END { for (k in v) n += v[k] > sum / (NR - 1); print n }' cells.csv)" ] ||
  fail "a column from Python: $(head -10 clusters.dump) $(head -1 cells.csv)"
