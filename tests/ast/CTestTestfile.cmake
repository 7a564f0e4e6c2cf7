# CMake generated Testfile for 
# Source directory: /tmp/hp/tests/ast
# Build directory: /tmp/hp/tests/ast
# 
# This file includes the relevant testing commands required for 
# testing this directory and lists subdirectories to be tested as well.
include("/tmp/hp/tests/ast/ast_tests[1]_include.cmake")
