
# Consider dependencies only in project.
set(CMAKE_DEPENDS_IN_PROJECT_ONLY OFF)

# The set of languages for which implicit dependencies are needed:
set(CMAKE_DEPENDS_LANGUAGES
  )

# The set of dependency files which are needed:
set(CMAKE_DEPENDS_DEPENDENCY_FILES
  "/tmp/hp/tests/ast/printer_test.cpp" "tests/ast/CMakeFiles/ast_tests.dir/printer_test.cpp.o" "gcc" "tests/ast/CMakeFiles/ast_tests.dir/printer_test.cpp.o.d"
  "/tmp/hp/tests/ast/walker_test.cpp" "tests/ast/CMakeFiles/ast_tests.dir/walker_test.cpp.o" "gcc" "tests/ast/CMakeFiles/ast_tests.dir/walker_test.cpp.o.d"
  )

# Targets to which this target links.
set(CMAKE_TARGET_LINKED_INFO_FILES
  "/tmp/hp/src/parser/CMakeFiles/sonde_parser.dir/DependInfo.cmake"
  "/tmp/hp/src/ast/CMakeFiles/sonde_ast.dir/DependInfo.cmake"
  "/tmp/hp/src/base/CMakeFiles/sonde_base.dir/DependInfo.cmake"
  )

# Fortran module output directory.
set(CMAKE_Fortran_TARGET_MODULE_DIR "")
