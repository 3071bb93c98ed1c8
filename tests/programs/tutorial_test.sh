#!/usr/bin/env bash
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
# usage: tutorial_test.sh FOLDER-OF-PROGRAMS SOURCE-TREE
#
# The commands of docs/tutorial.md, as they stand there, and what the page says of their results.
set -euo pipefail
programs=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "tutorial_test: $*" >&2; exit 1; }
cd "$2"

#[setup]
export TEKTITE=$PWD PATH=$PWD/build/release/examples:$PATH
#[/setup]
PATH=$programs:$PATH
cd "$work"

#[dump]
quench --potential $TEKTITE/data/Cu-Zr_4.eam.fs.gz --elements Cu,Zr --composition 0.5,0.5 \
  --atoms 2048 --rate 5e14 --melt 1 --hold 0.5 glass.dump
shear --potential $TEKTITE/data/Cu-Zr_4.eam.fs.gz --elements Cu,Zr \
  --plane xy --rate 5e10 --to 0.3 --frames 15 --hold 0.5 glass.dump sheared
cat sheared.????.dump > sheared.dump
#[/dump]
[ "$(grep -c TIMESTEP sheared.dump)" = 16 ] || fail "frames: $(ls)"
# The same glass as LAMMPS' write_data with atom style charge has it.
awk 'NR == 4 { atoms = $1 } NR > 5 && NR < 9 { bounds[NR - 5] = $1 " " $2 }
  NR == 9 { print "glass\n\n" atoms " atoms\n2 atom types"; split("x y z", axis)
    for (d = 1; d <= 3; ++d) print bounds[d], axis[d] "lo", axis[d] "hi"
    print "\nAtoms # charge\n" }
  NR > 9 { print $1, $2, 0, $3, $4, $5 }' glass.dump > glass.data
#[data]
shear --potential $TEKTITE/data/Cu-Zr_4.eam.fs.gz --elements Cu,Zr \
  --plane xy --rate 1e12 --to 0.02 --frames 1 --hold 0.1 glass.data own
#[/data]
[ "$(awk 'NR == 4' own.0001.dump)" = 2048 ] || fail "a data file"

#[structure]
rdf --cutoff 10 --bins 200 --frame 0 sheared.dump rdf.csv | tee rdf.log
voronoi --quiet --table cells.csv sheared.dump cells.dump
#[/structure]
minimum=$(sed -n 's/.*first minimum \([0-9.]*\) A.*/\1/p' rdf.log)
awk -v r="$minimum" 'BEGIN { exit !(r > 3.6 && r < 4.0) }' || fail "first minimum $minimum"

#[strain]
strain --cutoff 3.8 --ttg-cutoff 6 sheared.dump cells.dump strain.dump
#[/strain]
[ "$(wc -l < cells.csv)" = 17 ] || fail "table of cells: $(cat cells.csv)"
grep -q ' n5 .* lambda ' strain.dump || grep -q ' lambda .* n5 ' strain.dump || fail "columns: $(sed -n 9p strain.dump)"

#[percolation]
percolation --property lambda --above 0.25 --cutoff 3.8 --table percolation.csv strain.dump clusters.dump
#[/percolation]
#[only]
strain --cutoff 3.8 --ttg-cutoff 6 --frame -1 --only 'n5>=10' sheared.dump cells.dump icosahedral.dump
#[/only]
[ "$(wc -l < percolation.csv)" = 17 ] || fail "series: $(cat percolation.csv)"
# Nothing is plastic at first; in the end most atoms are, in one cluster that winds around the box.
awk -F, 'NR == 2 { if ($3 != 0) exit 1 } NR == 17 { exit !($3 > 1024 && $5 > 0.99 && $7 == 1 && $8 == 1 && $9 == 1) }' \
  percolation.csv || fail "percolation: $(cat percolation.csv)"
# Somewhere between, the largest cluster holds half of the plastic atoms where as many by chance would not.
awk -F, 'NR > 2 && $3 > 100 && $5 > 0.5 && $10 < 0.5 { found = 1 } END { exit !found }' percolation.csv ||
  fail "no onset before chance: $(cat percolation.csv)"

# The programs find the Python for which setup.sh installs Matplotlib, also where the path has another.
draws=
for python in "${TEKTITE_PYTHON:-}" python3 /usr/bin/python3; do
  [ -n "$draws" ] || ! "$python" -c 'import numpy, matplotlib' 2> /dev/null || draws=yes
done
if [ -n "$draws" ]; then
  #[plot]
  percolation --property lambda --above 0.25 --cutoff 3.8 --table percolation.csv --plot percolation.png \
    strain.dump clusters.dump
  picture --color lambda --range 0,0.5 --frame -1 strain.dump lambda.png
  #[/plot]
  for picture in percolation.png lambda.png; do
    [ "$(head -c 4 $picture | tail -c 3)" = PNG ] || fail "no picture $picture"
  done
  # To update the manual: TUTORIAL_PICTURES=docs/figures
  if [ -n "${TUTORIAL_PICTURES:-}" ]; then
    cp percolation.png "$2/$TUTORIAL_PICTURES/tutorial.png"
    cp lambda.png "$2/$TUTORIAL_PICTURES/tutorial_atoms.png"
  fi
fi
