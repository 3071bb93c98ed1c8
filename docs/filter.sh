#!/bin/sh
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
#
# filter.sh FILE: headers as doxygen wants them; other readers see them plain. A header counts as documented, so that it has
# a page that lists what is in it. Instances of templates are no functions of their own.
sed -e 's:^#pragma once$:/** \\file */:' -e '/^TEKTITE_[A-Z]*_INSTANCE(/,/);$/d' "$1"
