# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
#
# Completion of tektite for bash. The programs say which options they have.

_tektite() {
  local word=${COMP_WORDS[COMP_CWORD]} command=${COMP_WORDS[0]} words
  if ((COMP_CWORD == 1)); then
    words=$("$command" --completions 2> /dev/null)
  else
    words=$("$command" "${COMP_WORDS[1]}" --completions 2> /dev/null)
    # Names of files are completed by bash; words without dashes are commands, such as `study run`.
    if [[ $word != -* ]]; then
      ((COMP_CWORD == 2)) || return 0
      words=$(grep -v '^-' <<< "$words")
    fi
  fi
  mapfile -t COMPREPLY < <(compgen -W "$(cut -d: -f1 <<< "$words")" -- "$word")
}
complete -o default -F _tektite tektite
