# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
#
# check.sh PKG-CONFIG COMPILER FOLDER-OF-THE-PC-FILE: compiles and runs a program with what pkg-config says.
set -eu
export PKG_CONFIG_PATH=$3
source=$(dirname "$0")/../main.cpp
program=$(mktemp)
trap 'rm -f "$program"' EXIT
version=$("$1" --modversion tektite)
"$2" -O1 "$source" -o "$program" $("$1" --cflags --libs tektite)
"$program" | tee /dev/stderr | grep -q "^tektite $version: 6 neighbours"
