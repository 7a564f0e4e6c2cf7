# Empty dependencies file for sonde_ast.
# This may be replaced when dependencies are built.
