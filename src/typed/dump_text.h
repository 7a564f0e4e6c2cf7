// Texts of the parts of a typed program, which dump.cpp makes lines of. Leaves: DumpScope, TypeText,
// ExprText, ListText, BlockText, VariableText, MapText. Covered by tests/golden/typed/*.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "typed/typed.h"

namespace sonde::typed {

// What the numbers in nodes refer to: maps and parameters of the program, variables and functions of the
// probe.
struct DumpScope {
  const Program& program;
  const Probe& probe;
};

// The spelling of a type, with what it does not say: a `?` behind a literal whose sign adapts, a `&` behind a
// reference, and where an address leads.
std::string TypeText(const Type& type);

// An expression with its type behind it.
std::string ExprText(const DumpScope& scope, const Expr& expr);
std::string ListText(const DumpScope& scope, const std::vector<ExprPtr>& list);

// A block inside an expression: its lines in braces. On lines of its own before the statement it would be
// easier to read, but no longer stand where it runs.
std::string BlockText(const DumpScope& scope, const Block& block);

std::string VariableText(const DumpScope& scope, uint32_t slot);

// A map, or its element when `key` is not null.
std::string MapText(const DumpScope& scope, uint32_t map, const ExprPtr& key);

}  // namespace sonde::typed
