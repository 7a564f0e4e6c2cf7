file(REMOVE_RECURSE
  "libsonde_ast.a"
)
