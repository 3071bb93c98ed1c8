#!/usr/bin/env bash
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
#
# release.sh [--dry-run] VERSION: checks that the commit at hand can be released as VERSION (for example 0.1.0), tags it
# v<VERSION>, and writes the source archive and its SHA-256 to build/release-files/. --dry-run only checks.
# What to do before: set the version in include/tektite/version.hpp, version and date-released in CITATION.cff, and the
# dated section in CHANGELOG.md; commit. After: push the tag.
set -euo pipefail
cd "$(dirname "$0")/.."

fail() {
  echo "release.sh: $1" >&2
  exit 1
}

dry_run=no
if [ "${1:-}" = --dry-run ]; then dry_run=yes && shift; fi
version=${1:-}
if [ $# -ne 1 ] || ! [[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+$ ]]; then
  fail "usage: release.sh [--dry-run] VERSION, a version like 0.1.0"
fi
tag=v$version

findings=$(python3 scripts/check/versions.py --release "$version") || fail "${findings//$'\n'/; }"

if [ -n "$(git status --porcelain)" ]; then
  fail "the working tree has changes that are not committed: $(git status --porcelain | head -n 1)"
fi

head=$(git rev-parse HEAD)
tagged=$(git rev-parse --quiet --verify "refs/tags/$tag^{commit}" || true)
if [ -n "$tagged" ] && [ "$tagged" != "$head" ]; then
  fail "tag $tag stands at another commit, ${tagged:0:10}"
fi
for other in $(git tag --points-at HEAD --list 'v[0-9]*'); do
  if [ "$other" != "$tag" ]; then fail "this commit has the tag $other already"; fi
done

checks=$(scripts/check.sh --strict) || fail "scripts/check.sh fails: $(grep -m 1 ': failed' <<<"$checks")"

if [ $dry_run = yes ]; then
  echo "release.sh: $version can be released from ${head:0:10}"
  exit
fi

if [ -z "$tagged" ]; then git tag --annotate "$tag" --message "Tektite $version"; fi
folder=build/release-files
archive=tektite-$version.tar.gz
mkdir -p "$folder"
git archive --format=tar.gz --prefix="tektite-$version/" --output="$folder/$archive" "$tag"
(cd "$folder" && sha256sum "$archive" | tee "$archive.sha256")
echo "release.sh: tagged $tag; now: git push origin $tag"
