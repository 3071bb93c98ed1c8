#!/usr/bin/env bash
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
#
# test.sh [CTEST-ARGUMENT...]: builds everything and runs all tests but those that take minutes (-C slow -L slow runs these).
# TEKTITE_PRESET names another preset than release (debug: with sanitizers).
set -euo pipefail
cd "$(dirname "$0")/.."

preset=${TEKTITE_PRESET:-release}
scripts/build.sh "$preset"
ctest --test-dir "build/$preset" --output-on-failure --parallel "$(getconf _NPROCESSORS_ONLN)" "$@"
