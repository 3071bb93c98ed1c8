# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
#
# Optional targets, one per outside library, each for the headers that include it. Used by the build
# and by the installed package, so that both offer the same names.
include_guard(GLOBAL)

# An easy mistake in a project of one's own, of which nothing else tells.
get_property(several_build_types GLOBAL PROPERTY GENERATOR_IS_MULTI_CONFIG)
if(NOT CMAKE_BUILD_TYPE AND NOT several_build_types AND NOT CMAKE_CXX_FLAGS MATCHES "-O")
  message(WARNING "tektite: CMAKE_BUILD_TYPE is empty: the compiler does not optimise, and programs are many times as "
    "slow. -DCMAKE_BUILD_TYPE=Release")
endif()

# The MPI of C: its C++ bindings are gone from the standard.
set(MPI_CXX_SKIP_MPICXX TRUE)
find_package(MPI QUIET COMPONENTS CXX)
find_package(ZLIB QUIET)
# Newer CMake has no module of its own for Boost, and warns where a project does not say that it knows.
if(POLICY CMP0167)
  cmake_policy(SET CMP0167 NEW)
endif()
find_package(Boost QUIET)
find_package(Eigen3 QUIET NO_MODULE)

# Names a component after its header folder: tektite::io, tektite::boost, tektite::eigen.
function(tektite_component name)
  if(TARGET tektite::${name})
    return()
  endif()
  foreach(needed IN LISTS ARGN)
    if(NOT TARGET ${needed})
      return()
    endif()
  endforeach()
  add_library(tektite::${name} INTERFACE IMPORTED GLOBAL)
  target_link_libraries(tektite::${name} INTERFACE tektite::tektite ${ARGN})
endfunction()

# CMake's own FindHDF5 needs the C language enabled, and this project is C++ only.
find_path(TEKTITE_HDF5_INCLUDE_DIR hdf5.h HINTS ${HDF5_ROOT} ENV HDF5_ROOT PATH_SUFFIXES include hdf5/serial)
find_library(TEKTITE_HDF5_LIBRARY NAMES hdf5_serial hdf5 HINTS ${HDF5_ROOT} ENV HDF5_ROOT PATH_SUFFIXES lib)
mark_as_advanced(TEKTITE_HDF5_INCLUDE_DIR TEKTITE_HDF5_LIBRARY)
if(TEKTITE_HDF5_INCLUDE_DIR AND TEKTITE_HDF5_LIBRARY AND NOT TARGET tektite::hdf5_c)
  add_library(tektite::hdf5_c INTERFACE IMPORTED GLOBAL)
  set_target_properties(tektite::hdf5_c PROPERTIES
    INTERFACE_INCLUDE_DIRECTORIES "${TEKTITE_HDF5_INCLUDE_DIR}" INTERFACE_LINK_LIBRARIES "${TEKTITE_HDF5_LIBRARY}")
endif()

# Formats of compressed files that are read where the library is there: tektite::zstd, tektite::bzip2, tektite::lzma. Each
# has a macro that switches its part of tektite/io/input_stream.hpp on.
function(tektite_compression name macro header library)
  find_path(TEKTITE_${macro}_INCLUDE_DIR ${header})
  find_library(TEKTITE_${macro}_LIBRARY NAMES ${library})
  mark_as_advanced(TEKTITE_${macro}_INCLUDE_DIR TEKTITE_${macro}_LIBRARY)
  if(TEKTITE_${macro}_INCLUDE_DIR AND TEKTITE_${macro}_LIBRARY AND NOT TARGET tektite::${name})
    add_library(tektite::${name} INTERFACE IMPORTED GLOBAL)
    set_target_properties(tektite::${name} PROPERTIES
      INTERFACE_INCLUDE_DIRECTORIES "${TEKTITE_${macro}_INCLUDE_DIR}"
      INTERFACE_LINK_LIBRARIES "${TEKTITE_${macro}_LIBRARY}"
      INTERFACE_COMPILE_DEFINITIONS TEKTITE_USES_${macro})
  endif()
endfunction()
tektite_compression(zstd ZSTD zstd.h zstd)
tektite_compression(bzip2 BZIP2 bzlib.h bz2)
tektite_compression(lzma LZMA lzma.h lzma)

tektite_component(zlib ZLIB::ZLIB)
# Text files in every compression that was found. zlib is enough for the same headers.
set(tektite_compressions)
foreach(name IN ITEMS zstd bzip2 lzma)
  if(TARGET tektite::${name})
    list(APPEND tektite_compressions tektite::${name})
  endif()
endforeach()
tektite_component(files ZLIB::ZLIB ${tektite_compressions})
tektite_component(hdf5 tektite::hdf5_c)
tektite_component(io ZLIB::ZLIB ${tektite_compressions} tektite::hdf5_c)
tektite_component(boost Boost::headers)
tektite_component(eigen Eigen3::Eigen)
tektite_component(mpi MPI::MPI_CXX)

# What find_package(tektite COMPONENTS ...) knows, and what each needs beyond Kokkos, for messages.
set(tektite_known_components tektite host zlib zstd bzip2 lzma files hdf5 io boost eigen mpi)
set(tektite_needs_of_tektite "Kokkos")
set(tektite_needs_of_host "a Tektite that was built with TEKTITE_HOST_LIBRARY=ON")
set(tektite_needs_of_zlib "zlib")
set(tektite_needs_of_zstd "libzstd")
set(tektite_needs_of_bzip2 "libbz2")
set(tektite_needs_of_lzma "liblzma")
set(tektite_needs_of_files "zlib")
set(tektite_needs_of_hdf5 "the C library of HDF5")
set(tektite_needs_of_io "zlib and the C library of HDF5")
set(tektite_needs_of_boost "the headers of Boost")
set(tektite_needs_of_eigen "Eigen 3")
set(tektite_needs_of_mpi "MPI")
