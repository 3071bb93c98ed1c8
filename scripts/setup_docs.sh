#!/usr/bin/env bash
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
#
# setup_docs.sh [--browser]: installs what makes the manual beside doxygen: Sphinx, MyST and the theme, of the versions in
# docs/requirements.txt, into build/tools/docs. --browser: also Chromium from the packages of Debian, which
# docs/check_browser.py starts. Fails if something cannot be installed; the manual's tests are left out then.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/install_packages.sh

venv=build/tools/docs
packages=()
if ! python3 -c 'import ensurepip, venv' 2>/dev/null; then packages+=(python3-venv); fi
if [ "${1:-}" = --browser ] && ! command -v chromium >/dev/null && ! command -v google-chrome >/dev/null; then
  packages+=(chromium)
fi
install_packages setup_docs.sh ${packages[@]+"${packages[@]}"}

if ! cmp -s docs/requirements.txt "$venv/requirements.txt"; then
  echo "setup_docs.sh: docs/requirements.txt into $venv"
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check --requirement docs/requirements.txt
  cp docs/requirements.txt "$venv/requirements.txt"
fi
