// How Builder makes a node on top of a tree of known height. Only for builder*.cpp.
#pragma once

#include <memory>
#include <utility>

#include "parser/builder.h"

namespace sonde {

// A tree that would be too high becomes a literal: an error has been reported.
template <typename Node, typename... Args>
TallExpr Builder::MakeExpr(SourceRange range, uint32_t height, Args&&... args) {
  if (!MayGrow(range, height)) return {std::make_unique<ast::IntegerLiteral>(range, 0, "0"), 1};
  return {std::make_unique<Node>(range, std::forward<Args>(args)...), height + 1};
}

template <typename Node, typename... Args>
TallStmt Builder::MakeStmt(SourceRange range, uint32_t height, Args&&... args) {
  if (!MayGrow(range, height)) return {};
  return {std::make_unique<Node>(range, std::forward<Args>(args)...), height + 1};
}

}  // namespace sonde
