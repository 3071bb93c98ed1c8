// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

/// \file
/// All public headers of core, on which every topic builds: boxes, domains, positions, errors, copies, random numbers,
/// reductions whose results do not depend on the thread count, and memory that is kept between calls.

#include "tektite/core/bounds.hpp"
#include "tektite/core/box.hpp"
#include "tektite/core/box_around.hpp"
#include "tektite/core/checks.hpp"
#include "tektite/core/compiled.hpp"
#include "tektite/core/concepts.hpp"
#include "tektite/core/copy.hpp"
#include "tektite/core/device_flag.hpp"
#include "tektite/core/domain.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/host_arrays.hpp"
#include "tektite/core/particle_values.hpp"
#include "tektite/core/particles.hpp"
#include "tektite/core/random.hpp"
#include "tektite/core/ranks.hpp"
#include "tektite/core/reduce.hpp"
#include "tektite/core/reduced_box.hpp"
#include "tektite/core/selection.hpp"
#include "tektite/core/spacing.hpp"
#include "tektite/core/status.hpp"
#include "tektite/core/unwrap.hpp"
#include "tektite/core/vec3.hpp"
#include "tektite/core/workspace.hpp"
#include "tektite/core/writable_vectors.hpp"
