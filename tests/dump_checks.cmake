# dump against an independent decoder, where it is installed (see the script).
find_package(Python3 REQUIRED COMPONENTS Interpreter)
add_test(NAME dump_equals_evtx_dump
  COMMAND Python3::Interpreter ${CMAKE_CURRENT_LIST_DIR}/compare_evtx_dump.py
    $<TARGET_FILE:wmiscope> ${PROJECT_SOURCE_DIR}/../shared/corpus)
set_tests_properties(dump_equals_evtx_dump PROPERTIES SKIP_RETURN_CODE 77)
