#!/bin/sh
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
#
# filter.sh FILE: pages and headers as doxygen wants them; other readers see them plain. The title of X.md gets the label
# page_X (plain names like "files" are doxygen's own), and the page a table of contents. A header counts as documented, so
# that it has a page that lists what is in it. Instances of templates are no functions of their own.
case $1 in
  *.md)
    label=page_$(basename "$1" .md)
    [ "$label" != page_index ] || label=mainpage
    sed "1s/\$/ {#$label}/" "$1"
    printf '\n\\tableofcontents\n'
    ;;
  *) sed -e 's:^#pragma once$:/** \\file */:' -e '/^TEKTITE_[A-Z]*_INSTANCE(/,/);$/d' "$1" ;;
esac
