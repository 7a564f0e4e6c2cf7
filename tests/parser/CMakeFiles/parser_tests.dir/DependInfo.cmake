
# Consider dependencies only in project.
set(CMAKE_DEPENDS_IN_PROJECT_ONLY OFF)

# The set of languages for which implicit dependencies are needed:
set(CMAKE_DEPENDS_LANGUAGES
  )

# The set of dependency files which are needed:
set(CMAKE_DEPENDS_DEPENDENCY_FILES
  "/tmp/hp/tests/parser/golden_test.cpp" "tests/parser/CMakeFiles/parser_tests.dir/golden_test.cpp.o" "gcc" "tests/parser/CMakeFiles/parser_tests.dir/golden_test.cpp.o.d"
  "/tmp/hp/tests/parser/lexer_test.cpp" "tests/parser/CMakeFiles/parser_tests.dir/lexer_test.cpp.o" "gcc" "tests/parser/CMakeFiles/parser_tests.dir/lexer_test.cpp.o.d"
  "/tmp/hp/tests/parser/literals_test.cpp" "tests/parser/CMakeFiles/parser_tests.dir/literals_test.cpp.o" "gcc" "tests/parser/CMakeFiles/parser_tests.dir/literals_test.cpp.o.d"
  "/tmp/hp/tests/parser/range_test.cpp" "tests/parser/CMakeFiles/parser_tests.dir/range_test.cpp.o" "gcc" "tests/parser/CMakeFiles/parser_tests.dir/range_test.cpp.o.d"
  "/tmp/hp/tests/parser/recovery_test.cpp" "tests/parser/CMakeFiles/parser_tests.dir/recovery_test.cpp.o" "gcc" "tests/parser/CMakeFiles/parser_tests.dir/recovery_test.cpp.o.d"
  "/tmp/hp/tests/parser/refine_test.cpp" "tests/parser/CMakeFiles/parser_tests.dir/refine_test.cpp.o" "gcc" "tests/parser/CMakeFiles/parser_tests.dir/refine_test.cpp.o.d"
  "/tmp/hp/tests/parser/robustness_test.cpp" "tests/parser/CMakeFiles/parser_tests.dir/robustness_test.cpp.o" "gcc" "tests/parser/CMakeFiles/parser_tests.dir/robustness_test.cpp.o.d"
  "/tmp/hp/tests/parser/splitter_test.cpp" "tests/parser/CMakeFiles/parser_tests.dir/splitter_test.cpp.o" "gcc" "tests/parser/CMakeFiles/parser_tests.dir/splitter_test.cpp.o.d"
  )

# Targets to which this target links.
set(CMAKE_TARGET_LINKED_INFO_FILES
  "/tmp/hp/src/parser/CMakeFiles/sonde_parser.dir/DependInfo.cmake"
  "/tmp/hp/src/ast/CMakeFiles/sonde_ast.dir/DependInfo.cmake"
  "/tmp/hp/src/base/CMakeFiles/sonde_base.dir/DependInfo.cmake"
  "/tmp/hp/tests/support/CMakeFiles/sonde_golden.dir/DependInfo.cmake"
  )

# Fortran module output directory.
set(CMAKE_Fortran_TARGET_MODULE_DIR "")
