# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
#
# How this project's own programs are built. Nothing here reaches a user of the library.
include_guard(GLOBAL)

option(TEKTITE_NATIVE "Build the project's own programs for this machine's processor" ${PROJECT_IS_TOP_LEVEL})
option(TEKTITE_WERROR "Warnings in the project's own programs are errors" OFF)
option(TEKTITE_DEVICE_PATH "The project's own programs take the path of a GPU on the host: for tests, slow" OFF)
set(TEKTITE_SANITIZE "" CACHE STRING "Sanitizers for the project's own programs, e.g. address,undefined")

add_library(tektite_build_flags INTERFACE)
set(is_gnu_like "$<OR:$<CXX_COMPILER_ID:GNU>,$<CXX_COMPILER_ID:Clang>,$<CXX_COMPILER_ID:AppleClang>>")
target_compile_options(tektite_build_flags INTERFACE "$<${is_gnu_like}:-Wall;-Wextra>")
# GCC 12 sees uninitialised values in its own AVX-512 header (its bug 105593).
target_compile_options(tektite_build_flags INTERFACE
  "$<$<AND:$<CXX_COMPILER_ID:GNU>,$<VERSION_LESS:$<CXX_COMPILER_VERSION>,13>>:-Wno-maybe-uninitialized>")
# GCC does not collect its garbage before it has used half a GiB: a tenth of its time.
if(NOT Kokkos_ENABLE_CUDA)
  target_compile_options(tektite_build_flags INTERFACE "$<$<CXX_COMPILER_ID:GNU>:--param=ggc-min-heapsize=524288>")
endif()
# A CUDA build hands all of these to nvcc: its generated code is not pedantic, and it knows no -march.
if(NOT Kokkos_ENABLE_CUDA)
  target_compile_options(tektite_build_flags INTERFACE
    "$<${is_gnu_like}:-Wpedantic;-Wshadow;-Wnon-virtual-dtor>"
    "$<$<AND:${is_gnu_like},$<BOOL:${TEKTITE_WERROR}>>:-Werror>")
  if(TEKTITE_NATIVE)
    include(CheckCXXCompilerFlag)
    check_cxx_compiler_flag(-march=native TEKTITE_HAS_MARCH_NATIVE)
    if(TEKTITE_HAS_MARCH_NATIVE)
      target_compile_options(tektite_build_flags INTERFACE -march=native)
    endif()
  endif()
endif()
# Where kernels come from tektite::host the rest needs no more optimisation than this, which saves the compiler a third of
# its time. A precompiled header must be compiled so, too: GCC takes the optimisation of its functions from there.
set(quickly_compiled "$<$<AND:$<CONFIG:Release>,${is_gnu_like}>:-O1>")
if(TEKTITE_DEVICE_PATH)
  target_compile_definitions(tektite_build_flags INTERFACE TEKTITE_DEVICE_PATH)
endif()
if(TEKTITE_SANITIZE)
  target_compile_options(tektite_build_flags INTERFACE
    -fsanitize=${TEKTITE_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(tektite_build_flags INTERFACE -fsanitize=${TEKTITE_SANITIZE})
endif()

# What programs may name in "// needs:" beside the components; a missing one skips the program.
find_package(CLI11 QUIET CONFIG)
find_package(tomlplusplus QUIET CONFIG)
find_package(benchmark QUIET CONFIG)
find_path(VOROPP_INCLUDE_DIR voro++/voro++.hh)
find_library(VOROPP_LIBRARY voro++)
mark_as_advanced(VOROPP_INCLUDE_DIR VOROPP_LIBRARY)
if(VOROPP_INCLUDE_DIR AND VOROPP_LIBRARY AND NOT TARGET voropp::voropp)
  add_library(voropp::voropp INTERFACE IMPORTED GLOBAL)
  set_target_properties(voropp::voropp PROPERTIES
    INTERFACE_INCLUDE_DIRECTORIES ${VOROPP_INCLUDE_DIR} INTERFACE_LINK_LIBRARIES ${VOROPP_LIBRARY})
endif()
# LAMMPS as a library, with the MPI that it was built with.
find_path(LAMMPS_INCLUDE_DIR lammps/library.h)
find_library(LAMMPS_LIBRARY lammps)
mark_as_advanced(LAMMPS_INCLUDE_DIR LAMMPS_LIBRARY)
if(LAMMPS_INCLUDE_DIR AND LAMMPS_LIBRARY AND NOT TARGET lammps::lammps)
  add_library(lammps::lammps INTERFACE IMPORTED GLOBAL)
  set_target_properties(lammps::lammps PROPERTIES
    INTERFACE_INCLUDE_DIRECTORIES ${LAMMPS_INCLUDE_DIR} INTERFACE_LINK_LIBRARIES ${LAMMPS_LIBRARY})
endif()

# tektite_said_in(<key> <result> <file>...): the targets that files name in lines "// <key>: <targets>".
function(tektite_said_in key result)
  set(targets)
  foreach(file IN LISTS ARGN)
    file(STRINGS ${file} lines REGEX "^// ${key}:")
    foreach(line IN LISTS lines)
      string(REGEX REPLACE "^// ${key}:[ ]*" "" line "${line}")
      separate_arguments(line)
      list(APPEND targets ${line})
    endforeach()
  endforeach()
  list(REMOVE_DUPLICATES targets)
  set(${result} ${targets} PARENT_SCOPE)
endfunction()

# tektite_add_program(<target> <sources>... [LIBS <targets>...])
#
# A source says what it needs beyond the core in a line of its own:
#   // needs: tektite::io CLI11::CLI11
# A program whose needs are not met on this machine is left out, with one status line. What it can do without:
#   // uses: tektite::hdf5
# is linked where it is there, and TEKTITE_USES_HDF5 is then defined.
function(tektite_add_program target)
  cmake_parse_arguments(arg "" "" "LIBS" ${ARGN})
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${arg_UNPARSED_ARGUMENTS})
  tektite_said_in(needs needed ${arg_UNPARSED_ARGUMENTS})
  foreach(lib IN LISTS arg_LIBS needed)
    if(NOT TARGET ${lib})
      message(STATUS "tektite: ${target} left out, it needs ${lib}")
      return()
    endif()
  endforeach()
  add_executable(${target} ${arg_UNPARSED_ARGUMENTS})
  target_link_libraries(${target} PRIVATE tektite::tektite tektite_build_flags ${arg_LIBS} ${needed})
  tektite_said_in(uses used ${arg_UNPARSED_ARGUMENTS})
  foreach(lib IN LISTS used)
    if(TARGET ${lib})
      string(REGEX REPLACE ".*::" "" name ${lib})
      string(TOUPPER ${name} name)
      target_link_libraries(${target} PRIVATE ${lib})
      target_compile_definitions(${target} PRIVATE TEKTITE_USES_${name})
    endif()
  endforeach()
endfunction()
