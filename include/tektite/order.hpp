// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

/// \file
/// Local order: bonds, bond-orientational order, common neighbours.

#include "tektite/order/bond_order.hpp"
#include "tektite/order/bonds.hpp"
#include "tektite/order/common_neighbors.hpp"
