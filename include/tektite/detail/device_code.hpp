// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

/// \file
/// Whether code is compiled for a device, such as a GPU.
///
/// `TEKTITE_DEVICE_CODE` is defined where the compiler makes code for a device, in its pass for the host as well: CUDA,
/// HIP, SYCL. Vector types, intrinsics and 128-bit integers are left out there. Their own macros (`__AVX2__`) do not
/// tell: some compilers define them in the pass for the device, too.
///
/// `TEKTITE_DEVICE_PATH`, which only tests define, makes a host take the path of a device: one lane, one item per
/// thread, sums of items far apart. So the path is tested where there is no GPU. See CONTRIBUTING.md, section Tests.

#if defined(__CUDACC__) || defined(__HIPCC__) || defined(__HIP__) || defined(SYCL_LANGUAGE_VERSION) || \
    defined(TEKTITE_DEVICE_PATH)
#define TEKTITE_DEVICE_CODE
#endif

namespace tektite::detail {

/// Whether the host takes the path of a device.
#ifdef TEKTITE_DEVICE_PATH
inline constexpr bool device_path_on_host = true;
#else
inline constexpr bool device_path_on_host = false;
#endif

}  // namespace tektite::detail
