// Advice: hints at what to write instead, in the words of the script, for mistakes that types show: addresses
// where a text is meant, comparisons that never hold, calls with other arguments than they take. Covered by
// tests/golden/diag/* and tests/messages.
#pragma once

#include <string>
#include <string_view>

#include "defs/operators.h"
#include "sema/context.h"

namespace sonde::sema {

// Whether a value is the address of a text, char *.
bool IsTextAddress(const Type& type);

// The value is shown, or kept as a key, as the number of an address. `how` says where.
void WarnTextAddress(Context& context, const typed::Expr& value, SourceRange range, std::string_view how);

// Hints and fixes of a comparison whose sides have nothing in common.
void AdviseComparison(const Context& context, Diagnostic& diagnostic, BinaryOp op, const typed::Expr& left,
                      const typed::Expr& right);

// Warns of a comparison that is never true, or always: a name of more than 15 letters, an unsigned number
// below 0.
void WarnNeverTrue(Context& context, SourceRange range, BinaryOp op, const typed::Expr& left,
                   const typed::Expr& right);

// Warns of a literal that stands alone behind a comparison: comm == "a" || "b".
void WarnAlone(Context& context, BinaryOp op, const typed::Expr& left, const typed::Expr& right);

// Whether a value is a position in a text, which is below 0 where there is none (strstr); as a condition that
// is true of nearly all.
bool IsPosition(const typed::Expr& value);
void WarnPosition(Context& context, const typed::Expr& value);

// Whether a value is what counts or numbers things (pid, nsecs), which `function` takes for an address:
// warns.
bool WarnNoAddress(Context& context, const typed::Expr& value, std::string_view function);

// What stands where a value should: {} of Python, say.
void AdviseNoValue(const Context& context, Diagnostic& diagnostic, SourceRange range);

// argN of a probe that has `count` of them. `where`: what says so.
typed::ExprPtr RefuseArgument(Context& context, SourceRange range, const std::string& where, uint64_t number,
                              uint64_t count);

// The arguments that the probe has, for one `name` that it has not; `range`: args.NAME.
void AdviseArguments(const Context& context, Diagnostic& diagnostic, const std::string& name,
                     SourceRange range, const std::vector<ProbeArgument>& arguments);
// The struct to which argN points, as a cast needs it; empty where that is not known.
std::string StructBehind(const Context& context, const typed::Expr& value);

// How the function is called.
void AdviseUsage(const Context& context, Diagnostic& diagnostic, const ast::Call& call);

// Text and number joined by + or %.
void AdviseFormat(const Context& context, Diagnostic& diagnostic, BinaryOp op, const typed::Expr& left,
                  const typed::Expr& right);

// Where else the script sets the variable `name` that is not visible at `range`, and how it gets there.
void AdviseScope(const Context& context, Diagnostic& diagnostic, const std::string& name, SourceRange range);

}  // namespace sonde::sema
