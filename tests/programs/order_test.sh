#!/usr/bin/env bash
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
# usage: order_test.sh FOLDER-OF-PROGRAMS SOURCE-TREE
#
# The program order.
set -euo pipefail
programs=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "order_test: $*" >&2; exit 1; }
cd "$work"

# An L1_2 crystal (fcc, one corner of four atoms of another type) of 27 cells, and a B2 crystal, as two frames.
awk 'BEGIN {
    printf "ITEM: TIMESTEP\n0\nITEM: NUMBER OF ATOMS\n108\nITEM: BOX BOUNDS pp pp pp\n0 12\n0 12\n0 12\n"
    print "ITEM: ATOMS id type x y z q"
    for (i = 0; i < 108; ++i) {
      k = int(i / 4); s = i % 4; x = k % 3; y = int(k / 3) % 3; z = int(k / 9)
      print i + 1, s == 0 ? 2 : 1, 4 * (x + (s > 1) / 2), 4 * (y + s % 2 / 2), \
        4 * (z + (s == 1 || s == 2) / 2), 7
    }
    printf "ITEM: TIMESTEP\n1\nITEM: NUMBER OF ATOMS\n128\nITEM: BOX BOUNDS pp pp pp\n0 12\n0 12\n0 12\n"
    print "ITEM: ATOMS id type x y z q"
    for (i = 0; i < 128; ++i) {
      k = int(i / 2); h = i % 2 / 2
      print i + 1, 1 + i % 2, 3 * (k % 4 + h), 3 * (int(k / 4) % 4 + h), 3 * (int(k / 16) + h), 7
    }
  }' > in.dump
"$programs/order" --cutoff 3.3 in.dump out.dump --table out.csv > log
grep -q '^ITEM: ATOMS id type x y z f4 f5 f6 q4 q6 w4 w6 cna neighbors q$' out.dump || fail "columns: $(grep 'ITEM: ATOMS' out.dump)"
# near COLUMN VALUE FRAME: all atoms of a frame (1 or 2) have this value.
near() {
  awk -v name="$1" -v value="$2" -v frame="$3" '/ITEM: TIMESTEP/ { ++n; inside = 0 }
    inside && n == frame { if (($c - value)^2 > 1e-12) bad = 1; ++atoms }
    /ITEM: ATOMS/ { for (k = 3; k <= NF; ++k) if ($k == name) c = k - 2; inside = 1 }
    END { exit bad || atoms == 0 }' "${4:-out.dump}" || fail "$1 of frame $3 is not $2: $(tail -3 out.dump)"
}
near q4 0.190941 1; near q6 0.574524 1; near w4 -0.159317 1; near w6 -0.013161 1; near neighbors 12 1; near f5 0 1; near cna 1 1
near q4 0.036370 2; near q6 0.510688 2; near w4 0.159317 2; near w6 0.013161 2; near neighbors 14 2; near cna 3 2
grep -q '^surroundings: other 0 fcc 108 hcp 0 bcc 0 icosahedral 0$' log || fail "crystals: $(cat log)"
# All bonds of fcc are 1421; of bcc, with two shells, eight of 14 are 1661 and six 1441.
grep -q '^pairs: 1551 0.0000 1541 0.0000 1431 0.0000 1421 1.0000 1422 0.0000 .* others 0.0000$' log || fail "pairs of fcc: $(cat log)"
grep -q ' 1441 0.4286 1661 0.5714 1321 0.0000 1311 0.0000 others 0.0000$' log || fail "pairs of bcc: $(cat log)"
near f4 1 1; near f6 0.571429 2; near f4 0.428571 2
# In L1_2 the rare type has neighbours of the other one only; in B2 eight of 14 are of the other type.
grep -Eq '^  2   2 +0\.0000 +1\.0000$' log || fail "L1_2: $(cat log)"
grep -Eq '^  1   2 +4\.0000 +-0\.3333$' log || fail "L1_2: $(cat log)"
grep -Eq '^  1   2 +8\.0000 +-0\.1429$' log || fail "B2: $(cat log)"
[ "$(head -1 out.csv)" = "frame,step,atoms,f4,f5,f6,q4,q6,w4,w6,neighbors,other,fcc,hcp,bcc,icosahedral,p1551,p1541,p1431,p1421,p1422,p1441,p1661,p1321,p1311" ] || fail "table: $(cat out.csv)"

# Averages of equal atoms are the same; faces weighted by their areas do not count those of area zero.
"$programs/order" --cutoff 3.3 --average --l 6 in.dump average.dump > log
near q6 0.574524 1 average.dump
"$programs/order" --by areas --l 6,12 --frame 0 in.dump areas.dump > log
near q6 0.574524 1 areas.dump
grep -q 'z f4 f5 f6 q6 q12 w6 w12 cna neighbors q$' areas.dump || fail "columns: $(grep 'ITEM: ATOMS' areas.dump)"
"$programs/order" --by faces --frame 1 in.dump faces.dump > log
near neighbors 14 1 faces.dump
grep -q '^pairs' log && fail "pairs without a cutoff: $(cat log)"
"$programs/order" --cutoff 8 --frame 1 in.dump wide.dump > log 2> error
grep -q 'an atom has more than 64 neighbours within --cutoff, too many to tell pairs apart$' error || fail "many: $(cat error)"
# Chosen atoms are the centres of what is printed; all are neighbours.
"$programs/order" --cutoff 3.3 --only type=2 --frame 0 in.dump only.dump > log
near q6 0.574524 1 only.dump
grep -q '27 atoms, means:' log || fail "chosen: $(cat log)"
grep -q '^  1   ' log && fail "centres that are not chosen: $(cat log)"

# What cannot be done: one line, exit code 2.
refused() {
  local code=0
  "$programs/order" "${@:2}" in.dump no.dump > log 2> error || code=$?
  [ $code = 2 ] && [ "$(wc -l < error)" = 1 ] && [ ! -e no.dump ] || fail "exit code $code for: ${*:2}"
  grep -q "^order: .*$1" error || fail "message: $(cat error)"
}
refused 'cutoff RC is missing' --l 6
refused 'has no use with --by faces' --by faces --cutoff 3
refused 'expected cutoff, faces or areas' --by face
refused 'l 13, expected 2 to 12' --cutoff 3 --l 6,13
refused '6 appears twice' --cutoff 3 --l 6,6
refused 'cutoff -1 must lie between' --cutoff -1
refused 'cutoff 0 must lie between' --cutoff 0
refused 'cutoff' --cutoff nan
