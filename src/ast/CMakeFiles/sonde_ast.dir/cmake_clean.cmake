file(REMOVE_RECURSE
  "CMakeFiles/sonde_ast.dir/printer.cpp.o"
  "CMakeFiles/sonde_ast.dir/printer.cpp.o.d"
  "CMakeFiles/sonde_ast.dir/walker.cpp.o"
  "CMakeFiles/sonde_ast.dir/walker.cpp.o.d"
  "libsonde_ast.a"
  "libsonde_ast.pdb"
)

# Per-language clean rules from dependency scanning.
foreach(lang CXX)
  include(CMakeFiles/sonde_ast.dir/cmake_clean_${lang}.cmake OPTIONAL)
endforeach()
