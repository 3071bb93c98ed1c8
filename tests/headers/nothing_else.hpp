// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
//
// Included after a header that needs only Kokkos: has it brought in another library that is installed here?
#if defined(BOOST_CONFIG_HPP) || defined(BOOST_VERSION) || defined(EIGEN_WORLD_VERSION) || defined(H5_VERS_MAJOR) || \
    defined(ZLIB_VERSION) || defined(MPI_VERSION) || defined(LAMMPS_LIBRARY_H) || defined(VOROPP_HH)
#error "this header includes more than Kokkos and the standard library, and has no line '// needs: ...'"
#endif
