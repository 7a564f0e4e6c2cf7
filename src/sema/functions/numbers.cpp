// strerror, signal_name, syscall_name, bswap. Leaves: their rules. Covered by
// tests/golden/typed/functions/numbers.bt and tests/run/number-texts.test.
#include "defs/number_texts.h"
#include "sema/functions/calls.h"

namespace sonde::sema {
namespace {

// Literals too become strings of the size that all others have, so that they fit the same variable.
CallResult TextOfNumber(Elaborator& elaborator, const ast::Call& call, Arguments args, FunctionId function) {
  ExprPtr number = ToWord(elaborator.context, std::move(args.values[0]));
  Arguments word;
  word.values.push_back(std::move(number));
  return Value(function, StringType(kNumberTextSize), call, std::move(word));
}

uint64_t Reversed(uint64_t bits, uint32_t bytes) {
  return __builtin_bswap64(bits) >> (64 - 8 * bytes);
}

}  // namespace

CallResult RuleStrerror(Elaborator& elaborator, const ast::Call& call, Arguments args) {
  return TextOfNumber(elaborator, call, std::move(args), FunctionId::Strerror);
}

CallResult RuleSignalName(Elaborator& elaborator, const ast::Call& call, Arguments args) {
  return TextOfNumber(elaborator, call, std::move(args), FunctionId::SignalName);
}

CallResult RuleSyscallName(Elaborator& elaborator, const ast::Call& call, Arguments args) {
  return TextOfNumber(elaborator, call, std::move(args), FunctionId::SyscallName);
}

CallResult RuleBswap(Elaborator& elaborator, const ast::Call& call, Arguments /*args*/) {
  ExprPtr number = elaborator.Value(*call.args[0]);
  if (Unresolved(number)) return {Unresolvable(number->type, call.range), nullptr};
  if (!IsInteger(*number->type)) {
    return Value(elaborator.context.ReportAndPoison(DiagId::OnlySupports, number->range,
                                                    {call.name.text, "integer", Spell(*number->type)}));
  }
  const uint32_t bytes = number->type->size;
  const TypePtr type = IntegerType(bytes, false);
  if (const auto literal = LiteralNumber(*number))
    return Value(Reinterpret(MakeInteger(call.range, Number::Of(Reversed(literal->bits, bytes))), type));
  Arguments one;
  one.values.push_back(std::move(number));
  return Value(FunctionId::Bswap, type, call, std::move(one));
}

}  // namespace sonde::sema
