# Empty dependencies file for ast_tests.
# This may be replaced when dependencies are built.
