#!/usr/bin/env bash
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
#
# build.sh [PRESET [CMAKE-BUILD-ARGUMENT...]]: sets up, configures and builds one preset (default: release).
set -euo pipefail
cd "$(dirname "$0")/.."

preset=${1:-release}
if [ $# -gt 0 ]; then shift; fi

scripts/setup.sh
if command -v ninja >/dev/null; then export CMAKE_GENERATOR=${CMAKE_GENERATOR:-Ninja}; fi
cmake --preset "$preset"
cmake --build --preset "$preset" --parallel "$(getconf _NPROCESSORS_ONLN)" "$@"
