// Probes of the kernel's objects: their programs are called once more behind the last object, and pinned ones
// write to a file. Leaves: ObjectIsThere, FindOutputFile. Covered by tests/golden/typed/probes/* and
// tests/run/iter.test.
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

void FindOutputFile(Elaborator& elaborator) {
  Context& context = elaborator.context;
  if (context.placeholder()) return;
  const auto* iter = std::get_if<IterSpec>(&context.target().spec.detail);
  if (iter == nullptr || iter->pin.empty()) return;
  const TypePtr type = elaborator.sources.KernelType("struct seq_file");
  Definitions* const source = type ? DefinitionsOf(*type) : nullptr;
  const auto size = source != nullptr ? source->FindField(*type, "size") : std::nullopt;
  const auto count = source != nullptr ? source->FindField(*type, "count") : std::nullopt;
  if (!size || !count) {
    context.Report(DiagId::IterUnknown, context.target().spec.range, {iter->object + " with a pin"})
        .Hint("the kernel's type information has no struct seq_file, which it would write to");
    return;
  }
  elaborator.probe->file = typed::OutputFile{type, *size, *count};
}

}  // namespace sonde::sema
