// Probes of the kernel's objects: their programs are called once more behind the last object. Leaves:
// ObjectIsThere. Covered by tests/golden/typed/probes/* and tests/run/iter.test.
#include "sema/families.h"

namespace sonde::sema {

ExprPtr ObjectIsThere(Elaborator& elaborator, ExprPtr predicate) {
  Context& context = elaborator.context;
  const auto* iter = std::get_if<IterSpec>(&context.target().spec.detail);
  auto btf = iter != nullptr && !context.placeholder() ? context.host.KernelBtf() : Result<Btf*>(Error(""));
  const auto iterator = btf ? (*btf)->FindIterator(iter->object) : std::nullopt;
  if (!iterator) return predicate;
  const SourceRange range = context.target().spec.range;
  ExprPtr all;
  for (const BtfParameter& member : iterator->parameters) {
    if (!IsPointer(*member.type)) continue;
    ExprPtr one = ToCondition(context, MakeField(context, range, elaborator.Builtin(BuiltinId::Ctx, 0, range),
                                                 {member.name, range}));
    all = all ? MakeBinary(context, range, BinaryOp::And, std::move(all), std::move(one)) : std::move(one);
  }
  if (!all || !predicate) return all ? std::move(all) : std::move(predicate);
  return MakeBinary(context, range, BinaryOp::And, std::move(all), std::move(predicate));
}

}  // namespace sonde::sema
