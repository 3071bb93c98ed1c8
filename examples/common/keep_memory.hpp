// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdlib>
#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace tektite::examples {

/// Memory that was freed stays with the process.
///
/// By default large blocks go back to the system and come from it anew at the next call, a page at a time: with a
/// million particles that is a quarter of a call. To be called before the first large allocation.
inline void keep_memory() {
#ifdef __GLIBC__
  mallopt(M_MMAP_MAX, 0);
  mallopt(M_TRIM_THRESHOLD, -1);
#endif
}

}  // namespace tektite::examples
