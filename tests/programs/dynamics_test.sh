#!/usr/bin/env bash
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
# usage: dynamics_test.sh FOLDER-OF-PROGRAMS SOURCE-TREE
# quench, relax, shear and alpha2 one after the other on a small glass.
set -euo pipefail
programs=$1
material=(--potential "$2/data/Cu-Zr_4.eam.fs.gz" --elements Cu,Zr)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "dynamics_test: $*" >&2; exit 1; }
cd "$work"

"$programs/quench" "${material[@]}" --composition 0.5,0.5 --atoms 500 --from 2050 --to 50 --rate 4e15 --seed 3 --melt 0.4 \
  --hold 0.6 glass.dump > log
[ "$(sed -n 9p glass.dump)" = "ITEM: ATOMS id type x y z vx vy vz ix iy iz element" ] || fail "columns of quench"
[ "$(awk 'NR > 9 { n[$2]++ } END { print n[1], n[2] }' glass.dump)" = "250 250" ] || fail "composition"
tail -1 log | awk '{ if ($3 > -4.5 || $3 < -5 || $5 < 6.5 || $5 > 7.6) exit 1 }' || fail "no glass: $(tail -1 log)"
"$programs/quench" "${material[@]}" --composition 0.5,0.5 --atoms 500 --from 2050 --to 50 --rate 4e15 --seed 3 --melt 0.4 \
  --hold 0.6 --kokkos-num-threads 1 again.dump > /dev/null
cmp glass.dump again.dump || fail "the same seed gave another glass"

# Temperatures within 2 %.
"$programs/relax" "${material[@]}" --connectivity 1 --regions 3 --temperature 850 --matrix 50 --time 1 --rest 0.1 --seed 2 \
  glass.dump relaxed.dump > log
[ "$(sed -n 9p relaxed.dump)" = "ITEM: ATOMS id type x y z region vx vy vz ix iy iz element" ] || fail "columns of relax"
[ "$(awk 'NR > 9 { print $6 }' relaxed.dump | sort -u | tr '\n' ' ')" = "0 2 " ] || fail "labels of relax"
grep -q '^3 regions .* 3 connected (connectivity 1)' log || fail "regions: $(cat log)"
grep '^mean temperature' log | tr -d , | awk '{ if (($4 - 850)^2 > 17^2 || ($7 - 50)^2 > 1) exit 1 }' || fail "$(grep mean log)"

"$programs/shear" "${material[@]}" --plane xz --rate 2e11 --to 0.02 --temperature 50 --hold 0 --frames 2 --rows 10 glass.dump s > log
[ "$(ls s.* | tr '\n' ' ')" = "s.0000.dump s.0001.dump s.0002.dump s.csv " ] || fail "files of shear: $(ls)"
[ "$(sed -n 9p s.0002.dump)" = "ITEM: ATOMS id type x y z ix iy iz element" ] || fail "columns of shear"
[ "$(head -1 s.csv)" = "strain,stress_GPa,temperature_K,pressure_bar,density_g_cm3,energy_eV_atom" ] || fail "header of shear"
awk -F, 'NR == 2 && $1 != 0 { exit 1 } END { if (NR != 12 || ($1 - 0.02)^2 > 1e-24) exit 1 }' s.csv || fail "rows of shear"
# The last frame's box: tilt over height is the strain.
sed -n 6,8p s.0002.dump | awk '{ lo[NR] = $1; hi[NR] = $2; tilt[NR] = $3 }
  END { if ((tilt[2] / (hi[3] - lo[3]) - 0.02)^2 > 1e-20 || tilt[1] != 0 || tilt[3] != 0) exit 1 }' || fail "box of shear"

"$programs/alpha2" "${material[@]}" --temperature 300 --time 0.2 --hold 0.1 glass.dump a.csv > log
[ "$(head -1 a.csv)" = "t,msd,alpha2" ] || fail "header of alpha2"
awk -F, 'NR > 1 && ($2 <= 0 || $3 < -0.4) { exit 1 } END { if (($1 - 0.2)^2 > 1e-20) exit 1 }' a.csv || fail "rows of alpha2"
grep -q '^peak of alpha2' log || fail "peak: $(cat log)"

