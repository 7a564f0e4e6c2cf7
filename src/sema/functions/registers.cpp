// reg. Leaves: its rule. Covered by tests/golden/typed/functions/registers.bt,
// tests/golden/diag/functions/err.UnknownRegister.names.bt and tests/run/registers.test.
#include "defs/registers.h"

#include "sema/functions/calls.h"

namespace sonde::sema {

CallResult RuleReg(Elaborator& elaborator, const ast::Call& call, Arguments args) {
  Context& context = elaborator.context;
  if (!CheckPlace(elaborator, call, HasRegisters)) return Failed(call);
  const ExprPtr& name = args.values[0];
  const std::string text(TextOf(*name));
  const auto offset = FindRegister(text);
  if (!offset) {
    Diagnostic& diagnostic =
        context.Report(DiagId::UnknownRegister, name->range, {text, std::string(kArchitecture)});
    std::string names;
    for (const RegisterRow& row : kRegisters)
      names += (names.empty() ? "" : ", ") + std::string(row.name);
    diagnostic.Hint("there are: " + names);
    return Failed(call);
  }
  Arguments place;
  place.values.push_back(MakeInteger(name->range, Number::Of(*offset)));
  const AddressSpace space = context.placeholder() ? AddressSpace::None : context.DefaultSpace();
  return Value(FunctionId::Reg, IntegerType(8, false, space), call, std::move(place));
}

}  // namespace sonde::sema
