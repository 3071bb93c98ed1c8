#!/usr/bin/env bash
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
#
# check.sh [--all | --changed] [--strict] [--tidy [BASE]] [NAME...]: checks what needs no compiler, each with one line.
#   --all      all files of the project (default)
#   --changed  formatter, ruff and licence headers only of files that differ from the last commit
#   --strict   a tool that is missing is a failure; scripts/setup_checks.sh installs them all
#   --tidy     runs clang-tidy instead, on the C++ files that differ from BASE (default: the last commit); needs a
#              configured build folder
#   NAME...    only these: format ruff licence version blocks words links paths todo detail shell scripts
set -euo pipefail
cd "$(dirname "$0")/.."

clang_major=19
skipped=77 # exit status of a check whose tool is missing

fail_usage() {
  echo "check.sh: $1, see the head of scripts/check.sh" >&2
  exit 2
}

# Paths of all files that belong to the project; a source archive has no git repository.
list_files() {
  if git rev-parse --is-inside-work-tree >/dev/null 2>&1; then
    git ls-files --cached --others --exclude-standard | sort -u | while read -r file; do
      if [ -f "$file" ]; then echo "$file"; fi
    done
  else
    find . -type f -not -path './build/*' -not -path './study-*' -not -path './.git/*' -not -path './.*cache/*' \
      -not -path '*/__pycache__/*' | sed 's:^\./::' | sort
  fi
}

# Those of the project's files that differ from a commit, new ones included.
list_changed() {
  { git diff --name-only --diff-filter=d --relative "$1" && git ls-files --others --exclude-standard; } | sort -u
}

# Files of the list $1 whose paths match the regular expression $2.
matching() { grep -E "$2" <<<"$1" || true; }

# The first of the given programs that exists and answers --version with the regular expression $1.
find_tool() {
  local version=$1 tool
  shift
  for tool in "$@"; do
    if [ -n "$tool" ] && "$tool" --version 2>/dev/null | grep -Eq "$version"; then
      echo "$tool"
      return
    fi
  done
  return 1
}

missing_tool() {
  echo "$1 is missing; scripts/setup_checks.sh installs it"
  return $skipped
}

# Each check prints its findings and fails if there are any.

