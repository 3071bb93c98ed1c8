#!/usr/bin/env bash
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
# usage: study_test.sh FOLDER-OF-PROGRAMS SOURCE-TREE
#
# What `study run` refuses: one line, and no folder made. The messages of the configuration itself are tested in
# tests/examples/study_config_test.cpp.
set -euo pipefail
study=$1/study
potential=$2/data/Cu-Zr_4.eam.fs.gz
if [ ! -x "$study" ]; then
  echo "study_test: no program study in this build, nothing to test"
  exit 0
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "study_test: $*" >&2; exit 1; }

# refused CONFIG TEXT-OF-THE-MESSAGE
refused() {
  local code=0
  timeout 60 "$study" run "$1" --output "$work/out" > "$work/log" 2> "$work/error" || code=$?
  [ $code = 2 ] || fail "exit code $code for $1"
  [ "$(wc -l < "$work/error")" = 1 ] || fail "not one line for $1: $(cat "$work/error")"
  [ "$(wc -c < "$work/error")" -lt 1000 ] || fail "a long message for $1"
  grep -q "^study: .*$2" "$work/error" || fail "message for $1: $(cat "$work/error")"
  [ ! -e "$work/out" ] || fail "a folder was made for $1"
}

config() { printf "[material]\npotential = '%s'\n%s\n" "${2:-$potential}" "$1" > "$work/c.toml"; }

config 'timestep_ps = 1e-18'
refused "$work/c.toml" 'c.toml:3:15: material.timestep_ps = 1e-18, quench.melt_time_ps = 5 give 5e+18 steps'
config $'atoms = 100000000\n[shear]\nrate_per_s = 1'
refused "$work/c.toml" 'material.atoms = 100000000, .* expected at most'
config '"\u001b[31m\n" = 1'
refused "$work/c.toml" 'unknown key material.?\[31m?;'
{ printf 'a.%.0s' $(seq 40000); echo 'a = 1'; } > "$work/deep.toml"
refused "$work/deep.toml" 'deep.toml:1:16: a name of more than 8 parts'

# Files of other kinds. An endless one is read up to the limit.
refused /dev/zero 'more than 262144 bytes'
refused "$work" 'cannot be opened: it is a folder'
refused "$work/missing.toml" 'cannot be opened: No such file'
: > "$work/empty.toml"
refused "$work/empty.toml" 'material.potential is missing'
refused "$potential" 'more than 262144 bytes'
gzip -c "$2/data/quick.toml" > "$work/quick.toml.gz"
refused "$work/quick.toml.gz" 'quick.toml.gz:1:1: unexpected byte 0x1F, expected text in UTF-8'
printf '\377\376[\000' > "$work/wide.toml"
refused "$work/wide.toml" 'is UTF-16, expected text in UTF-8'

# The potential.
config '' missing.fs
refused "$work/c.toml" 'c.toml: material.potential: .*missing.fs is not there'
config '' /dev/zero
refused "$work/c.toml" '/dev/zero is no ordinary file'
mkfifo "$work/pipe"
config '' pipe
refused "$work/c.toml" 'pipe is no ordinary file'
config '' "$work"
refused "$work/c.toml" 'is no ordinary file'
cp "$potential" "$work/log.jsonl"
config '' log.jsonl
refused "$work/c.toml" 'a study has another file log.jsonl'
config "elements = ['Cu', 'Au']"
refused "$work/c.toml" "element 'Au' is not in the potential"

# A pipe serves as a configuration.
config 'atoms = 5'
refused <(cat "$work/c.toml") 'material.atoms = 5 must lie'
