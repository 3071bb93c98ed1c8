#!/bin/sh
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
#
# page_filter.sh PAGE.md: the page as doxygen wants it. Its title gets a label, the name of the file, and a table of
# contents stands in the empty line below; the Markdown itself stays plain for other readers.
label=$(basename "$1" .md)
[ "$label" != index ] || label=mainpage
sed -e "1s/\$/ {#$label}/" -e '2s/^$/[TOC]/' "$1"
