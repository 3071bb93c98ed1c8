// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

/// \file
/// Local order: bonds, bond-orientational order, common neighbours, chemical order.

#include "tektite/order/bond_order.hpp"
#include "tektite/order/bonds.hpp"
#include "tektite/order/chemical_order.hpp"
#include "tektite/order/common_neighbors.hpp"
#include "tektite/order/neighbor_pairs.hpp"
#include "tektite/order/pair_signature.hpp"
