// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

/// \file
/// Voronoi cells and their indices.

#include "tektite/voronoi/indices.hpp"
#include "tektite/voronoi/voronoi.hpp"
#include "tektite/voronoi/voronoi_cells.hpp"
