// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

/// \file
/// Everything that needs Kokkos and nothing else. Files (`tektite/io.hpp`) and adaptors for other libraries are apart.

#include "tektite/core.hpp"
#include "tektite/dynamics.hpp"
#include "tektite/eam.hpp"
#include "tektite/neighbors.hpp"
#include "tektite/network.hpp"
#include "tektite/percolation.hpp"
#include "tektite/stats.hpp"
#include "tektite/strain.hpp"
#include "tektite/version.hpp"
#include "tektite/voronoi.hpp"