check_format() {
  local tool sources output
  tool=$(find_tool "version $clang_major\." "${TEKTITE_CLANG_FORMAT:-}" clang-format-$clang_major clang-format) ||
    { missing_tool "clang-format $clang_major (or TEKTITE_CLANG_FORMAT)"; return; }
  mapfile -t sources < <(matching "$selected" '\.(hpp|cpp)$')
  if [ ${#sources[@]} -eq 0 ]; then return; fi
  if output=$("$tool" --dry-run -Werror "${sources[@]}" 2>&1); then return; fi
  # One line for each file; all that is said if it is not about a file, for example about the configuration.
  sed -n "s/^\([^ ]*:[0-9]*\):[0-9]*: error: .*/\1: not formatted, run $tool -i/p" <<<"$output" |
    sort -u -t: -k1,1 | grep . || echo "$output"
  return 1
}

check_ruff() {
  local required tool scripts
  required=$(sed -n 's/^required-version *= *"==\([0-9.]*\)".*/\1/p' ruff.toml 2>/dev/null) || true
  tool=$(find_tool "^ruff ${required//./\\.}$" "${TEKTITE_RUFF:-}" build/tools/checks/bin/ruff ruff) ||
    { missing_tool "ruff $required (or TEKTITE_RUFF)"; return; }
  mapfile -t scripts < <(matching "$selected" '\.py$')
  if [ ${#scripts[@]} -eq 0 ]; then return; fi
  local status=0
  "$tool" check --quiet --no-cache --output-format concise "${scripts[@]}" || status=1
  "$tool" format --quiet --no-cache --check "${scripts[@]}" || status=1
  return $status
}

check_licence() {
  local status=0 file line
  while read -r file; do
    for line in 'SPDX-FileCopyrightText: ' 'SPDX-License-Identifier: BSD-3-Clause'; do
      if [ -n "$file" ] && ! head -n 5 "$file" | grep -q "$line"; then
        echo "$file: missing $line"
        status=1
      fi
    done
  done < <(matching "$selected" '\.(hpp|cpp|py|sh|cmake|toml|yml|yaml|dox)$|(^|/)CMakeLists\.txt$|^\.ci/run$')
  return $status
}

check_version() { python3 scripts/check/versions.py; }

check_blocks() { tr '\n' '\0' <<<"$files" | xargs -0 python3 scripts/check/doc_blocks.py --blocks; }

check_words() { tr '\n' '\0' <<<"$files" | xargs -0 python3 scripts/check/doc_blocks.py --words; }

check_links() { matching "$files" '\.md$' | tr '\n' '\0' | xargs -0 python3 scripts/check/links.py; }

# Fails and shows the lines of the files in the list $2 that match the regular expression $1.
refuse() {
  local found
  found=$(tr '\n' '\0' <<<"$2" | xargs -0 grep -EInH "$1" /dev/null) || return 0
  echo "$found"
  return 1
}

# Paths of one machine. The brackets in these patterns keep them from matching themselves.
check_paths() { refuse '(^|[^[:alnum:]_.}])/([h]ome|[r]oot|[w]ork|[t]mp)/' "$files"; }

check_todo() { refuse '\b(T[O]DO|FI[X]ME|X[X]X)\b' "$files"; }

# Programs, benchmarks and pages use the public interface only.
check_detail() { refuse 'detail:[:]' "$(matching "$files" '^(examples|benchmarks|docs)/')"; }

check_shell() {
  local file status=0
  while read -r file; do
    bash -n "$file" || status=1
  done < <(matching "$files" '\.sh$|^\.ci/run$')
  return $status
}

# The tests of the checkers themselves.
check_scripts() {
  python3 -m unittest discover --start-directory tests/scripts --pattern '*_test.py' 2>&1 | last_if_failed
}

# Passes on what unittest says only if a test failed.
last_if_failed() {
  local output
  output=$(cat)
  if [ "$(tail -n 1 <<<"$output" | cut -c 1-2)" = OK ]; then return; fi
  echo "$output"
  return 1
}

run_check() {
  local name=$1 output status=0
  output=$("check_$name" 2>&1) || status=$?
  if [ $status -eq 0 ]; then
    echo "check $name: ok"
  elif [ $status -eq $skipped ] && [ "$strict" = no ]; then
    echo "check $name: skipped, $output"
  elif [ $status -eq $skipped ]; then
    echo "check $name: failed, $output"
    failed=1
  else
    echo "$output"
    echo "check $name: failed"
    failed=1
  fi
}

scope=all strict=no tidy=no base=HEAD names=() failed=0
known="format ruff licence version blocks words links paths todo detail shell scripts"
while [ $# -gt 0 ]; do
  case $1 in
    --all) scope=all ;;
    --changed) scope=changed ;;
    --strict) strict=yes ;;
    --tidy)
      tidy=yes
      if [ $# -gt 1 ]; then base=$2 && shift; fi
      ;;
    -*) fail_usage "unknown option $1" ;;
    *)
      [[ " $known " == *" $1 "* ]] || fail_usage "unknown check $1"
      names+=("$1")
      ;;
  esac
  shift
done

if [ $tidy = yes ]; then
  list_changed "$base" | tr '\n' '\0' | xargs -0 python3 scripts/check/tidy.py --version $clang_major || exit 1
  exit
fi
files=$(list_files)
selected=$files
if [ $scope = changed ]; then selected=$(list_changed HEAD); fi
read -ra all <<<"$known"
for name in "${names[@]:-${all[@]}}"; do run_check "$name"; done
exit $failed
