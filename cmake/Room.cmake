# wmiscope_room(NAME DEPS room… LIBS target…)
#
# One room of the house: every *.cc below the folder makes the library wmiscope_NAME, every *_test.cc
# the test program NAME_test. DEPS are the rooms whose headers it may include; tools/check_layers.py
# holds the #include lines against the same list.
function(wmiscope_room name)
  cmake_parse_arguments(ROOM "" "" "DEPS;LIBS;TEST_LIBS" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cc)
  set(tests ${sources})
  list(FILTER sources EXCLUDE REGEX "_test\\.cc$")
  list(FILTER tests INCLUDE REGEX "_test\\.cc$")

  list(TRANSFORM ROOM_DEPS PREPEND wmiscope_ OUTPUT_VARIABLE rooms)
  add_library(wmiscope_${name} STATIC ${sources})
  target_include_directories(wmiscope_${name} PUBLIC ${PROJECT_SOURCE_DIR}/src ${PROJECT_SOURCE_DIR}/include)
  target_link_libraries(wmiscope_${name} PUBLIC ${rooms} PRIVATE ${ROOM_LIBS} wmiscope_warnings)

  if(WMISCOPE_DEVELOPER AND tests)
    add_executable(${name}_test ${tests})
    target_include_directories(${name}_test PRIVATE ${PROJECT_SOURCE_DIR})
    # Tests are compiled for a quick build; what they test is compiled as users run it.
    target_compile_options(${name}_test PRIVATE -O1)
    target_link_libraries(${name}_test PRIVATE wmiscope_${name} ${ROOM_TEST_LIBS} GTest::gtest_main wmiscope_warnings)
    add_test(NAME ${name} COMMAND ${name}_test)
  endif()
endfunction()
