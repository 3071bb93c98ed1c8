// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdlib>
#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace tektite::examples {

/// Keeps freed memory in the process.
///
/// By default large blocks are returned to the system and fetched again at the next call, page by page: with a million
/// particles that takes a quarter of a call. To be called before the first large allocation.
inline void keep_memory() {
#ifdef __GLIBC__
  mallopt(M_MMAP_MAX, 0);
  mallopt(M_TRIM_THRESHOLD, -1);
#endif
}

}  // namespace tektite::examples
