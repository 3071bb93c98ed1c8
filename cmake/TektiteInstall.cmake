# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
include(CMakePackageConfigHelpers)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/tektite)
install(TARGETS tektite EXPORT tektiteTargets)
set(any_architecture ARCH_INDEPENDENT)
if(TARGET tektite_host)
  install(TARGETS tektite_host EXPORT tektiteTargets DESTINATION ${CMAKE_INSTALL_LIBDIR})
  set(any_architecture)
endif()
install(EXPORT tektiteTargets NAMESPACE tektite:: DESTINATION ${package_dir})
install(DIRECTORY include/tektite DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.hpp")

# What tektite::host was compiled with must be there where it is linked.
set(tektite_host_formats)
if(TARGET tektite_host AND TARGET tektite::files)
  set(tektite_host_formats zlib)
  foreach(name IN ITEMS zstd bzip2 lzma)
    if(TARGET tektite::${name})
      list(APPEND tektite_host_formats ${name})
    endif()
  endforeach()
endif()
configure_package_config_file(cmake/tektiteConfig.cmake.in ${CMAKE_CURRENT_BINARY_DIR}/tektiteConfig.cmake
  INSTALL_DESTINATION ${package_dir} PATH_VARS CMAKE_INSTALL_LIBDIR)
write_basic_package_version_file(${CMAKE_CURRENT_BINARY_DIR}/tektiteConfigVersion.cmake
  COMPATIBILITY SameMinorVersion ${any_architecture})
install(FILES
  ${CMAKE_CURRENT_BINARY_DIR}/tektiteConfig.cmake ${CMAKE_CURRENT_BINARY_DIR}/tektiteConfigVersion.cmake
  cmake/TektiteKokkos.cmake cmake/TektiteComponents.cmake
  DESTINATION ${package_dir})
install(DIRECTORY cmake/probe_kokkos DESTINATION ${package_dir})

include(TektitePkgConfig)
tektite_install_pkg_config()

# A Kokkos that was unpacked into the build tree goes along, so that the installed package stands alone.
if(tektite_kokkos_packages)
  install(DIRECTORY ${tektite_kokkos_packages}/usr DESTINATION ${CMAKE_INSTALL_LIBDIR}/tektite/kokkos
    USE_SOURCE_PERMISSIONS PATTERN "*atch2*" EXCLUDE)
endif()