# Of several frames the first one is used.
# Ctrl-C and --resume name the same step.
interrupted() {
  "$programs/alpha2" "${material[@]}" --time 1000 --hold 0.004 "$@" glass.dump endless.csv > log 2> error &
  sleep 2
  kill -INT $!
  code=0
  wait $! || code=$?
  [ $code = 130 ] || fail "exit code $code after an interrupt: $(cat error)"
}
interrupted
step=$(sed -n 's/.*interrupted in stage alpha2 at step \([0-9]*\); --resume goes on from there$/\1/p' error)
interrupted --resume
grep -q "^# alpha2: [0-9]* steps, resumed at step $step\$" log || fail "resumed at another step than $step: $(head -3 log)"
# Columns of the input stay.
awk '/ITEM: ATOMS/ { print $0 " n5 label"; next } NF > 8 { print $0, NR, "m" NR % 3; next } { print }' glass.dump > more.dump
"$programs/relax" "${material[@]}" --connectivity 1 --regions 3 --time 0.01 --rest 0 --seed 2 more.dump kept.dump > log
column() { awk -v name="$2" 'inside { print $column } /ITEM: ATOMS/ { for (k = 3; k <= NF; ++k) if ($k == name) column = k - 2; inside = 1 }' "$1"; }
for name in n5 label; do
  cmp -s <(column more.dump $name) <(column kept.dump $name) || fail "relax loses the column $name: $(sed -n 9,10p kept.dump)"
done
cat glass.dump relaxed.dump > frames.dump
"$programs/relax" "${material[@]}" --connectivity 1 --regions 3 --time 0.1 --rest 0 frames.dump o 2> error > log
"$programs/shear" "${material[@]}" --rate 2e12 --to 0.02 --hold 0 --frames 2 frames.dump o 2>> error > log
"$programs/alpha2" "${material[@]}" --time 0.02 --hold 0 frames.dump o 2>> error > log
[ "$(sort -u error)" = "frames.dump: holds several frames; the first one is used (--frame chooses)" ] && [ "$(wc -l < error)" = 3 ] ||
  fail "frames: $(cat error)"

# Velocities that a file does not have are drawn, with a word; momenta are none. A named pipe is an input like others.
awk 'NR == 6 { edge = $2 - $1 }
  NR == 9 { printf "500\nLattice=\"%.17g 0 0 0 %.17g 0 0 0 %.17g\" Properties=species:S:1:pos:R:3:momenta:R:3\n", edge, edge, edge }
  NR > 9 { print ($2 == 1 ? "Cu" : "Zr"), $3, $4, $5, $6, $7, $8 }' glass.dump > momenta.xyz
"$programs/relax" "${material[@]}" --connectivity 1 --regions 3 --time 0.1 --rest 0 momenta.xyz o 2> error > log
[ "$(cat error)" = "momenta.xyz: has no velocities, and momenta are not used; they are drawn at 50 K" ] ||
  fail "momenta: $(cat error)"
mkfifo pipe
awk 'NR == 9 { print "ITEM: ATOMS id type x y z" } NR > 9 { print $1, $2, $3, $4, $5 } NR < 9' glass.dump > pipe &
"$programs/alpha2" "${material[@]}" --time 0.02 --hold 0 pipe o 2> error > log
[ "$(cat error)" = "pipe: has no velocities; they are drawn at 300 K" ] || fail "velocities: $(cat error)"

# What cannot be done: one line, exit code 2, and no file touched.
cp a.csv before.csv
refused() {
  local code=0 message=$1 program=$2
  shift 2
  "$programs/$program" "$@" > log 2> error || code=$?
  [ $code = 2 ] || fail "exit code $code for: $program $*"
  [ "$(wc -l < error)" = 1 ] || fail "not one line: $(cat error)"
  grep -q -- "$message" error && grep -q "^$program: " error || fail "message of $program $*: $(cat error)"
}
refused 'missing.dump' alpha2 "${material[@]}" --time 0.1 missing.dump a.csv
refused 'temperature -5' alpha2 "${material[@]}" --time 0.1 --temperature -5 glass.dump a.csv
refused 'time step 0' alpha2 "${material[@]}" --time 0.1 --timestep 0 glass.dump a.csv
refused "element 'Al'" alpha2 --potential "$2/data/Cu-Zr_4.eam.fs.gz" --elements Cu,Al --time 0.1 glass.dump a.csv
refused '^alpha2: step [0-9]*: particle [0-9]* with kinetic energy .* eV was blown away' alpha2 "${material[@]}" --time 20 --timestep 0.1 --hold 0 glass.dump a.csv
# However large: stopped with the step, an atom and an energy; here it is the barostat that goes first.
for dt in 0.05 0.2 1 100 1e9 1e200; do
  long=$(awk "BEGIN { print 1000 * $dt }")
  refused '^alpha2: step [0-9]*: .*particle [0-9]* with a* *kinetic energy .* eV' alpha2 "${material[@]}" --time "$long" \
    --hold "$long" --timestep $dt glass.dump a.csv
  refused '^relax: step [0-9]*: .*particle [0-9]* with a* *kinetic energy .* eV' relax "${material[@]}" --connectivity 1 \
    --regions 3 --time "$long" --rest 0 --timestep $dt glass.dump out.dump
