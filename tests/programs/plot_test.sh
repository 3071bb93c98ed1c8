#!/usr/bin/env bash
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
# usage: plot_test.sh FOLDER-OF-PROGRAMS SOURCE-TREE
#
# Pictures of tables (--plot) and of atoms (the program picture). Without a Python that can draw: what they say then.
set -euo pipefail
programs=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "plot_test: $*" >&2; exit 1; }
cd "$work"
mkdir tmp
export TMPDIR=$work/tmp

awk 'BEGIN {
    for (f = 0; f < 4; ++f) {
      printf "ITEM: TIMESTEP\n%d\nITEM: NUMBER OF ATOMS\n216\nITEM: BOX BOUNDS xy xz yz pp pp pp\n", 100 * f
      print "0 7.2 1.2\n0 6 0\n0 6 0\nITEM: ATOMS id type element x y z ix iy iz q"
      for (i = 0; i < 216; ++i)
        printf "%d %d %s %.17g %.17g %.17g 0 0 0 %.17g\n", i + 1, 1 + i % 2, i % 2 ? "Zr" : "Cu", i % 6 + 0.02 * f * sin(i),
          int(i / 6) % 6, int(i / 36), i / 100
    }
  }' > small.dump
refused() {
  local code=0
  "$programs/$1" "${@:3}" > log 2> error || code=$?
  [ $code = 2 ] || fail "exit code $code for: ${*:3}"
  [ "$(wc -l < error)" = 1 ] || fail "not one line: $(cat error)"
  grep -qe "$2" error || fail "message: $(cat error)"
}
refused rdf 'a picture ends in .png, .svg or .pdf' --cutoff 3 --bins 30 --plot g.gif small.dump g.csv
refused rdf '--plot needs a table to draw, expected OUT to name a file' --cutoff 3 --bins 30 --plot g.png small.dump -
refused percolation 'expected --table to name a file' --property q --above 1 --cutoff 1.2 --plot p.png small.dump p.dump
refused picture 'a picture ends in' small.dump small.txt
refused picture 'no/such.png: cannot be written' small.dump no/such.png
[ ! -e g.csv ] && [ ! -e p.dump ] || fail "a refused call wrote a file"

# No Python in the path, and none that can draw where the system has its own.
mkdir empty
printf '#!/bin/sh\nexit 1\n' > empty/python3
chmod +x empty/python3
if ! /usr/bin/python3 -c 'import numpy, matplotlib' 2> /dev/null; then
  PATH=$PWD/empty:$PATH TEKTITE_PYTHON='' refused rdf 'no python3 with NumPy and Matplotlib, which --plot needs: scripts/setup.sh' \
    --cutoff 3 --bins 30 --plot g.png small.dump g.csv
fi
found=
for python in "${TEKTITE_PYTHON:-}" python3 /usr/bin/python3; do
  if [ -z "$found" ] && "$python" -c 'import numpy, matplotlib' 2> /dev/null; then found=$python; fi
done
[ -n "$found" ] || { echo "plot_test: no Python that can draw; its pictures are left out"; exit 0; }
# A Python in the path that cannot draw is passed over.
TEKTITE_PYTHON=$(command -v "$found")
export TEKTITE_PYTHON
PATH=$PWD/empty:$PATH

# Kinds of files by their first bytes.
is() {
  case ${1##*.} in
    png) [ "$(head -c 4 "$1" | tail -c 3)" = PNG ] ;;
    svg) grep -q '<svg' "$1" ;;
    pdf) [ "$(head -c 4 "$1")" = %PDF ] ;;
  esac || fail "$1 is no picture"
}
"$programs/rdf" --cutoff 3 --bins 30 --plot g.svg small.dump g.csv > log
is g.svg
# Labels of axes have units.
grep -q 'r (Å)' g.svg || grep -q '<!-- r (Å) -->' g.svg || fail "no unit"
"$programs/rdf" --cutoff 3 --bins 30 --plot again.svg small.dump again.csv > log
cmp -s g.svg again.svg || fail "not the same picture twice"
"$programs/percolation" --property q --above 0.5,1 --cutoff 1.2 --table p.csv --plot p.png small.dump p.dump > log
is p.png
"$programs/alpha2" --timestep 0.002 --plot a.pdf small.dump a.csv > log
is a.pdf
"$programs/relaxation" --q 2 --distance 1 --timestep 0.002 --plot f.svg small.dump f.csv > log
is f.svg
material=(--potential "$2/data/Cu-Zr_4.eam.fs.gz" --elements Cu,Zr)
"$programs/quench" "${material[@]}" --composition 0.5,0.5 --atoms 32 --rate 4e16 --melt 0.004 --hold 0.01 glass.dump > log
"$programs/shear" "${material[@]}" --rate 2e12 --to 0.02 --hold 0.004 --frames 2 --plot s.png glass.dump s > log
is s.png
"$programs/aqs" "${material[@]}" --to 0.1 --step 0.02 --tolerance 0.1 --event-energy 0.1 --refinements 0 --d2min-cutoff 3.8 \
  --d2min-above 1 --plot q.svg glass.dump q > log
is q.svg

# Atoms: a column, kinds, a slice, another view.
"$programs/picture" --color q --frame 1 small.dump q.png
"$programs/picture" --frame 0 small.dump type.png
(
  PATH=$programs:$PATH
  #[picture]
  picture --color q --only 'z>2' --only 'z<4' --view 90,0 small.dump slice.png
  #[/picture]
) 2> note
grep -q 'holds several frames' note || fail "note: $(cat note)"
for picture in q type; do is $picture.png; done
is slice.png
"$programs/picture" --color q --frame 0 --only 'z>2' --only 'z<4' --view 90,0 --range 0,1 --radii Cu=0.4,Zr=0.5 small.dump slice.png
# What is drawn: more blue than red where values are low, and a slice shows fewer atoms.
"$TEKTITE_PYTHON" - <<'END' || fail "colours of the pictures"
import matplotlib.image
import numpy as np
def atoms(name):  # pixels with colour, left of the bar
    image = matplotlib.image.imread(name)[:, :850, :3]
    return image[image.max(axis=2) - image.min(axis=2) > 0.2]
whole, part = atoms("q.png"), atoms("slice.png")
assert len(whole) > 20000 and 0 < len(part) < 0.6 * len(whole), (len(whole), len(part))
# The slice has q from 0.72 to 1.44 in a range up to 1: its atoms have the last colours.
assert (part[:, 0] > part[:, 2]).mean() > 0.95
assert 0.02 < (whole[:, 0] < whole[:, 2]).mean() < 0.98  # blue and red
END
refused picture "there is no column 'w'" --color w --frame 0 small.dump w.png
refused picture '--range, expected LOW,HIGH' --range 2,1 --frame 0 small.dump w.png
[ -z "$(ls tmp)$(find . -name '*.part-*')" ] || fail "files are left over: $(ls -a . tmp)"
