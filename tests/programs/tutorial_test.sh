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
#[/dump]
[ "$(ls sheared.*.dump | wc -l)" = 16 ] || fail "frames: $(ls)"

#[structure]
rdf --cutoff 10 --bins 200 sheared.0000.dump rdf.csv | tee rdf.log
voronoi sheared.0000.dump cells.dump
#[/structure]
minimum=$(sed -n 's/.*first minimum \([0-9.]*\) A.*/\1/p' rdf.log)
awk -v r="$minimum" 'BEGIN { exit !(r > 3.6 && r < 4.0) }' || fail "first minimum $minimum"

#[strain]
cat sheared.????.dump > sheared.dump
strain --cutoff 3.8 --ttg-cutoff 6 sheared.dump sheared.dump strain.dump
#[/strain]

#[percolation]
percolation --property lambda --above 0.25 --cutoff 3.8 --table percolation.csv strain.dump clusters.dump
#[/percolation]
[ "$(wc -l < percolation.csv)" = 17 ] || fail "series: $(cat percolation.csv)"
# Nothing is plastic at first; in the end most atoms are, in one cluster that winds around the box.
awk -F, 'NR == 2 { if ($3 != 0) exit 1 } NR == 17 { exit !($3 > 1024 && $5 > 0.99 && $7 == 1 && $8 == 1 && $9 == 1) }' \
  percolation.csv || fail "percolation: $(cat percolation.csv)"
# Somewhere between, the largest cluster holds half of the plastic atoms where as many by chance would not.
awk -F, 'NR > 2 && $3 > 100 && $5 > 0.5 && $10 < 0.5 { found = 1 } END { exit !found }' percolation.csv ||
  fail "no onset before chance: $(cat percolation.csv)"

# The first python3 may be another than the distribution's, for which setup.sh installs matplotlib.
python3 -c 'import matplotlib' 2> /dev/null || PATH=/usr/bin:$PATH
if python3 -c 'import matplotlib' 2> /dev/null; then
  #[plot]
  python3 $TEKTITE/docs/figures/tutorial.py percolation.csv 0.02 percolation.png
  #[/plot]
  [ "$(head -c 4 percolation.png | tail -c 3)" = PNG ] || fail "no picture"
fi
