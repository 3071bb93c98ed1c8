#!/bin/sh
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
#
# filter.sh FILE: pages and headers as doxygen wants them; other readers see them plain. A page's title gets a label, the
# name of the file, and a table of contents stands in the empty line below it. A header counts as documented, so that it
# has a page that lists what is in it.
case $1 in
  *.md)
    label=$(basename "$1" .md)
    [ "$label" != index ] || label=mainpage
    sed -e "1s/\$/ {#$label}/" -e '2s/^$/[TOC]/' "$1"
    ;;
  *) sed 's:^#pragma once$:/** \\file */:' "$1" ;;
esac
