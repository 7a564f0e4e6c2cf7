file(REMOVE_RECURSE
  "../../bin/ast_tests"
  "../../bin/ast_tests.pdb"
  "CMakeFiles/ast_tests.dir/printer_test.cpp.o"
  "CMakeFiles/ast_tests.dir/printer_test.cpp.o.d"
  "CMakeFiles/ast_tests.dir/walker_test.cpp.o"
  "CMakeFiles/ast_tests.dir/walker_test.cpp.o.d"
  "ast_tests[1]_tests.cmake"
)

# Per-language clean rules from dependency scanning.
foreach(lang CXX)
  include(CMakeFiles/ast_tests.dir/cmake_clean_${lang}.cmake OPTIONAL)
endforeach()
