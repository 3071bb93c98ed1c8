#!/usr/bin/env bash
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
#
# debian_packages.sh [--build-only | --test-only] [FOLDER]: builds the Debian packages libtektite-dev and tektite (packaging/debian) in a
# clean root of Debian's newest suite, installs them in another clean root, and runs the tests of packaging/debian/tests
# there. The packages are left in FOLDER/packages (default: build/debian). Needs root, debootstrap and a Debian mirror; changes
# nothing outside FOLDER. --test-only takes the packages that are there. TEKTITE_DEBIAN_MIRROR and TEKTITE_DEBIAN_SUITE name another mirror and suite.
set -euo pipefail
cd "$(dirname "$0")/.."

build=yes test=yes
case ${1:-} in
  --build-only) test=no && shift ;;
  --test-only) build=no && shift ;;
esac
folder=${1:-build/debian}
mirror=${TEKTITE_DEBIAN_MIRROR:-http://deb.debian.org/debian}
suite=${TEKTITE_DEBIAN_SUITE:-sid}

fail() {
  echo "debian_packages.sh: $1" >&2
  exit 1
}
[ "$(id -u)" -eq 0 ] || fail "needs root: it makes roots of their own"
command -v debootstrap >/dev/null || fail "needs debootstrap: apt-get install debootstrap"
command -v unshare >/dev/null || fail "needs unshare (util-linux)"

mkdir -p "$folder/packages"
folder=$(cd "$folder" && pwd)

# in_root NAME COMMAND: a shell command in the root FOLDER/NAME, whose mounts end with it.
in_root() {
  ROOT=$folder/$1 COMMAND=$2 unshare --mount --propagation private sh -c '
    mount -t proc proc "$ROOT/proc" && exec chroot "$ROOT" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/ LC_ALL=C.UTF-8 \
      DEBIAN_FRONTEND=noninteractive "DEB_BUILD_OPTIONS=$DEB_BUILD_OPTIONS" "DEB_CXXFLAGS_STRIP=-g" sh -ec "$COMMAND"'
}
# No packages of debugging symbols here: they double the time of the build.
export DEB_BUILD_OPTIONS="noautodbgsym parallel=$(getconf _NPROCESSORS_ONLN)"

# make_root NAME: a copy of the clean root, which is made once.
make_root() {
  if [ ! -e "$folder/clean/.made" ]; then
    rm -rf "$folder/clean"
    debootstrap --variant=minbase "$suite" "$folder/clean" "$mirror"
    touch "$folder/clean/.made"
  fi
  rm -rf "${folder:?}/$1"
  cp -a "$folder/clean" "$folder/$1"
  cp /etc/resolv.conf "$folder/$1/etc/resolv.conf"
  # A machine whose mirror is a snapshot says so to apt.
  apt-config dump 2>/dev/null | grep '^Acquire::Check-Valid-Until ' >"$folder/$1/etc/apt/apt.conf.d/90mirror" || true
  in_root "$1" "apt-get -q update"
}

# copy_source NAME: the files of the project, with debian/ where Debian's tools look for it.
copy_source() {
  local source=$folder/$1/build/tektite
  mkdir -p "$source"
  if git rev-parse --is-inside-work-tree >/dev/null 2>&1; then
    git ls-files -z --cached --others --exclude-standard | tar --null --ignore-failed-read -cf - -T - | tar -xf - -C "$source"
  else
    tar --exclude=./build -cf - . | tar -xf - -C "$source"
  fi
  cp -r "$source/packaging/debian" "$source/debian"
}

build_packages() {
  make_root build
  copy_source build
  in_root build "apt-get -q install -y --no-install-recommends build-essential
    cd build/tektite && apt-get -q build-dep -y --no-install-recommends . && dpkg-buildpackage -us -uc -b"
  rm -f "$folder"/packages/*
  cp "$folder"/build/build/*.deb "$folder/packages/"
}

# What a user does, and the tests that Debian runs of an installed package.
test_packages() {
  local needed script name
  make_root user
  copy_source user
  mkdir "$folder/user/packages"
  cp "$folder"/packages/*.deb "$folder/user/packages/"
  needed=$(sed -n 's/^Depends: //p' packaging/debian/tests/control | tr -s ', ' '\n\n' | grep -v tektite | sort -u | tr '\n' ' ')
  in_root user "apt-get -q install -y --no-install-recommends ./packages/*.deb $needed"
  for script in packaging/debian/tests/*; do
    name=$(basename "$script")
    if [ "$name" = control ]; then continue; fi
    in_root user "cd build/tektite && debian/tests/$name" || fail "debian/tests/$name failed with the installed packages"
    echo "debian_packages.sh: debian/tests/$name passed"
  done
}

if [ $build = yes ]; then build_packages; fi
if [ $test = yes ]; then test_packages; fi
ls -l "$folder"/packages/*.deb
