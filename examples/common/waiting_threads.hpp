// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

/// \file
/// Threads that wait for work.

namespace tektite::examples {

/// Makes waiting threads sleep soon, unless the user's environment says how they wait.
///
/// By default GCC's OpenMP lets them spin for milliseconds. Where another process needs a core, the thread that has
/// work then waits for one that has none: 2 048 atoms took 0.3 s on one thread and 8.8 s on two. GCC's runtime reads
/// its variables before `main`, so the program starts itself again: call this before anything else.
void let_waiting_threads_sleep();

}  // namespace tektite::examples
