#!/usr/bin/env bash
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
# usage: pages.sh    (in an empty folder; the programs are in the path, TEKTITE is the source tree)
#
# The examples of the pages docs/programs/NAME.md, one after the other: later ones use the files of earlier ones. Before
# each comes a line "[NAME]"; pages_test.py puts what the program prints into the page, and compares later.
set -euo pipefail
echo '[setup]'
#[setup]
cp $TEKTITE/data/glass_cuzr_13500.xyz.gz glass.xyz.gz
material="--potential $TEKTITE/data/Cu-Zr_4.eam.fs.gz --elements Cu,Zr"
#[/setup]
echo '[forces]'
#[forces]
forces $material glass.xyz.gz forces.dump
#[/forces]
echo '[voronoi]'
#[voronoi]
voronoi --relative-face-threshold 0.01 --table cells.csv glass.xyz.gz cells.dump
#[/voronoi]
echo '[order]'
#[order]
order --cutoff 3.8 --l 4,6 --table order.csv glass.xyz.gz order.dump
#[/order]
echo '[network]'
#[network]
network --min-shared 3 --table networks.csv glass.xyz.gz networks.dump
#[/network]
echo '[rdf]'
#[rdf]
rdf --cutoff 10 --bins 200 --plot rdf.png glass.xyz.gz rdf.csv
#[/rdf]
echo '[structure_factor]'
#[structure_factor]
structure_factor --largest 8 --width 0.1 --vectors 200 --plot structure_factor.png glass.xyz.gz sq.csv
#[/structure_factor]
echo '[quench]'
#[quench]
quench $material --composition 0.5,0.5 --atoms 500 --rate 1e15 --melt 0.5 --hold 0.2 --thermo 200 small.dump
#[/quench]
echo '[minimize]'
#[minimize]
minimize $material --cell isotropic --table minimum.csv small.dump minimum.dump
#[/minimize]
echo '[stress]'
#[stress]
stress $material --slabs 10 --axis z --profile slabs.csv --grid 8,8,8 --radius 5 --field field.csv --table stress.csv \
  small.dump stress.dump
#[/stress]
echo '[relax]'
#[relax]
relax $material --connectivity 0.5 --time 0.1 --rest 0.1 --thermo 25 glass.xyz.gz relaxed.dump
#[/relax]
echo '[shear]'
#[shear]
shear $material --rate 2e11 --to 0.3 --frames 10 --hold 0.1 --thermo 75 --plot shear.png glass.xyz.gz sheared
cat sheared.????.dump > sheared.dump
#[/shear]
echo '[aqs]'
#[aqs]
aqs $material --to 0.06 --step 0.002 --frames 6 --tolerance 1e-4 --d2min-cutoff 3.8 --d2min-above 0.5 --plot aqs.png \
  small.dump athermal
#[/aqs]
echo '[strain]'
#[strain]
strain --cutoff 3.8 --table strain.csv --frame -1 sheared.dump sheared.dump last.dump
#[/strain]
echo '[picture]'
#[picture]
picture --color lambda --range 0.1,0.5 last.dump picture.png
#[/picture]
echo '[percolation]'
#[percolation]
strain --quiet --cutoff 3.8 --columns lambda sheared.dump sheared.dump lambda.dump
percolation --quiet --property lambda --above 0.25 --cutoff 3.8 --table clusters.csv --plot percolation.png \
  lambda.dump clusters.dump
percolation --property lambda --above 0.25 --cutoff 3.8 --columns cluster last.dump last_clusters.dump
#[/percolation]
echo '[alpha2]'
#[alpha2]
shear $material --quiet --temperature 1500 --rate 1e6 --to 1e-6 --frames 50 --hold 0.5 small.dump liquid
cat liquid.????.dump > liquid.dump
alpha2 --interval 0.02 --plot alpha2.png liquid.dump alpha2.csv
#[/alpha2]
echo '[relaxation]'
#[relaxation]
relaxation --q 2.65 --distance 1 --interval 0.02 --plot relaxation.png liquid.dump relaxation.csv
#[/relaxation]
