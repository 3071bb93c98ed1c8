// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#define TEKTITE_ORDER_INSTANCE(...) template __VA_ARGS__
#include <tektite/order.hpp>
