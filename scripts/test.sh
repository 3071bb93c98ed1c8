#!/usr/bin/env bash
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
#
# test.sh [CTEST-ARGUMENT...]: builds programs and tests and runs the tests but those that take minutes (-C slow -L slow runs
# these). TEKTITE_PRESET names another preset than release: ci has all tests (see CONTRIBUTING.md, section Tests), debug
# sanitizers besides.
set -euo pipefail
cd "$(dirname "$0")/.."

preset=${TEKTITE_PRESET:-release}
scripts/build.sh "$preset"
ctest --test-dir "build/$preset" --output-on-failure --parallel "$(getconf _NPROCESSORS_ONLN)" "$@"
