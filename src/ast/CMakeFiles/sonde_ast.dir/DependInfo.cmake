
# Consider dependencies only in project.
set(CMAKE_DEPENDS_IN_PROJECT_ONLY OFF)

# The set of languages for which implicit dependencies are needed:
set(CMAKE_DEPENDS_LANGUAGES
  )

# The set of dependency files which are needed:
set(CMAKE_DEPENDS_DEPENDENCY_FILES
  "/tmp/hp/src/ast/printer.cpp" "src/ast/CMakeFiles/sonde_ast.dir/printer.cpp.o" "gcc" "src/ast/CMakeFiles/sonde_ast.dir/printer.cpp.o.d"
  "/tmp/hp/src/ast/walker.cpp" "src/ast/CMakeFiles/sonde_ast.dir/walker.cpp.o" "gcc" "src/ast/CMakeFiles/sonde_ast.dir/walker.cpp.o.d"
  )

# Targets to which this target links.
set(CMAKE_TARGET_LINKED_INFO_FILES
  "/tmp/hp/src/base/CMakeFiles/sonde_base.dir/DependInfo.cmake"
  )

# Fortran module output directory.
set(CMAKE_Fortran_TARGET_MODULE_DIR "")
