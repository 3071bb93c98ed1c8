#!/bin/bash
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
#
# The program strain on a sheared crystal whose answer is known, and on input that is wrong.
# usage: strain_test.sh <folder of the programs> <source tree>
set -eu
strain=$1/strain
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
fail() { echo "strain_test: $*" >&2; exit 1; }

# dump TILT STYLE: a jittered lattice of 8^3 atoms, 20 A wide, sheared in xy by TILT / 20; the sheared atoms are wrapped
# into the box, in reverse order, with image flags if STYLE is images.
dump() {
  awk -v tilt="$1" -v style="$2" 'BEGIN {
    print "ITEM: TIMESTEP\n0\nITEM: NUMBER OF ATOMS\n512"
    print "ITEM: BOX BOUNDS xy xz yz pp pp pp"
    printf "%.17g %.17g %.17g\n0 20 0\n0 20 0\n", (tilt < 0 ? tilt : 0), 20 + (tilt > 0 ? tilt : 0), tilt
    print "ITEM: ATOMS id type x y z" (style == "images" ? " ix iy iz" : "")
    for (i = 512; i >= 1; --i) {
      x = 2.5 * (i % 8) + 0.8 * sin(17 * i); y = 2.5 * (int(i / 8) % 8) + 0.8 * sin(29 * i * i)
      z = 2.5 * (int(i / 64) % 8) + 0.8 * sin(41 * i * i * i); x += 0.30 * (tilt == 0 ? 0 : 1) * y
      b = floor(y / 20); y -= 20 * b; x -= tilt * b; c = floor(z / 20); z -= 20 * c
      a = floor((x - tilt * y / 20) / 20); x -= 20 * a
      printf "%d %d %.17g %.17g %.17g%s\n", i, 1 + i % 2, x, y, z, style == "images" ? sprintf(" %d %d %d", a, b, c) : ""
    }
  }
  function floor(v) { return v < int(v) ? int(v) - 1 : int(v) }'
}
dump 0 plain > before.dump
dump 0 images > before_images.dump
dump 6 plain > after.dump
dump 6 images > after_images.dump
dump -14 images > after_flipped.dump  # the same atoms, in the cell that a flip leaves
dump -14 plain > after_flipped_plain.dump

check() {
  "$strain" --cutoff 4.0 "$1" "$2" out.dump > out.txt || fail "$1 $2: exit code $?"
  columns="id type x y z d2min shear volumetric F11 F12 F13 F21 F22 F23 F31 F32 F33 T11 T12 T13 T21 T22 T23 T31 T32 T33"
  for k in 1 2 3; do columns="$columns G${k}xx G${k}yy G${k}zz G${k}xy G${k}xz G${k}yz"; done
  columns="$columns residual lambda eta xi_s xi_d xi_r status"
  case $(sed -n 9p "$2") in *ix*) columns="$columns ix iy iz" ;; esac  # kept
  [ "$(sed -n 9p out.dump)" = "ITEM: ATOMS $columns" ] || fail "columns: $(sed -n 9p out.dump)"
  # Homogeneous shear of 0.30: Lambda = sqrt(2/3 (0.045 + 2/3 0.045^2)), rotation atan(0.15), all else zero.
  awk 'function off(v, w) { return v - w > 1e-9 || w - v > 1e-9 }
    NR > 9 {
      ++atoms
      lambda = sqrt(2 / 3 * (0.045 + 2 / 3 * 0.045 * 0.045))
      if (off($6, 0) || off($10, 0.3) || off($19, 0.3) || off($46, lambda) || off($47, 0) || off($48, lambda) ||
          off($49, 0) || off($50, atan2(0.15, 1)) || $51 != 0) { print; bad = 1; exit }
    }
    END { exit bad || atoms != 512 }' out.dump || fail "$1 $2: wrong values"
  grep -q "512 atoms, 0 without" out.txt || fail "no summary"
}
check before.dump after.dump
check before_images.dump after_images.dump
check before_images.dump after_flipped.dump
check before.dump after_images.dump
check before.dump after_flipped_plain.dump
check before_images.dump after_flipped_plain.dump

