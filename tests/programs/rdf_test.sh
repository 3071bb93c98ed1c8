#!/usr/bin/env bash
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
# usage: rdf_test.sh FOLDER-OF-PROGRAMS SOURCE-TREE
set -euo pipefail
rdf=$1/rdf
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "rdf_test: $*" >&2; exit 1; }

# A CsCl crystal of edge 2: 8 unlike neighbours at sqrt(3), 6 like ones at 2, 12 at sqrt(8).
cat > "$work/in.xyz" <<'END'
2
Lattice="2 0 0 0 2 0 0 0 2" Properties=species:S:1:pos:R:3
Cu 0 0 0
Zr 1 1 1
END
"$rdf" --cutoff 3 --bins 300 "$work/in.xyz" "$work/out.csv" > "$work/log"
grep -q "2 atoms, 0.25 atoms" "$work/log" || fail "density: $(cat "$work/log")"
[ "$(head -1 "$work/out.csv")" = "r,g,g_11,g_12,g_22" ] || fail "header: $(head -1 "$work/out.csv")"
[ "$(wc -l < "$work/out.csv")" = 301 ] || fail "rows"
# Bins that are not empty, as neighbours per atom: n = 4 pi r^2 dr * density * g.
found=$(awk -F, 'NR > 1 && $2 > 0 { printf "%.2f:%.0f ", $1, 4 * 3.14159265 * $1 * $1 * 0.01 * 0.25 * $2 }' "$work/out.csv")
echo "$found" | grep -Eq '^1.7[34]:8 (1.99|2.00|2.01):6 2.8[23]:12 $' || fail "shells: $found"
awk -F, 'NR > 1 && ($3 != $5 || ($1 < 1.9 && $3 != 0) || ($1 > 1.9 && $4 != 0)) { exit 1 }' "$work/out.csv" ||
  fail "partials"

# What cannot be done: one line, exit code 2, and no file touched.
cp "$work/out.csv" "$work/before.csv"
refused() {
  local code=0
  "$rdf" "$@" > "$work/log" 2> "$work/error" || code=$?
  [ $code = 2 ] || fail "exit code $code for: $*"
  [ "$(wc -l < "$work/error")" = 1 ] || fail "not one line: $(cat "$work/error")"
  grep -q '^rdf: ' "$work/error" || fail "no name: $(cat "$work/error")"
}
refused --cutoff -1 --bins 10 "$work/in.xyz" "$work/out.csv"
grep -q 'cutoff -1 must be finite and positive' "$work/error" || fail "message: $(cat "$work/error")"
refused --cutoff nan --bins 10 "$work/in.xyz" "$work/out.csv"
refused --cutoff 3 --bins 0 "$work/in.xyz" "$work/out.csv"
refused --cutoff 3 --bins 10 "$work/missing.xyz" "$work/out.csv"
refused --cutoff 3 --bins 10 "$work/in.xyz" "$work/no/such/folder.csv"
refused --cutoff 3 "$work/in.xyz" "$work/out.csv"
refused --cutoff 3 --bins 0x10 "$work/in.xyz" "$work/out.csv"
grep -q "bins '0x10' is no integer" "$work/error" || fail "message: $(cat "$work/error")"
refused --cutoff 3 --bins 1000000000 "$work/in.xyz" "$work/out.csv"
grep -q 'values, expected at most 1e' "$work/error" || fail "message: $(cat "$work/error")"
refused --cutoff 1e-300 --bins 10 "$work/in.xyz" "$work/out.csv"
grep -q 'wide, expected at least' "$work/error" || fail "message: $(cat "$work/error")"
sed 's/^Cu/300/; s/^Zr/1/' "$work/in.xyz" > "$work/types.xyz"
refused --cutoff 3 --bins 10 "$work/types.xyz" "$work/out.csv"
grep -q 'types.xyz: has types up to 300, expected at most 256' "$work/error" || fail "message: $(cat "$work/error")"
refused --cutoff 3 --bins 10 "$work/in.xyz" "$work/in.xyz"
grep -q 'is the input' "$work/error" || fail "message: $(cat "$work/error")"
refused --cutoff 3 --bins 10 "$work/in.xyz" ''
grep -q 'OUT is empty' "$work/error" || fail "message: $(cat "$work/error")"
sed 's/^Cu/11/; s/^Zr/1/' "$work/in.xyz" > "$work/types.xyz"
"$rdf" --cutoff 3 --bins 10 "$work/types.xyz" "$work/types.csv" > /dev/null
head -1 "$work/types.csv" | grep -q '^r,g,g_1_1,g_1_2,.*,g_1_11,' || fail "names: $(head -1 "$work/types.csv")"
cmp -s "$work/out.csv" "$work/before.csv" || fail "a refused call changed the output"
"$rdf" --help | grep -q -- --cutoff || fail "help"
