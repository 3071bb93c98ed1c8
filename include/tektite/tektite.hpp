// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

/// \file
/// All public headers that need only Kokkos. Files (`tektite/io.hpp`) and the adaptors for other libraries are included
/// separately.

#include "tektite/core.hpp"
#include "tektite/dynamics.hpp"
#include "tektite/eam.hpp"
#include "tektite/neighbors.hpp"
#include "tektite/network.hpp"
#include "tektite/order.hpp"
#include "tektite/percolation.hpp"
#include "tektite/stats.hpp"
#include "tektite/strain.hpp"
#include "tektite/version.hpp"
#include "tektite/voronoi.hpp"
