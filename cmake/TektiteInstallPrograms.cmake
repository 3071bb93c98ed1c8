# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
#
# tektite_install_programs(<name>...): the targets example_<name>, as far as there are such, as `tektite <name>`, with man
# pages and completion.
#
# The programs go to libexec/tektite, where no PATH looks: names such as "shear" are too common. The script `tektite`
# starts them.
function(tektite_install_programs)
  set(folder ${CMAKE_INSTALL_LIBEXECDIR}/tektite)
  file(RELATIVE_PATH programs_from_bin ${CMAKE_INSTALL_FULL_BINDIR} ${CMAKE_INSTALL_FULL_LIBEXECDIR}/tektite)
  set(made ${CMAKE_CURRENT_BINARY_DIR}/install)
  configure_file(install/tektite.in ${made}/tektite @ONLY)
  configure_file(install/tektite.1.in ${made}/tektite.1 @ONLY)
  install(PROGRAMS ${made}/tektite DESTINATION ${CMAKE_INSTALL_BINDIR})
  install(FILES install/tektite.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME tektite)
  install(FILES install/_tektite DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions)

  # What programs read, at the places that it has in the source tree.
  install(DIRECTORY plots DESTINATION ${CMAKE_INSTALL_DATADIR}/tektite/examples FILES_MATCHING PATTERN "*.py")
  install(DIRECTORY study/report DESTINATION ${CMAKE_INSTALL_DATADIR}/tektite/examples/study FILES_MATCHING PATTERN "*.py")
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/data DESTINATION ${CMAKE_INSTALL_DATADIR}/tektite)

  set(pages ${made}/tektite.1)
  foreach(name IN LISTS ARGN)
    if(NOT TARGET example_${name})
      continue()
    endif()
    set_target_properties(example_${name} PROPERTIES INSTALL_RPATH_USE_LINK_PATH ON)
    install(TARGETS example_${name} RUNTIME DESTINATION ${folder})
    add_custom_command(OUTPUT ${made}/tektite-${name}.1
      COMMAND example_${name} --man-page > ${made}/tektite-${name}.1 DEPENDS example_${name} VERBATIM)
    list(APPEND pages ${made}/tektite-${name}.1)
  endforeach()
  add_custom_target(man_pages ALL DEPENDS ${pages})
  install(FILES ${pages} DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
endfunction()
