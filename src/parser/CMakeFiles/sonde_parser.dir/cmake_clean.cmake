file(REMOVE_RECURSE
  "CMakeFiles/sonde_parser.dir/builder.cpp.o"
  "CMakeFiles/sonde_parser.dir/builder.cpp.o.d"
  "CMakeFiles/sonde_parser.dir/builder_expr.cpp.o"
  "CMakeFiles/sonde_parser.dir/builder_expr.cpp.o.d"
  "CMakeFiles/sonde_parser.dir/grammar.cc.o"
  "CMakeFiles/sonde_parser.dir/grammar.cc.o.d"
  "CMakeFiles/sonde_parser.dir/lexer.cc.o"
  "CMakeFiles/sonde_parser.dir/lexer.cc.o.d"
  "CMakeFiles/sonde_parser.dir/literals.cpp.o"
  "CMakeFiles/sonde_parser.dir/literals.cpp.o.d"
  "CMakeFiles/sonde_parser.dir/parser.cpp.o"
  "CMakeFiles/sonde_parser.dir/parser.cpp.o.d"
  "CMakeFiles/sonde_parser.dir/raw_text.cpp.o"
  "CMakeFiles/sonde_parser.dir/raw_text.cpp.o.d"
  "CMakeFiles/sonde_parser.dir/refine.cpp.o"
  "CMakeFiles/sonde_parser.dir/refine.cpp.o.d"
  "CMakeFiles/sonde_parser.dir/splitter.cpp.o"
  "CMakeFiles/sonde_parser.dir/splitter.cpp.o.d"
  "CMakeFiles/sonde_parser.dir/syntax_errors.cpp.o"
  "CMakeFiles/sonde_parser.dir/syntax_errors.cpp.o.d"
  "CMakeFiles/sonde_parser.dir/tokens.cpp.o"
  "CMakeFiles/sonde_parser.dir/tokens.cpp.o.d"
  "grammar.cc"
  "grammar.hh"
  "lexer.cc"
  "libsonde_parser.a"
  "libsonde_parser.pdb"
)

# Per-language clean rules from dependency scanning.
foreach(lang CXX)
  include(CMakeFiles/sonde_parser.dir/cmake_clean_${lang}.cmake OPTIONAL)
endforeach()
