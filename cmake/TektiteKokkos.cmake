# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
#
# Making Kokkos::kokkos from an installed Kokkos or from a folder of unpacked packages.
# Used by the build and, installed beside tektiteConfig.cmake, by projects that use the package.
include_guard(GLOBAL)
set(tektite_probe_dir ${CMAKE_CURRENT_LIST_DIR}/probe_kokkos)

# find_package(Kokkos), tried in a project of its own first: a broken package file ends configure with
# an error that cannot be caught (Debian's names libraries that it does not ship).
macro(tektite_use_installed_kokkos)
  tektite_probe_kokkos()
  if(TEKTITE_KOKKOS_WORKS)
    find_package(Kokkos QUIET CONFIG)
    message(STATUS "tektite: Kokkos ${Kokkos_VERSION} (${Kokkos_DEVICES}) found in ${Kokkos_DIR}")
  elseif(EXISTS /usr/include/kokkos/KokkosCore_config.h)
    # The distribution's package: its libraries serve where only its CMake files are broken. Sets tektite_kokkos_header
    # for tektite_offer_kokkos.
    tektite_use_kokkos_packages("")
    if(TARGET Kokkos::kokkos)
      set(tektite_kokkos_header /usr/include/kokkos/KokkosCore_config.h)
    endif()
  endif()
endmacro()

function(tektite_probe_kokkos)
  # Look again when the hints change, not only in a fresh build folder.
  set(hints "${CMAKE_PREFIX_PATH}|${Kokkos_ROOT}|${Kokkos_DIR}|$ENV{CMAKE_PREFIX_PATH}|$ENV{Kokkos_ROOT}|$ENV{Kokkos_DIR}")
  if(DEFINED TEKTITE_KOKKOS_WORKS AND hints STREQUAL TEKTITE_KOKKOS_HINTS)
    return()
  endif()
  set(settings)
  foreach(name IN ITEMS CMAKE_CXX_COMPILER CMAKE_CXX_FLAGS CMAKE_MAKE_PROGRAM CMAKE_PREFIX_PATH CMAKE_TOOLCHAIN_FILE
      Kokkos_ROOT Kokkos_DIR)
    if(${name})
      string(REPLACE ";" "\\;" value "${${name}}")
      list(APPEND settings "-D${name}=${value}")
    endif()
  endforeach()
  set(folder ${CMAKE_CURRENT_BINARY_DIR}/CMakeFiles/tektite_probe_kokkos)
  file(REMOVE_RECURSE ${folder})
  execute_process(
    COMMAND ${CMAKE_COMMAND} -G ${CMAKE_GENERATOR} ${settings} -S ${tektite_probe_dir} -B ${folder}
    RESULT_VARIABLE code OUTPUT_VARIABLE log ERROR_VARIABLE log)
  if(code EQUAL 0)
    execute_process(COMMAND ${CMAKE_COMMAND} --build ${folder}
      RESULT_VARIABLE code OUTPUT_VARIABLE log ERROR_VARIABLE log)
  endif()
  set(works FALSE)
  if(code EQUAL 0)
    set(works TRUE)
  elseif(NOT log MATCHES "Could not find a package configuration file")
    message(STATUS "tektite: the installed Kokkos does not work, see ${folder}.log")
  endif()
  file(WRITE ${folder}.log "${log}")
  set(TEKTITE_KOKKOS_WORKS ${works} CACHE INTERNAL "An installed Kokkos configures, compiles and links")
  set(TEKTITE_KOKKOS_HINTS "${hints}" CACHE INTERNAL "")
endfunction()

