// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#define TEKTITE_STRAIN_INSTANCE(...) template __VA_ARGS__
#include <tektite/strain.hpp>
