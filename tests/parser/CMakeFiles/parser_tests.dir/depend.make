# Empty dependencies file for parser_tests.
# This may be replaced when dependencies are built.
