#!/usr/bin/env bash
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
#
# fetch_debian_packages.sh FOLDER PACKAGE...
#
# Unpacks packages of the distribution's newest suite into FOLDER, and the run-time libraries they need
# where this machine's are older. Uses the machine's own mirror and keyring through a private apt
# configuration: needs no root, installs nothing, changes nothing outside FOLDER. TEKTITE_ARCHITECTURE (for example
# arm64) takes the packages of another architecture.
set -euo pipefail

folder=$1
shift
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)

# Two presets may configure at the same time.
exec 9>"$folder/.lock"
command -v flock >/dev/null && flock 9

missing=()
for package in "$@"; do
  [ -e "$folder/.have-$package" ] || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

for tool in apt-get apt-cache dpkg dpkg-deb; do
  command -v "$tool" >/dev/null || { echo "not a Debian-like system (no $tool)"; exit 1; }
done
. /etc/os-release
case " $ID ${ID_LIKE:-} " in
  *" ubuntu "*) suite=devel components="main universe" ;;
  *" debian "*) suite=unstable components="main" ;;
  *) echo "not a Debian-like system ($ID)"; exit 1 ;;
esac

# The machine's own mirror, as apt itself reads it from either format of its source lists.
mirror=$(apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' |
  awk '$3 == "main" && $2 !~ /-(security|updates|backports|proposed)/ { print $1; exit }')
[ -n "$mirror" ] || { echo "apt names no mirror on this machine"; exit 1; }

# Signed by the key that the machine's own lists name, else by the distribution's.
keyring=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/*.{list,sources} 2>/dev/null |
  sed -nE 's/^[^#]*[Ss]igned-[Bb]y[:=][[:space:]]*(\/[^] ,;]+).*/\1/p' | head -n 1) || true
[ -n "$keyring" ] || keyring=/usr/share/keyrings/$ID-archive-keyring.gpg
[ -e "$keyring" ] || keyring=

private=$folder/.apt
mkdir -p "$private"/{lists,cache/archives}/partial "$private/debs"
: >"$private/status"
# Only the package list, only of one architecture: the machine's settings may ask for more.
architecture=${TEKTITE_ARCHITECTURE:-$(dpkg --print-architecture)}
options="arch=$architecture target=Packages${keyring:+ signed-by=$keyring}"
echo "deb [$options] $mirror $suite $components" >"$private/sources.list"
cat >"$private/apt.conf" <<END
APT::Architecture "$architecture";
APT::Architectures "$architecture";
Dir::State "$private";
Dir::State::lists "$private/lists";
Dir::State::status "$private/status";
Dir::Cache "$private/cache";
Dir::Etc::sourcelist "$private/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
APT::Sandbox::User "root";
APT::Get::List-Cleanup "false";
Acquire::Languages "none";
Acquire::Retries "3";
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
#clear DPkg::Post-Invoke;
END
apt() { local command=$1; shift; "apt-$command" -q -c "$private/apt.conf" "$@"; }

apt get update >"$private/log" 2>&1 || { tail -n 2 "$private/log"; exit 1; }

# A development package brings its own library along.
wanted=("${missing[@]}")
for package in "${missing[@]}"; do
  stem=${package%-dev}
  while read -r library; do wanted+=("$library"); done < <(
    apt cache depends --no-recommends --no-suggests "$package" | sed -nE "s/^ *Depends: ($stem[^ ]*)/\1/p")
done
# What was built for a newer C library needs that library, and the C++ library of its compiler, at run time.
newest=$(apt cache show --no-all-versions libc6 | sed -n 's/^Version: //p' | head -n 1)
if dpkg --compare-versions "$(dpkg-query -W -f '${Version}' libc6)" lt "$newest"; then
  wanted+=(libc6 libstdc++6 libgcc-s1 libgomp1)
fi

(cd "$private/debs" && rm -f -- *.deb && apt get download "${wanted[@]}" >>"$private/log" 2>&1) ||
  { tail -n 2 "$private/log"; exit 1; }
for deb in "$private"/debs/*.deb; do
  dpkg-deb -x "$deb" "$folder"
done
# Neither is used from here, and both are large.
rm -rf "$folder"/usr/lib/*/gconv "$private"
for package in "${missing[@]}"; do touch "$folder/.have-$package"; done
