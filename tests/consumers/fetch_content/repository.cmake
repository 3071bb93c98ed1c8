# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
#
# cmake -DSOURCE=TREE -DREPOSITORY=FOLDER -P repository.cmake: the library as it is now, as a git repository to fetch.
# A new commit each time, on top of the others, as an upstream would have it.
file(REMOVE_RECURSE ${REPOSITORY}/include ${REPOSITORY}/cmake ${REPOSITORY}/scripts)
file(COPY ${SOURCE}/CMakeLists.txt ${SOURCE}/include ${SOURCE}/cmake ${SOURCE}/scripts DESTINATION ${REPOSITORY})
set(git git -c user.name=consumer -c user.email=consumer@localhost)
foreach(step IN ITEMS
    "init;--quiet" "checkout;--quiet;-B;main" "add;--all" "commit;--quiet;--allow-empty;--message=Library")
  execute_process(COMMAND ${git} ${step} WORKING_DIRECTORY ${REPOSITORY} COMMAND_ERROR_IS_FATAL ANY)
endforeach()
