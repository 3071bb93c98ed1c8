#!/usr/bin/env bash
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
#
# setup_docs.sh [--browser]: installs what makes the manual beside doxygen: Sphinx, MyST and the theme, of the versions in
# docs/requirements.txt, into build/tools/docs. --browser: also Chromium from the packages of Debian, which
# docs/check_browser.py starts. Fails if something cannot be installed; the manual's tests are left out then.
set -euo pipefail
cd "$(dirname "$0")/.."

venv=build/tools/docs
packages=()
if ! python3 -c 'import ensurepip, venv' 2>/dev/null; then packages+=(python3-venv); fi
if [ "${1:-}" = --browser ] && ! command -v chromium >/dev/null && ! command -v google-chrome >/dev/null; then
  packages+=(chromium)
fi
if [ ${#packages[@]} -gt 0 ]; then
  install="apt-get -q install -y --no-install-recommends ${packages[*]}"
  if ! command -v apt-get >/dev/null; then
    echo "setup_docs.sh: not a Debian-like system, install these by hand: ${packages[*]}" >&2
    exit 1
  elif [ "$(id -u)" -eq 0 ]; then
    root=env
  elif command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
    root="sudo env"
  else
    echo "setup_docs.sh: needs root for: apt-get update && $install" >&2
    exit 1
  fi
  echo "setup_docs.sh: $install"
  $root apt-get -q update
  $root DEBIAN_FRONTEND=noninteractive $install
fi

if ! cmp -s docs/requirements.txt "$venv/requirements.txt"; then
  echo "setup_docs.sh: docs/requirements.txt into $venv"
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check --requirement docs/requirements.txt
  cp docs/requirements.txt "$venv/requirements.txt"
fi
