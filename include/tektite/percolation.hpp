// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

/// \file
/// Clusters of contacts: union-find, labels, sizes, windings, geometry; what chance gives; series of frames.

#include "tektite/percolation/cluster_geometry.hpp"
#include "tektite/percolation/cluster_labels.hpp"
#include "tektite/percolation/connected_components.hpp"
#include "tektite/percolation/contacts.hpp"
#include "tektite/percolation/merge_clusters.hpp"
#include "tektite/percolation/null_model.hpp"
#include "tektite/percolation/percolation_clusters.hpp"
#include "tektite/percolation/selected_contacts.hpp"
#include "tektite/percolation/series.hpp"
#include "tektite/percolation/size_distribution.hpp"
#include "tektite/percolation/size_exponent.hpp"
#include "tektite/percolation/spanning.hpp"
#include "tektite/percolation/union_find.hpp"
#include "tektite/percolation/winding_union_find.hpp"
