// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

/// \file
/// Local deformation between two configurations: affine fit and D2min, two-term gradient fit, and the scalars that
/// follow from them; unwrapping and flipped boxes.

#include "tektite/strain/affine_field.hpp"
#include "tektite/strain/affine_fit.hpp"
#include "tektite/strain/fit_options.hpp"
#include "tektite/strain/invariants.hpp"
#include "tektite/strain/local_deformation.hpp"
#include "tektite/strain/local_fits.hpp"
#include "tektite/strain/match_frames.hpp"
#include "tektite/strain/measures.hpp"
#include "tektite/strain/polar.hpp"
#include "tektite/strain/two_term_gradient.hpp"