# Columns that are chosen are those of all, and a fit that none of them needs is not made.
"$strain" --cutoff 4.0 before.dump after.dump all.dump > /dev/null
column() { awk -v name="$1" '/ITEM: ATOMS/ { for (k = 3; k <= NF; ++k) if ($k == name) n = k - 2; next } n { print $n }' "$2"; }
for names in d2min F12,shear lambda,G1xy eta,d2min status,volumetric T33; do
  "$strain" --cutoff 4.0 --columns $names before.dump after.dump some.dump > some.txt
  [ "$(sed -n 9p some.dump | wc -w)" = $((7 + $(tr ',' ' ' <<< $names | wc -w))) ] || fail "--columns $names: $(sed -n 9p some.dump)"
  # One fit alone sums over neighbours in another order than both together.
  for name in ${names//,/ }; do
    paste <(column $name all.dump) <(column $name some.dump) |
      awk '{ if (($1 - $2)^2 > 1e-24) bad = 1 } END { exit bad || NR != 512 }' || fail "--columns $names: other values of $name"
  done
  case $names in d2min | F12,shear) lines=1 ;; lambda,G1xy | T33) lines=5 ;; *) lines=6 ;; esac
  [ "$(grep -Ec '^(d2min|lambda|eta|xi_[sdr]) ' some.txt)" = $lines ] || fail "--columns $names: $(cat some.txt)"
done

# Two atoms that have no neighbours have no results, and no mean of them.
printf '%s\n' 'ITEM: TIMESTEP' 0 'ITEM: NUMBER OF ATOMS' 2 'ITEM: BOX BOUNDS pp pp pp' '0 50' '0 50' '0 50' \
  'ITEM: ATOMS id type x y z' '1 1 0 0 0' '2 1 20 20 20' > apart.dump
"$strain" --cutoff 4 apart.dump apart.dump strain.dump > out.txt
grep -q '^2 atoms, 2 without a full result' out.txt && grep -Eq '^d2min( +-){4}$' out.txt || fail "apart: $(cat out.txt)"

# Which motion comes first: in each frame a wave of dilatation along x, and one frame later a transverse wave of the same
# pattern, five times as large, which is shear and rotation. Frame 0 is the reference.
awk 'BEGIN { srand(5); turn = 8 * atan2(1, 1) / 60
  for (t = 0; t < 10; ++t) { n[t] = 1 + int(4 * rand()); phase[t] = 6 * rand() }
  for (t = 0; t < 10; ++t) {
    printf "ITEM: TIMESTEP\n%d\nITEM: NUMBER OF ATOMS\n384\nITEM: BOX BOUNDS pp pp pp\n0 60\n0 10\n0 10\n", 100 * t
    print "ITEM: ATOMS id type x y z ix iy iz"
    for (i = 0; i < 384; ++i) {
      x = 2.5 * (i % 24) + 0.4 * sin(17 * i); y = 2.5 * (int(i / 24) % 4) + 0.4 * sin(29 * i * i); z = 2.5 * int(i / 96) + 0.4 * sin(41 * i * i * i)
      u = t > 0 ? 0.01 * sin(n[t] * turn * x + phase[t]) / (n[t] * turn) : 0
      v = t > 1 ? 0.05 * sin(n[t - 1] * turn * x + phase[t - 1]) / (n[t - 1] * turn) : 0
      printf "%d 1 %.12g %.12g %.12g 0 0 0\n", i + 1, x + u, y + v, z } } }' > waves.dump
(
  PATH=$(dirname "$strain"):$PATH
  #[lagged]
  strain --cutoff 4 --lagged lags.csv --lags 2 waves.dump waves.dump strain.dump
  #[/lagged]
) > log
[ "$(head -1 lags.csv)" = lag,ds,ds_control,ds_deviation,rs,rs_control,rs_deviation,dr,dr_control,dr_deviation ] ||
  fail "lagged: $(head -1 lags.csv)"
