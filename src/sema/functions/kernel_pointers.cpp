// path, socket_cookie, skboutput: functions of the kernel that take pointers whose type the verifier knows,
// which are those that it hands to a probe (functions.md 3.4 and 7). Leaves: their rules. Covered by
// tests/golden/typed/functions/kernel_pointers.bt, tests/golden/diag/functions/* and
// tests/run/kernel-pointers.test.
#include <algorithm>
#include <optional>

#include "sema/functions/calls.h"
#include "sema/functions/pinned.h"
#include "sema/handed.h"

namespace sonde::sema {
namespace {

bool IsStruct(const Type& type, const char* name) {
  return type.kind == TypeKind::Struct && type.definition.name == name;
}

// False after a report.
bool CheckHanded(Elaborator& elaborator, const ast::Call& call, const typed::Expr& pointer) {
  if (IsKnown(elaborator.context, pointer)) return true;
  elaborator.context.Report(DiagId::HandedArgument, pointer.range, {call.name.text})
      .Hint(
          "an argument (args.NAME), an object of ctx, a member that pointers lead to from there, or a "
          "variable "
          "that has nothing but such an argument or object from its declaration on");
  return false;
}

bool MayUse(Context& context) {
  const ProbeTypeRow& row = context.probe_type();
  return (row.flags & HasParameters) != 0 || row.kind == ProbeKind::Iter;
}

// The argument of `call` with that number, which points to a `record` of the kernel. Poisoned after a report.
ExprPtr HandedRecord(Elaborator& elaborator, const ast::Call& call, size_t number, const char* record,
                     DiagId other) {
  Context& context = elaborator.context;
  ExprPtr pointer = elaborator.Value(*call.args[number]);
  if (Unresolved(pointer)) return Unresolvable(pointer->type, call.range);
  if (context.placeholder()) return Poison(call.range);
  if (elaborator.scope.function != nullptr)
    return context.ReportAndPoison(DiagId::OutsideProbe, call.range, {call.name.text});
  if (!MayUse(context) && context.probe_type().kind != ProbeKind::RawTracepoint) {
    return context.ReportAndPoison(DiagId::CallNotIn, call.range,
                                   {call.name.text, std::string(context.probe_type().name)});
  }
  const Type& type = *pointer->type;
  if (!IsPointer(type) || !IsStruct(*type.element, record))
    return context.ReportAndPoison(other, pointer->range, {Spell(type)});
  pointer = AsHanded(elaborator, std::move(pointer));
  return CheckHanded(elaborator, call, *pointer) ? std::move(pointer) : Poison(call.range);
}

// What is behind a handed pointer, and how far.
struct Behind {
  ExprPtr pointer;
  ExprPtr offset;
};

// args.file.f_path: the pointer args.file and the place of f_path in struct file.
Behind SplitMember(ExprPtr member) {
  typed::KernelFact fact{typed::KernelFact::Kind::FieldOffset, nullptr};
  const SourceRange range = member->range;
  uint64_t offset = 0;
  while (member->kind == typed::ExprKind::Field && member->type->kind == TypeKind::Struct) {
    auto& field = static_cast<typed::Field&>(*member);
    offset += field.field.byte_offset;
    fact.path.insert(fact.path.begin(), {field.struct_type, field.field});
    fact.type = field.struct_type;
    ExprPtr base = std::move(field.base);
    member = std::move(base);
  }
  return {std::move(member), MakeFact(range, offset, std::move(fact))};
}

}  // namespace

CallResult RuleSocketCookie(Elaborator& elaborator, const ast::Call& call, Arguments /*args*/) {
  ExprPtr socket = HandedRecord(elaborator, call, 0, "struct sock", DiagId::SocketArgument);
  if (Unresolved(socket)) return Value(std::move(socket));
  Arguments handed;
  handed.values.push_back(std::move(socket));
  return Value(elaborator.context, FunctionId::SocketCookie, call, std::move(handed));
}

// Becomes a value of the packet, the bytes, and the numbers of the event and of the offset.
CallResult RuleSkboutput(Elaborator& elaborator, const ast::Call& call, Arguments args) {
  Context& context = elaborator.context;
  ExprPtr packet = HandedRecord(elaborator, call, 1, "struct sk_buff", DiagId::PacketArgument);
  if (Unresolved(packet)) return Value(std::move(packet));
  typed::EventInfo event;
  event.kind = EventKind::Packet;
  event.text = TextOf(*args.values[0]);
  event.range = call.range;
  if (event.text.empty()) return Value(context.ReportAndPoison(DiagId::PacketFile, call.args[0]->range));
  if (!CheckPinned(elaborator, call, event)) return Failed(call);
  Arguments handed;
  handed.values.push_back(std::move(packet));
  handed.values.push_back(ByteCount(context, std::move(args.values[2])));
  handed.values.push_back(MakeInteger(call.range, Number::Of(AddEvent(elaborator, std::move(event)))));
  handed.values.push_back(std::move(args.values[3]));
  return Value(context, FunctionId::Skboutput, call, std::move(handed));
}

CallResult RulePath(Elaborator& elaborator, const ast::Call& call, Arguments args) {
  Context& context = elaborator.context;
  ExprPtr path = elaborator.Expression(*call.args[0]);
  if (Unresolved(path)) return Value(Unresolvable(path->type, call.range));
  if (context.placeholder()) return Failed(call);
  if (!MayUse(context) || elaborator.scope.function != nullptr)
    return Value(context.ReportAndPoison(DiagId::PathPlace, call.range));
  const bool pointer = IsPointer(*path->type);
  const TypePtr type = path->type;
  if (!IsStruct(pointer ? *type->element : *type, "struct path"))
    return Value(context.ReportAndPoison(DiagId::PathArgument, path->range, {Spell(*type)}));
  Behind behind = pointer ? Behind{std::move(path), MakeInteger(call.range, Number::Of(0))}
                          : SplitMember(std::move(path));
  behind.pointer = AsHanded(elaborator, std::move(behind.pointer));
  if (!CheckHanded(elaborator, call, *behind.pointer)) return Failed(call);
  const uint64_t most = context.config.max_strlen;
  uint64_t size = args.values.size() > 1 ? LiteralNumber(*args.values[1])->bits : most;
  if (size > most) {
    context.Report(DiagId::LengthTooLong, args.values[1]->range,
                   {std::to_string(size), std::to_string(most)});
    size = most;
  }
  Arguments found;
  found.values.push_back(std::move(behind.pointer));
  found.values.push_back(Convert(context, std::move(behind.offset), IntegerType(8, false), false));
  const auto capacity = static_cast<uint32_t>(std::max<uint64_t>(size, 1));
  return Value(FunctionId::Path, StringType(capacity), call, std::move(found));
}

}  // namespace sonde::sema
