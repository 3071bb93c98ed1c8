// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

/// \file
/// Statistics of values per particle (moments, histograms, quantiles, means of the largest values), of distances and of
/// displacements; stresses of particles, in slabs and as fields.

#include "tektite/stats/bond_breaking.hpp"
#include "tektite/stats/displacement_moments.hpp"
#include "tektite/stats/extremes.hpp"
#include "tektite/stats/histogram.hpp"
#include "tektite/stats/lagged_correlation.hpp"
#include "tektite/stats/moments.hpp"
#include "tektite/stats/non_gaussian.hpp"
#include "tektite/stats/over_ranks.hpp"
#include "tektite/stats/particle_stress.hpp"
#include "tektite/stats/radial_distribution.hpp"
#include "tektite/stats/relaxation.hpp"
#include "tektite/stats/running_moments.hpp"
#include "tektite/stats/slab_profile.hpp"
#include "tektite/stats/stress_field.hpp"
#include "tektite/stats/structure_factor.hpp"
#include "tektite/stats/van_hove.hpp"
