# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
#
# Where Kokkos and Catch2 come from. Three rungs, tried in this order, one status line per dependency:
#   1. what find_package finds;
#   2. a pinned release, downloaded with its checksum and built, if the download answers;
#   3. the packages of the distribution's newest suite, unpacked into the build tree
#      (scripts/fetch_debian_packages.sh; the system is left alone).
# TEKTITE_FETCH_DEPENDENCIES=OFF leaves the first rung only.
include_guard(GLOBAL)

option(TEKTITE_FETCH_DEPENDENCIES "Fetch Kokkos and Catch2 where they are not installed" ON)
# One folder for every preset, so that a second preset downloads nothing. A project that includes this one
# uses what is there, but writes nothing into this source tree.
set(folder ${tektite_SOURCE_DIR}/build/dependencies)
if(NOT PROJECT_IS_TOP_LEVEL AND NOT EXISTS ${folder})
  set(folder ${CMAKE_BINARY_DIR}/_deps/tektite)
endif()
set(TEKTITE_DEPENDENCY_DIR ${folder} CACHE PATH "Where fetched dependencies are unpacked")
set(TEKTITE_DOWNLOAD_TIMEOUT 30 CACHE STRING "Seconds after which a download counts as not answering")
mark_as_advanced(TEKTITE_DEPENDENCY_DIR TEKTITE_DOWNLOAD_TIMEOUT)

