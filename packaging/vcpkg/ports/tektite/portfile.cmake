# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
#
# An overlay port that builds the checkout that it is in: the headers and the CMake package. docs/packages.md has the
# commands.
set(SOURCE_PATH ${CMAKE_CURRENT_LIST_DIR}/../../../..)
set(VCPKG_BUILD_TYPE release) # headers only

vcpkg_cmake_configure(SOURCE_PATH ${SOURCE_PATH}
  OPTIONS -DTEKTITE_NATIVE=OFF -DTEKTITE_FETCH_DEPENDENCIES=OFF -DTEKTITE_HOST_LIBRARY=OFF
    -DTEKTITE_BUILD_TESTS=OFF -DTEKTITE_BUILD_EXAMPLES=OFF -DTEKTITE_BUILD_BENCHMARKS=OFF)
vcpkg_cmake_install()
vcpkg_cmake_config_fixup(CONFIG_PATH lib/cmake/tektite)
vcpkg_fixup_pkgconfig()
file(REMOVE_RECURSE ${CURRENT_PACKAGES_DIR}/debug)
vcpkg_install_copyright(FILE_LIST ${SOURCE_PATH}/LICENSE)
