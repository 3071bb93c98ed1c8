// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

/// \file
/// Clusters of contacts: union-find, labels, sizes, windings.

#include "tektite/percolation/clusters.hpp"
#include "tektite/percolation/contacts.hpp"
#include "tektite/percolation/percolation_clusters.hpp"
#include "tektite/percolation/union_find.hpp"
#include "tektite/percolation/winding.hpp"
#include "tektite/percolation/winding_union_find.hpp"
