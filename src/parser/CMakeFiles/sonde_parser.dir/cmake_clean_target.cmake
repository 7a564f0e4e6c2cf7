file(REMOVE_RECURSE
  "libsonde_parser.a"
)
