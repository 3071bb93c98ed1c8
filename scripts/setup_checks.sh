#!/usr/bin/env bash
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
#
# setup_checks.sh [--tidy]: installs the tools of scripts/check.sh: clang-format 19 and Python's venv from the packages
# of Debian or Ubuntu, ruff of the version in ruff.toml into build/tools/checks. --tidy: clang-tidy 19, too.
# Fails if a tool cannot be installed.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/install_packages.sh

venv=build/tools/checks
ruff_version=$(sed -n 's/^required-version *= *"==\([0-9.]*\)".*/\1/p' ruff.toml)

has_version() { "$1" --version 2>/dev/null | grep -q "$2"; }
has_ruff() { has_version "${TEKTITE_RUFF:-ruff}" " $ruff_version$" || has_version "$venv/bin/ruff" " $ruff_version$"; }

packages=()
if ! has_version "${TEKTITE_CLANG_FORMAT:-clang-format-19}" 'version 19\.'; then packages+=(clang-format-19); fi
if [ "${1:-}" = --tidy ] && ! has_version clang-tidy-19 'version 19\.'; then packages+=(clang-tidy-19); fi
if ! has_ruff && ! python3 -c 'import ensurepip, venv' 2>/dev/null; then packages+=(python3-venv); fi

install_packages setup_checks.sh ${packages[@]+"${packages[@]}"}

if ! has_ruff; then
  echo "setup_checks.sh: ruff $ruff_version into $venv"
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check "ruff==$ruff_version"
fi
