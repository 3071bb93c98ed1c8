// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

/// \file
/// Energies and forces of embedded-atom potentials.

#include "tektite/eam/close_pair_error.hpp"
#include "tektite/eam/forces.hpp"
#include "tektite/eam/options.hpp"
#include "tektite/eam/potential.hpp"
#include "tektite/eam/spline.hpp"
