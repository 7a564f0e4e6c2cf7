# Empty compiler generated dependencies file for sonde_parser.
# This may be replaced when dependencies are built.
