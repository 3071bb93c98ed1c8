# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
#
# cmake -DBUILD=FOLDER -P check.cmake: the calls done right compile, and each mistake is answered by its concept.
execute_process(COMMAND ${CMAKE_COMMAND} --build ${BUILD} --target mistake_0 RESULT_VARIABLE result OUTPUT_VARIABLE said
  ERROR_VARIABLE said)
if(result)
  message(FATAL_ERROR "calls done right do not compile:\n${said}")
endif()
set(mistake 0)
foreach(concept IN ITEMS ExecutionSpace Positions AccessibleFrom Domain Contacts ViewOf FitWeight MemorySpace ForceField
    Alpha2Results)
  math(EXPR mistake "${mistake} + 1")
  execute_process(COMMAND ${CMAKE_COMMAND} --build ${BUILD} --target mistake_${mistake} RESULT_VARIABLE result
    OUTPUT_VARIABLE said ERROR_VARIABLE said)
  if(NOT result)
    message(FATAL_ERROR "mistake ${mistake} compiles, although it is no ${concept}")
  elseif(NOT said MATCHES "(satisf|static)[^\n]*${concept}")
    message(FATAL_ERROR "mistake ${mistake}: the compiler does not name ${concept}:\n${said}")
  endif()
endforeach()