# The C library, C++ library and dynamic linker that the packages in <folder> were built for, where
# this machine's are older. Reaches every program that links <target>.
function(tektite_use_package_runtime folder target)
  file(GLOB loader ${folder}/usr/lib/*/ld-linux*.so.*)
  if(NOT loader)
    return()
  endif()
  get_filename_component(libs ${loader} DIRECTORY)
  # disable-new-dtags: the libraries of the folder must find each other there as well.
  set_property(TARGET ${target} APPEND PROPERTY INTERFACE_LINK_OPTIONS
    LINKER:--allow-shlib-undefined LINKER:--disable-new-dtags LINKER:-rpath,${libs} LINKER:--dynamic-linker=${loader})
  # A static library from the folder uses symbols that this machine's C and C++ libraries lack.
  set_property(TARGET ${target} APPEND PROPERTY INTERFACE_LINK_LIBRARIES -L${libs} -l:libstdc++.so.6 -l:libc.so.6)
endfunction()

# Kokkos::kokkos from unpacked packages, or from those of the system itself if <folder> is empty. Their own CMake files
# are broken, so they are not used.
function(tektite_use_kokkos_packages folder)
  file(GLOB core ${folder}/usr/lib/${CMAKE_LIBRARY_ARCHITECTURE}/libkokkoscore.so ${folder}/usr/lib/*/libkokkoscore.so)
  if(NOT core)
    return()
  endif()
  list(GET core 0 core)
  file(STRINGS ${folder}/usr/include/kokkos/KokkosCore_config.h numbers REGEX "define KOKKOS_VERSION_(MAJOR|MINOR|PATCH)")
  list(TRANSFORM numbers REPLACE "[^0-9]" "")
  list(JOIN numbers . version)
  if(version VERSION_LESS 4.6)
    message(STATUS "tektite: the installed Kokkos ${version} is older than 4.6")
    return()
  endif()
  find_package(OpenMP REQUIRED COMPONENTS CXX)
  get_filename_component(libs ${core} DIRECTORY)
  add_library(Kokkos::kokkos INTERFACE IMPORTED GLOBAL)
  set_target_properties(Kokkos::kokkos PROPERTIES
    INTERFACE_INCLUDE_DIRECTORIES ${folder}/usr/include/kokkos
    INTERFACE_COMPILE_FEATURES cxx_std_20
    INTERFACE_LINK_LIBRARIES "-lkokkoscontainers;-lkokkoscore;OpenMP::OpenMP_CXX")
  if(folder)
    # Plain -L and -l: for libraries given by path CMake would warn that this folder hides the system's libgomp.
    set_property(TARGET Kokkos::kokkos PROPERTY
      INTERFACE_LINK_LIBRARIES "-L${libs};-lkokkoscontainers;-lkokkoscore;OpenMP::OpenMP_CXX")
    set_property(TARGET Kokkos::kokkos PROPERTY INTERFACE_LINK_OPTIONS LINKER:-rpath,${libs})
    tektite_use_package_runtime(${folder} Kokkos::kokkos)
    message(STATUS "tektite: Kokkos ${version} (OpenMP) from the distribution's newest suite, in ${folder}")
  else()
    message(STATUS "tektite: Kokkos ${version} (OpenMP) of the distribution found in ${libs}")
  endif()
endfunction()

# Lets the find_package(Kokkos) of the project that includes this one find the Kokkos::kokkos that is there, if it was
# not found by find_package itself. <header> is that Kokkos' KokkosCore_config.h.
function(tektite_offer_kokkos header)
  set(folder ${CMAKE_CURRENT_BINARY_DIR}/_kokkos_package)
  file(STRINGS ${header} numbers REGEX "define KOKKOS_VERSION_(MAJOR|MINOR|PATCH)")
  list(TRANSFORM numbers REPLACE "[^0-9]" "")
  list(JOIN numbers . version)
  set(text "set(Kokkos_DEVICES)\n")
  foreach(backend IN ITEMS SERIAL OPENMP THREADS CUDA HIP SYCL)
    file(STRINGS ${header} enabled REGEX "define KOKKOS_ENABLE_${backend}$")
    if(enabled)
      string(APPEND text "set(Kokkos_ENABLE_${backend} ON)\nlist(APPEND Kokkos_DEVICES ${backend})\n")
    endif()
  endforeach()
  string(APPEND text "if(NOT TARGET Kokkos::kokkos)\n  set(Kokkos_FOUND FALSE)\nendif()\n")
  file(WRITE ${folder}/KokkosConfig.cmake "${text}")
  include(CMakePackageConfigHelpers)
  write_basic_package_version_file(${folder}/KokkosConfigVersion.cmake VERSION ${version} COMPATIBILITY AnyNewerVersion)
  set(Kokkos_DIR ${folder} CACHE PATH "Where Kokkos was found" FORCE)
endfunction()

# Forgets what the function above has set in a configure before this one.
macro(tektite_forget_offered_kokkos)
  if("${Kokkos_DIR}" STREQUAL "${CMAKE_CURRENT_BINARY_DIR}/_kokkos_package")
    unset(Kokkos_DIR CACHE)
  endif()
endmacro()

macro(tektite_kokkos_missing)
  message(FATAL_ERROR "tektite: no usable Kokkos 4.6 or newer. Install one and set Kokkos_ROOT or CMAKE_PREFIX_PATH, "
    "or add it to your project before this one. (TEKTITE_FETCH_DEPENDENCIES=ON fetches it into the build tree, where "
    "the network or the distribution's package mirror answers.)")
endmacro()
