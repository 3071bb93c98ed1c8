// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

/// \file
/// Molecular dynamics: single steps for a host code's own Views, and `Simulation`, which puts them together.

#include "tektite/dynamics/barostat.hpp"
#include "tektite/dynamics/eam_simulation.hpp"
#include "tektite/dynamics/ensemble.hpp"
#include "tektite/dynamics/force_field.hpp"
#include "tektite/dynamics/list_refresh.hpp"
#include "tektite/dynamics/minimize.hpp"
#include "tektite/dynamics/minimize_options.hpp"
#include "tektite/dynamics/nose_hoover.hpp"
#include "tektite/dynamics/quasistatic_shear.hpp"
#include "tektite/dynamics/regions.hpp"
#include "tektite/dynamics/shear.hpp"
#include "tektite/dynamics/simulation.hpp"
#include "tektite/dynamics/strain_path.hpp"
#include "tektite/dynamics/system.hpp"
#include "tektite/dynamics/units.hpp"
#include "tektite/dynamics/velocities.hpp"
#include "tektite/dynamics/velocity_verlet.hpp"
