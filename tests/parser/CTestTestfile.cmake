# CMake generated Testfile for 
# Source directory: /tmp/hp/tests/parser
# Build directory: /tmp/hp/tests/parser
# 
# This file includes the relevant testing commands required for 
# testing this directory and lists subdirectories to be tested as well.
include("/tmp/hp/tests/parser/parser_tests[1]_include.cmake")
