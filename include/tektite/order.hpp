// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

/// \file
/// Local order: bonds, bond-orientational order.

#include "tektite/order/bond_order.hpp"
#include "tektite/order/bonds.hpp"