done
refused "plane 'zx'" shear "${material[@]}" --plane zx --rate 1e10 glass.dump t
refused "plane ''" shear "${material[@]}" --plane '' --rate 1e10 glass.dump t
refused 'temperature -50' shear "${material[@]}" --rate 1e10 --temperature -50 glass.dump t
refused 'temperature -1' quench "${material[@]}" --composition 0.5,0.5 --atoms 500 --to -1 out.dump
refused 'temperature -850' relax "${material[@]}" --connectivity 0.5 --temperature -850 --time 0.1 glass.dump out.dump
refused 'no atom lies in any region' relax "${material[@]}" --connectivity 0 --fraction 1e-6 --regions 1 --time 0.1 glass.dump out.dump
refused 'time step -0.1' quench "${material[@]}" --composition 0.5,0.5 --atoms 500 --timestep -0.1 out.dump
refused 'checkpoint 0 s' quench "${material[@]}" --composition 0.5,0.5 --atoms 500 --checkpoint 0 out.dump
refused 'rate 0' shear "${material[@]}" --rate 0 glass.dump t
refused 'connectivity 2' relax "${material[@]}" --connectivity 2 --time 0.1 glass.dump out.dump
refused 'adds up to' quench "${material[@]}" --composition 0.5,0.6 --atoms 500 out.dump
cmp a.csv before.csv || fail "a good file was replaced"
if [ -e out.dump ] || [ -e t.csv ]; then fail "a failed run left a file"; fi

# A disk that is full when the second frame is written: the first one and what was there before stay.
rm -f s.*
"$programs/shear" "${material[@]}" --rate 2e11 --to 0.02 --temperature 50 --hold 0 --frames 4 glass.dump s > /dev/null
mkdir full && ln -s /dev/full full/s.0002.dump
refused 'full/s.0002.dump: cannot be written: No space left' shear "${material[@]}" --rate 2e11 --to 0.02 --temperature 50 \
  --hold 0 --frames 4 glass.dump full/s
for frame in 0000 0001; do cmp s.$frame.dump full/s.$frame.dump || fail "frame $frame is not whole"; done
if [ -e full/s.0003.dump ] || ls full/.*.part-* > /dev/null 2>&1; then fail "left by a full disk: $(ls -A full)"; fi

# H5MD, where HDF5 is there.
if "$programs/shear" "${material[@]}" --rate 2e11 --to 0.02 --temperature 50 --hold 0 --frames 2 --h5md glass.dump h > log 2> error; then
  [ "$(head -c 4 h.h5 | tail -c 3)" = HDF ] || fail "no HDF5 file"
  if python3 -c 'import h5py' 2> /dev/null; then
    python3 - h.h5 h.0002.dump << 'EOF' || fail "H5MD"
import sys, h5py
f, rows = h5py.File(sys.argv[1]), [l.split() for l in open(sys.argv[2])][9:]
p = f["particles/all"]
assert p["position/value"].shape == (3, 500, 3) and list(p["box"].attrs["boundary"]) in ([b"periodic"] * 3, ["periodic"] * 3)
for row, i, x, image in zip(rows, p["id"], p["position/value"][2], p["image/value"][2]):
    assert int(row[0]) == i and [float(v) for v in row[2:5]] == list(x) and [int(v) for v in row[5:8]] == list(image)
EOF
  fi
else
  grep -q 'built without HDF5' error || fail "$(cat error)"
fi
if ls .*.part-* > /dev/null 2>&1; then fail "a temporary file was left"; fi