set(tektite_kokkos_oldest 4.6)
set(tektite_kokkos_url https://github.com/kokkos/kokkos/releases/download/4.6.02/kokkos-4.6.02.tar.gz)
set(tektite_kokkos_sha256 baf1ebbe67abe2bbb8bb6aed81b4247d53ae98ab8475e516d9c87e87fa2422ce)
set(tektite_catch2_url https://github.com/catchorg/Catch2/archive/refs/tags/v3.7.1.tar.gz)
set(tektite_catch2_sha256 c991b247a1a0d7bb9c39aa35faf0fe9e19764213f28ffba3109388e62ee0269c)

include(${CMAKE_CURRENT_LIST_DIR}/TektiteKokkos.cmake)

# Rung 2. Sets <out> to the unpacked source folder, or to nothing if the download does not answer.
function(tektite_download name url sha256 out)
  set(${out} "" PARENT_SCOPE)
  set(folder ${TEKTITE_DEPENDENCY_DIR}/${name}-source)
  if(NOT EXISTS ${folder}/CMakeLists.txt)
    # Remembered per build folder, for all downloads: where there is no route, one wait is enough.
    if(TEKTITE_DOWNLOADS_FAIL)
      return()
    endif()
    set(archive ${CMAKE_CURRENT_BINARY_DIR}/_download/${name}.tar.gz)
    file(DOWNLOAD ${url} ${archive} TIMEOUT ${TEKTITE_DOWNLOAD_TIMEOUT} INACTIVITY_TIMEOUT 8 STATUS status)
    list(GET status 0 code)
    if(NOT code EQUAL 0)
      list(GET status 1 reason)
      message(STATUS "tektite: no download of ${name} (${reason})")
      set(TEKTITE_DOWNLOADS_FAIL TRUE CACHE INTERNAL "")
      file(REMOVE ${archive})
      return()
    endif()
    file(SHA256 ${archive} actual)
    if(NOT actual STREQUAL sha256)
      message(FATAL_ERROR "tektite: ${url} has SHA-256 ${actual}, expected ${sha256}")
    endif()
    # Unpack aside and rename, so that a killed configure leaves no half folder.
    set(aside ${CMAKE_CURRENT_BINARY_DIR}/_download/${name})
    file(REMOVE_RECURSE ${aside})
    file(ARCHIVE_EXTRACT INPUT ${archive} DESTINATION ${aside})
    file(GLOB top ${aside}/*)
    file(MAKE_DIRECTORY ${TEKTITE_DEPENDENCY_DIR})
    file(RENAME ${top} ${folder})
  endif()
  set(${out} ${folder} PARENT_SCOPE)
endfunction()

# A function, so that the settings are Kokkos' alone. It is installed with this project: no EXCLUDE_FROM_ALL.
function(tektite_build_kokkos source)
  set(CMAKE_CXX_STANDARD 20)
  option(Kokkos_ENABLE_OPENMP "" ON)
  option(Kokkos_ENABLE_SERIAL "" ON)
  add_subdirectory(${source} ${CMAKE_CURRENT_BINARY_DIR}/_kokkos)
endfunction()

# Rung 3. Sets <out> to the folder with the unpacked packages whose names match, or to nothing.
function(tektite_fetch_packages out)
  set(${out} "" PARENT_SCOPE)
  set(folder ${TEKTITE_DEPENDENCY_DIR}/debian)
  execute_process(
    COMMAND bash ${tektite_SOURCE_DIR}/scripts/fetch_debian_packages.sh ${folder} ${ARGN}
    RESULT_VARIABLE code OUTPUT_VARIABLE message ERROR_VARIABLE message)
  if(code EQUAL 0)
    set(${out} ${folder} PARENT_SCOPE)
  else()
    message(STATUS "tektite: packages not fetched: ${message}")
  endif()
endfunction()

# Ends with a target Kokkos::kokkos, or with an error that names the ways out.
macro(tektite_find_kokkos)
  tektite_forget_offered_kokkos()
  if(NOT TARGET Kokkos::kokkos)
    tektite_use_installed_kokkos()
  endif()
  if(NOT TARGET Kokkos::kokkos AND TEKTITE_FETCH_DEPENDENCIES)
    tektite_download(kokkos ${tektite_kokkos_url} ${tektite_kokkos_sha256} tektite_kokkos_source)
    if(tektite_kokkos_source)
      tektite_build_kokkos(${tektite_kokkos_source})
      message(STATUS "tektite: Kokkos from the pinned release ${tektite_kokkos_url}")
      set(tektite_kokkos_header ${CMAKE_CURRENT_BINARY_DIR}/_kokkos/KokkosCore_config.h)
    else()
      tektite_fetch_packages(tektite_kokkos_packages libkokkos-dev)
      if(tektite_kokkos_packages)
        tektite_use_kokkos_packages(${tektite_kokkos_packages})
        set(tektite_kokkos_header ${tektite_kokkos_packages}/usr/include/kokkos/KokkosCore_config.h)
      endif()
    endif()
  endif()
  if(NOT TARGET Kokkos::kokkos)
    tektite_kokkos_missing()
  endif()
  if(tektite_kokkos_header AND NOT PROJECT_IS_TOP_LEVEL)
    tektite_offer_kokkos(${tektite_kokkos_header})
  endif()
endmacro()

# The same for Catch2; sets TEKTITE_CATCH2_FOUND. Only the tests need it.
macro(tektite_find_catch2)
  # A configure before this one may have found rung 3's package: that one needs more than find_package.
  if("${Catch2_DIR}" MATCHES "^${TEKTITE_DEPENDENCY_DIR}/")
    unset(Catch2_DIR CACHE)
  endif()
  find_package(Catch2 3 QUIET CONFIG)
  if(Catch2_FOUND)
    message(STATUS "tektite: Catch2 ${Catch2_VERSION} found in ${Catch2_DIR}")
  elseif(TEKTITE_FETCH_DEPENDENCIES)
    tektite_download(catch2 ${tektite_catch2_url} ${tektite_catch2_sha256} tektite_catch2_source)
    if(tektite_catch2_source)
      add_subdirectory(${tektite_catch2_source} ${CMAKE_CURRENT_BINARY_DIR}/_catch2 EXCLUDE_FROM_ALL)
      message(STATUS "tektite: Catch2 from the pinned release ${tektite_catch2_url}")
    else()
      tektite_fetch_packages(tektite_catch2_packages libcatch2-dev)
      if(tektite_catch2_packages)
        find_package(Catch2 3 QUIET CONFIG
          PATHS ${tektite_catch2_packages}/usr/lib/cmake/Catch2 NO_DEFAULT_PATH)
        tektite_use_package_runtime(${tektite_catch2_packages} Catch2::Catch2)
        message(STATUS "tektite: Catch2 ${Catch2_VERSION} from the distribution's newest suite, in ${tektite_catch2_packages}")
      endif()
    endif()
  endif()
  set(TEKTITE_CATCH2_FOUND FALSE)
  if(TARGET Catch2::Catch2)
    set(TEKTITE_CATCH2_FOUND TRUE)
  endif()
endmacro()
