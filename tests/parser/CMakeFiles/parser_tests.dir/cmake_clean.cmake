file(REMOVE_RECURSE
  "../../bin/parser_tests"
  "../../bin/parser_tests.pdb"
  "CMakeFiles/parser_tests.dir/golden_test.cpp.o"
  "CMakeFiles/parser_tests.dir/golden_test.cpp.o.d"
  "CMakeFiles/parser_tests.dir/lexer_test.cpp.o"
  "CMakeFiles/parser_tests.dir/lexer_test.cpp.o.d"
  "CMakeFiles/parser_tests.dir/literals_test.cpp.o"
  "CMakeFiles/parser_tests.dir/literals_test.cpp.o.d"
  "CMakeFiles/parser_tests.dir/range_test.cpp.o"
  "CMakeFiles/parser_tests.dir/range_test.cpp.o.d"
  "CMakeFiles/parser_tests.dir/recovery_test.cpp.o"
  "CMakeFiles/parser_tests.dir/recovery_test.cpp.o.d"
  "CMakeFiles/parser_tests.dir/refine_test.cpp.o"
  "CMakeFiles/parser_tests.dir/refine_test.cpp.o.d"
  "CMakeFiles/parser_tests.dir/robustness_test.cpp.o"
  "CMakeFiles/parser_tests.dir/robustness_test.cpp.o.d"
  "CMakeFiles/parser_tests.dir/splitter_test.cpp.o"
  "CMakeFiles/parser_tests.dir/splitter_test.cpp.o.d"
  "parser_tests[1]_tests.cmake"
)

# Per-language clean rules from dependency scanning.
foreach(lang CXX)
  include(CMakeFiles/parser_tests.dir/cmake_clean_${lang}.cmake OPTIONAL)
endforeach()