grep -q '^lagged correlations of 384 atoms in 9 frames; ' log || fail "printed: $(tail -5 log)"
grep -Eq '^dilatation and shear +[+]0[.][0-9]+ at lag [+]1, ' log || fail "printed: $(tail -5 log)"
grep -Eq '^rotation and shear +[+]0[.][89][0-9]* at lag [+]0, ' log || fail "printed: $(tail -5 log)"
grep -Eq '^dilatation and rotation +[+]0[.][0-9]+ at lag [+]1, ' log || fail "printed: $(tail -5 log)"
# By the definition, from the columns of OUT: frame 0 is left out.
correlation() {
  awk -v first="$1" -v second="$2" -v lag="$3" '/ITEM: TIMESTEP/ { ++t; inside = 0 }
    inside { a[t, ++n] = $f; b[t, n] = $s }
    /ITEM: ATOMS/ { for (k = 3; k <= NF; ++k) { if ($k == first) f = k - 2; if ($k == second) s = k - 2 }; inside = 1; n = 0 }
    END { for (p = 2; p <= 10; ++p) { q = p + lag; if (q < 2 || q > 10) continue
        ma = mb = va = vb = c = 0
        for (i = 1; i <= n; ++i) { ma += a[p, i] / n; mb += b[q, i] / n }
        for (i = 1; i <= n; ++i) { va += (a[p, i] - ma)^2; vb += (b[q, i] - mb)^2; c += (a[p, i] - ma) * (b[q, i] - mb) }
        sum += c / sqrt(va * vb); ++pairs }
      printf "%.12g", sum / pairs }' strain.dump
}
for lag in -2 0 1; do
  expected="$(correlation xi_d xi_s $lag) $(correlation xi_r xi_s $lag) $(correlation xi_d xi_r $lag)"
  awk -F, -v lag=$lag -v e="$expected" '$1 == lag { split(e, x, " "); found = 1
      for (k = 1; k <= 3; ++k) if (($(3 * k - 1) - x[k])^2 > 1e-18 || $(3 * k + 1) > 0.2 || $(3 * k + 1) <= 0) exit 1 }
    END { exit !found }' lags.csv || fail "lag $lag: $(cat lags.csv), expected $expected"
done
"$strain" --cutoff 4 --lagged few.csv --only 'id<100' --columns d2min waves.dump waves.dump part.dump > log
grep -q '^lagged correlations of 99 atoms in 9 frames; ' log || fail "chosen: $(tail -5 log)"
[ "$(wc -l < few.csv)" = 6 ] || fail "a quarter of the frames: $(cat few.csv)"
lagged_refused() {
  local code=0
  "$strain" --cutoff 4 "${@:2}" waves.dump waves.dump no.dump > log 2> error || code=$?
  [ $code = 2 ] && [ "$(wc -l < error)" = 1 ] && [ ! -e no.dump ] || fail "exit code $code for: ${*:2}"
  grep -q "^strain: .*$1" error || fail "message: $(cat error)"
}
lagged_refused 'lags has no use without --lagged' --lags 2
lagged_refused 'are the same file' --lagged no.dump
lagged_refused 'is the input' --lagged waves.dump
lagged_refused '9 frames, expected more than the largest lag, 9' --lagged no.csv --lags 9
lagged_refused '2 frames, expected more than the largest lag, 3' --lagged no.csv --lags 3 --frames 1:3
sed 's/^300$/310/' waves.dump > uneven.dump
code=0
"$strain" --cutoff 4 --lagged no.csv uneven.dump uneven.dump uneven.out > log 2> error || code=$?
[ $code = 2 ] && grep -q 'frames at the steps 100, 200 and 310, expected equal distances' error && [ ! -e uneven.out ] ||
  fail "uneven: $code $(cat error)"

refuse() {
  local text=$1 code=0
  shift
  echo precious > kept.dump
  "$strain" "$@" kept.dump > out.txt 2> err.txt || code=$?
  [ "$code" = 2 ] || fail "$*: exit code $code"
  [ "$(wc -l < err.txt)" = 1 ] && grep -q "^strain: .*$text" err.txt || fail "$*: $(cat err.txt)"
  [ "$(cat kept.dump)" = precious ] || fail "$*: an existing file was touched"
}
refuse "cutoff -1 must be finite and positive" --cutoff -1 before.dump after.dump
refuse "cutoff 0 must be finite and positive" --cutoff 4 --ttg-cutoff 0 before.dump after.dump
refuse "nothing_here" --cutoff 4 before.dump nothing_here
head -200 after.dump > short.dump
refuse "short.dump:201" --cutoff 4 before.dump short.dump
sed '12s/^[0-9]*/900/' after.dump > other.dump
refuse "atom .* is in one of reference and .* only" --cutoff 4 before.dump other.dump
awk 'NR == 12 { $2 = 7 } { print }' after.dump > other.dump
refuse "type" --cutoff 4 before.dump other.dump
refuse "" before.dump after.dump
if [ -w /dev/full ]; then
  code=0
  "$strain" --cutoff 4 before.dump after.dump /dev/full > out.txt 2> err.txt || code=$?
  [ "$code" = 2 ] || fail "a full disk: exit code $code"
fi
echo "strain: all as expected"
