#!/usr/bin/env bash
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
#
# publish_manual.sh VERSION HTML [REMOTE [BRANCH]]: puts the built manual (folder HTML, made by the target docs) into the
# folder VERSION of a branch that a web server shows, and pushes that branch (default: origin, manual). VERSION is a
# release, for example 0.1.0, or "main". The folder "stable" is a copy of the newest release, and the first page a list of
# all versions. Other folders of the branch are left alone; nothing is pushed where nothing has changed.
set -euo pipefail

fail() {
  echo "publish_manual.sh: $1" >&2
  exit 2
}
if [ $# -lt 2 ] || [ $# -gt 4 ]; then fail "usage: publish_manual.sh VERSION HTML [REMOTE [BRANCH]]"; fi
version=$1
html=$2
remote=${3:-origin}
branch=${4:-manual}
[[ $version == main || $version =~ ^[0-9]+\.[0-9]+\.[0-9]+$ ]] || fail "a version is like 0.1.0, or main, not '$version'"
[ -f "$html/index.html" ] || fail "'$html' has no index.html: build the target docs first"
html=$(cd "$html" && pwd)
cd "$(dirname "$0")/.."

aside=$(mktemp -d)
trap 'git worktree remove --force "$aside/tree" 2>/dev/null || true; rm -rf "$aside"' EXIT
if git fetch --quiet "$remote" "refs/heads/$branch" 2>/dev/null; then
  git worktree add --quiet --detach "$aside/tree" FETCH_HEAD
else
  # A first page: a branch without history of the source.
  git worktree add --quiet --detach "$aside/tree" HEAD
  git -C "$aside/tree" checkout --quiet --orphan "manual-$$"
  git -C "$aside/tree" rm -rfq .
fi
cd "$aside/tree"

rm -rf "./$version"
cp -r "$html" "./$version"
releases=$(find . -maxdepth 1 -name '[0-9]*.[0-9]*.[0-9]*' -printf '%f\n' | sort -rV)
newest=$(head -n 1 <<<"$releases")
if [ -n "$newest" ] && [ "$newest" = "$version" ]; then
  rm -rf stable
  cp -r "./$version" stable
fi
touch .nojekyll
{
  printf '<!DOCTYPE html>\n<html lang="en">\n<head><meta charset="utf-8"><title>Tektite: manuals</title></head>\n<body>\n'
  printf '<h1>Tektite: manuals</h1>\n<ul>\n'
  if [ -d stable ]; then printf '<li><a href="stable/index.html">newest release</a></li>\n'; fi
  if [ -d main ]; then printf '<li><a href="main/index.html">main branch</a></li>\n'; fi
  for release in $releases; do
    printf '<li><a href="%s/index.html">%s</a></li>\n' "$release" "$release"
  done
  printf '</ul>\n</body>\n</html>\n'
} >index.html

git add --all
if git rev-parse --quiet --verify HEAD >/dev/null && git diff --cached --quiet; then
  echo "publish_manual.sh: the manual of $version is there already"
  exit
fi
git commit --quiet --message "Manual of $version"
git push --quiet "$remote" "HEAD:refs/heads/$branch"
echo "publish_manual.sh: the manual of $version is on the branch $branch"
