#!/usr/bin/env bash
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
#
# study.sh [PRESET [ARGUMENT...]]: builds what it needs and runs the study of data/PRESET.toml (default:
# quick) in the folder study-PRESET, or goes on with it. Its last line says where the report is. Arguments
# go to "study run".
set -euo pipefail
cd "$(dirname "$0")/.."

preset=${1:-quick}
if [ $# -gt 0 ]; then shift; fi
if [ ! -e "data/$preset.toml" ]; then
  echo "study.sh: no data/$preset.toml; there are: $(cd data && echo *.toml)" >&2
  exit 2
fi

scripts/build.sh release --target example_study
exec build/release/examples/study run "data/$preset.toml" "$@"
