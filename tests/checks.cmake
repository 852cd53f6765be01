# Checks of the sources themselves, as tests, so that nothing goes in which they would refuse.
find_package(Python3 REQUIRED COMPONENTS Interpreter)

function(wmiscope_source_check name script)
  set(path ${PROJECT_SOURCE_DIR}/tools/${script})
  add_test(NAME ${name} COMMAND Python3::Interpreter ${path} ${PROJECT_SOURCE_DIR})
  add_test(NAME ${name}_self_test COMMAND Python3::Interpreter ${path} --self-test)
endfunction()

wmiscope_source_check(layers check_layers.py)
wmiscope_source_check(no_hollow_tests check_tests.py)
wmiscope_source_check(issue_codes check_issue_codes.py)
