# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
#
# cmake -DCOMPILER=CALL -DSOURCE=TREE -P check.cmake: the calls done right compile, and each mistake is answered by its
# concept. Files are only looked at, not translated. Where the compiler cannot read Kokkos itself the test is skipped.
set(folder ${SOURCE}/tests/consumers/wrong_use)
execute_process(COMMAND ${COMPILER} -fsyntax-only ${SOURCE}/cmake/probe_kokkos/probe.cpp
  RESULT_VARIABLE result ERROR_VARIABLE said)
if(result)
  message("this compiler cannot read this Kokkos, skipped:\n${said}")
  return()
endif()
execute_process(COMMAND ${COMPILER} -fsyntax-only -DMISTAKE=0 ${folder}/wrong_use.cpp
  RESULT_VARIABLE result ERROR_VARIABLE said)
if(result)
  message(FATAL_ERROR "calls done right do not compile:\n${said}")
endif()
set(mistake 0)
foreach(concept IN ITEMS ExecutionSpace Positions AccessibleFrom Domain Contacts ViewOf FitWeight MemorySpace ForceField
    Alpha2Results ForceView RowsOfThree KeepsFractions KeepsFractions WritableVectors WritableVectors)
  math(EXPR mistake "${mistake} + 1")
  execute_process(COMMAND ${COMPILER} -fsyntax-only -DMISTAKE=${mistake} ${folder}/wrong_use.cpp
    RESULT_VARIABLE result ERROR_VARIABLE said)
  if(NOT result)
    message(FATAL_ERROR "mistake ${mistake} compiles, although it is no ${concept}")
  elseif(NOT said MATCHES "(satisf|static|because)[^\n]*${concept}")
    message(FATAL_ERROR "mistake ${mistake}: the compiler does not name ${concept}:\n${said}")
  endif()
endforeach()
