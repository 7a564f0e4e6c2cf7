// Slips that are expressions of the grammar: what cannot be assigned to or counted up because its sign or its
// brackets are another language's, and numbers as they are written elsewhere. Covered by
// tests/golden/diag-syntax/slips/* and tests/messages.
#pragma once

#include "ast/ast.h"
#include "base/diagnostics.h"
#include "base/source.h"
#include "parser/slips.h"

namespace sonde {

// What `target`, which nothing can be stored in, was meant to be. `error` may be null.
void HintTarget(Diagnostic* error, const ast::Expr& target, const Source& source);

// A target that is none: a word without its sign, a declaration of C, a name with a minus. `value`: what is
// assigned, `compound`: by += and the like.
std::optional<Slip> TargetSlip(const ast::Expr& target, bool compound, const ast::Expr& value,
                               const Source& source);

// What the source of a `for` loop, which is neither a map nor a range, was meant to be.
void HintLoopSource(Diagnostic* error, const ast::Expr& source_expr, const Source& source);

// An integer with letters behind it, 4k or 0b101.
void HintNumber(Diagnostic* error, std::string_view text, SourceRange range);

// A number with a fraction: what stands at `range`.
void HintFraction(Diagnostic* error, std::string_view text, SourceRange range);

}  // namespace sonde
