#!/usr/bin/env bash
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
# usage: install_test.sh FOLDER-OF-PROGRAMS SOURCE-TREE
#
# What `cmake --install` gives a user of the programs: one name in the PATH, man pages, completion.
set -euo pipefail
build=$(dirname "$1")
source=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "install_test: $*" >&2; exit 1; }
cmake --install "$build" --prefix "$work/prefix" > "$work/log" || fail "install: $(tail "$work/log")"
[ "$(ls "$work/prefix/bin")" = tektite ] || fail "in the PATH: $(ls "$work/prefix/bin")"
mv "$work/prefix" "$work/moved"  # a package is unpacked anywhere
PATH=$work/moved/bin:$PATH
cd "$work"

programs=(voronoi network order strain percolation rdf forces stress alpha2 relaxation relax shear aqs quench picture)
[ ! -x "$1/study" ] || programs+=(study)
tektite --help > help
for program in "${programs[@]}"; do
  grep -Eq "^  $program  +[A-Z]" help || fail "no $program: $(cat help)"
done
tektite --version | grep -Eq '^Tektite [0-9]+[.][0-9]+[.][0-9]+$' || fail "version"
printf '%s\n' 2 'Lattice="2 0 0 0 2 0 0 0 2" Properties=species:S:1:pos:R:3' 'Cu 0 0 0' 'Zr 1 1 1' > in.xyz
ln -s "$work/moved/bin/tektite" linked
./linked voronoi in.xyz out.dump > log
grep -q '<0 6 0 8>' log || fail "a program: $(cat log)"
grep -q '^ITEM: ATOMS id type x y z n3' out.dump || fail "its output"
code=0
tektite voronoy > log 2> error || code=$?
[ $code = 2 ] && [ "$(cat error)" = "tektite: there is no program 'voronoy'; tektite --help lists them" ] || fail "wrong name: $(cat error)"
code=0
tektite voronoi missing out.dump > log 2> error || code=$?
[ $code = 2 ] && grep -q '^voronoi: missing: ' error || fail "code of a program: $code"
code=0
tektite > log 2> error || code=$?
[ $code = 2 ] && grep -q '^Usage: ' error || fail "no arguments: $(cat error)"

# A page for each, with every option of its help; no warnings where a formatter is there.
pages=$work/moved/share/man/man1
for program in "${programs[@]}"; do
  page=$pages/tektite-$program.1
  [ -s "$page" ] || fail "no page: $(ls "$pages")"
  # Words as they appear: troff writes minus signs as \-.
  sed 's/\\-/-/g; s/\\f[BIR]//g' "$page" > plain
  while read -r option; do
    grep -q -- "^\(-[a-z], \)\?$option\( \|\$\)" plain || fail "$program: $option is not in its page"
  done < <("$work/moved/libexec/tektite/$program" --help | grep -Eo '^ +(-[a-z],)?--[a-z0-9-]+' | grep -o -- '--.*')
done
grep -q '^tektite-rdf - Radial distribution functions, total and by pair of types$' <(sed 's/\\-/-/g' "$pages/tektite-rdf.1") || fail "name of a page"
if command -v mandoc > /dev/null; then
  mandoc -T lint -W warning "$pages"/*.1 > lint || fail "mandoc: $(cat lint)"
elif command -v groff > /dev/null; then
  groff -man -ww -Tascii -P-cbou "$pages"/*.1 > formatted 2> warnings
  [ ! -s warnings ] || fail "groff: $(cat warnings)"
  grep -q -- '--face-threshold' formatted || fail "formatted: $(head formatted)"
fi

# Completion: words that begin like the last one.
. "$work/moved/share/bash-completion/completions/tektite"
completed() {
  COMP_WORDS=("$@")
  COMP_CWORD=$(($# - 1))
  COMPREPLY=()
  _tektite
  echo "${COMPREPLY[*]}"
}
[ "$(completed tektite vor)" = voronoi ] || fail "programs: $(completed tektite vor)"
[ "$(completed tektite s)" = "$([ ! -x "$1/study" ] || echo 'shear strain stress structure_factor study')" ] || [ ! -x "$1/study" ] || fail "programs: $(completed tektite s)"
[ "$(completed tektite voronoi --face)" = --face-threshold ] || fail "options: $(completed tektite voronoi --face)"
[ "$(completed tektite strain --cutoff 3 --ttg)" = --ttg-cutoff ] || fail "options: $(completed tektite strain --cutoff 3 --ttg)"
[ -z "$(completed tektite voronoi gla)" ] || fail "files are bash's: $(completed tektite voronoi gla)"
if [ -x "$1/study" ]; then
  [ "$(completed tektite study re)" = "resume report" ] || fail "commands: $(completed tektite study re)"
  [ "$(completed tektite study run --no)" = --no-report ] || fail "options of a command: $(completed tektite study run --no)"
fi
if command -v zsh > /dev/null; then
  zsh -n "$work/moved/share/zsh/site-functions/_tektite" || fail "zsh"
fi

# A project without a build type is told so; one with a type is not.
generator=$(sed -n 's/^CMAKE_GENERATOR:INTERNAL=//p' "$build/CMakeCache.txt")
configure() {
  rm -rf "$work/consumer"
  cmake -G "$generator" -S "$source/tests/consumers/find_package" -B "$work/consumer" -DCMAKE_PREFIX_PATH="$work/moved" "$@" > configured 2>&1 ||
    fail "consumer: $(cat configured)"
}
configure -DCMAKE_BUILD_TYPE=
grep -q 'tektite: CMAKE_BUILD_TYPE is empty' configured || fail "no warning: $(cat configured)"
configure -DCMAKE_BUILD_TYPE=Release
! grep -q 'CMAKE_BUILD_TYPE is empty' configured || fail "a warning: $(cat configured)"
