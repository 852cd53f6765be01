# Tests of the whole program.
set(corpus ${PROJECT_SOURCE_DIR}/../shared/corpus)

# A test of the program by a Python script; 77 says that what it needs is not on this machine.
function(wmiscope_program_test name script)
  add_test(NAME ${name} COMMAND Python3::Interpreter ${CMAKE_CURRENT_SOURCE_DIR}/${script} ${ARGN})
  set_tests_properties(${name} PROPERTIES SKIP_RETURN_CODE 77)
endfunction()

wmiscope_program_test(golden run_golden.py $<TARGET_FILE:wmiscope> ${PROJECT_SOURCE_DIR})
wmiscope_program_test(every_form incident_in_every_form.py $<TARGET_FILE:wmiscope> ${PROJECT_SOURCE_DIR})
wmiscope_program_test(corpus_findings compare_findings.py $<TARGET_FILE:wmiscope> ${corpus})
wmiscope_program_test(corpus_activities compare_activities.py $<TARGET_FILE:wmiscope> ${PROJECT_SOURCE_DIR}/../shared)
