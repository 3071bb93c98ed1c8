// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

/// \file
/// All public headers of neighbors: sites, cell lists, neighbour lists, searches, and particles in spatial order.

#include "tektite/neighbors/cell_list.hpp"
#include "tektite/neighbors/list_limits.hpp"
#include "tektite/neighbors/neighbor_list.hpp"
#include "tektite/neighbors/neighbor_search.hpp"
#include "tektite/neighbors/refreshed_list.hpp"
#include "tektite/neighbors/sites.hpp"
#include "tektite/neighbors/spatial_order.hpp"
