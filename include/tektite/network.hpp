// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

/// \file
/// Networks of clusters around chosen particles.

#include "tektite/network/network_results.hpp"
#include "tektite/network/ordered_networks.hpp"
#include "tektite/network/over_ranks.hpp"
