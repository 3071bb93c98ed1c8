# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
#
# Configures the project of this folder with each of COMPONENTS, which are found one by one, and with one that does not
# exist, which is named if it is required and passed over if it is optional.
# Sets <code> and <log>. What one configure has found out about Kokkos serves for the next one.
function(configure)
  execute_process(
    COMMAND ${CMAKE_COMMAND} -G ${GENERATOR} ${HINTS} "-DCMAKE_PREFIX_PATH=${PREFIXES}" ${ARGN}
      -S ${CMAKE_CURRENT_LIST_DIR} -B ${FOLDER}
    RESULT_VARIABLE code OUTPUT_VARIABLE log ERROR_VARIABLE log)
  set(code ${code} PARENT_SCOPE)
  set(log "${log}" PARENT_SCOPE)
endfunction()

file(REMOVE_RECURSE ${FOLDER})
foreach(component IN LISTS COMPONENTS)
  configure(-DCOMPONENT=${component} -DOPTIONAL=OFF)
  if(NOT code EQUAL 0)
    message(FATAL_ERROR "component ${component}:\n${log}")
  endif()
endforeach()
configure(-DCOMPONENT=no_such -DOPTIONAL=OFF)
if(code EQUAL 0 OR NOT log MATCHES "there is no component no_such")
  message(FATAL_ERROR "a component that does not exist is not named:\n${log}")
endif()
configure(-DCOMPONENT=no_such -DOPTIONAL=ON)
if(NOT code EQUAL 0)
  message(FATAL_ERROR "an optional component that does not exist:\n${log}")
endif()
