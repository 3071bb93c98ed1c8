// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

/// \file
/// Energies and forces of embedded-atom potentials.

#include "tektite/eam/build_tables.hpp"
#include "tektite/eam/close_pair_error.hpp"
#include "tektite/eam/compact_table.hpp"
#include "tektite/eam/density_pass.hpp"
#include "tektite/eam/force_pass.hpp"
#include "tektite/eam/forces.hpp"
#include "tektite/eam/pairs.hpp"
#include "tektite/eam/potential.hpp"
#include "tektite/eam/setfl.hpp"
#include "tektite/eam/sites.hpp"
#include "tektite/eam/sort_pass.hpp"
#include "tektite/eam/spline.hpp"
#include "tektite/eam/tables.hpp"
#include "tektite/eam/workspace.hpp"
