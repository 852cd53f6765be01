# One target that carries the project's warnings, all of them errors, and the sanitizers of a preset.
set(WMISCOPE_SANITIZE "" CACHE STRING "Value for -fsanitize=, such as address,undefined")

add_library(wmiscope_warnings INTERFACE)
target_compile_options(wmiscope_warnings INTERFACE -Wall -Wextra -Wconversion -Wshadow -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # gcc 12 reports false bounds inside its own <string> and <vector> when it inlines them.
  target_compile_options(wmiscope_warnings INTERFACE -Wno-restrict -Wno-stringop-overflow -Wno-array-bounds)
endif()

if(WMISCOPE_SANITIZE)
  add_compile_options(-fsanitize=${WMISCOPE_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${WMISCOPE_SANITIZE})
endif()
