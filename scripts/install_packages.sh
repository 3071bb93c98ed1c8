#!/usr/bin/env bash
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
#
# To be sourced. install_packages SCRIPT PACKAGE...: installs packages of Debian or Ubuntu; nothing to do without any.
# Ends the script with an error that begins with its name where that cannot be done.
install_packages() {
  local script=$1 install root
  shift
  if [ $# -eq 0 ]; then return; fi
  install="apt-get -q install -y --no-install-recommends $*"
  if ! command -v apt-get >/dev/null; then
    echo "$script: not a Debian-like system, install these by hand: $*" >&2
    exit 1
  elif [ "$(id -u)" -eq 0 ]; then
    root=env
  elif command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
    root="sudo env"
  else
    echo "$script: needs root for: apt-get update && $install" >&2
    exit 1
  fi
  echo "$script: $install"
  $root apt-get -q update
  $root DEBIAN_FRONTEND=noninteractive $install
}
