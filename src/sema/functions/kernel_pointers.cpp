// path, socket_cookie: functions of the kernel that take pointers whose type the verifier knows, which are
// those that it hands to a probe (functions.md 3.4 and 7). Leaves: their rules. Covered by
// tests/golden/typed/functions/kernel_pointers.bt, tests/golden/diag/functions/* and
// tests/run/kernel-pointers.test.
#include <algorithm>
#include <optional>

#include "sema/functions/calls.h"

namespace sonde::sema {
namespace {

bool IsStruct(const Type& type, const char* name) {
  return type.kind == TypeKind::Struct && type.definition.name == name;
}

// An argument of the traced function, or an object of an iterator. Once it has been kept anywhere it is a
// number.
bool IsHanded(const Context& context, const typed::Expr& expr) {
  if (expr.kind == typed::ExprKind::ContextField)
    return typed::As<typed::ContextField>(expr).argument.place.kind == Place::Kind::Trampoline;
  if (expr.kind != typed::ExprKind::Field || context.probe_type().kind != ProbeKind::Iter) return false;
  const typed::Expr& base = *typed::As<typed::Field>(expr).base;
  return base.kind == typed::ExprKind::Builtin && typed::As<typed::Builtin>(base).id == BuiltinId::Ctx;
}

// False after a report.
bool CheckHanded(Elaborator& elaborator, const ast::Call& call, const typed::Expr& pointer) {
  if (IsHanded(elaborator.context, pointer)) return true;
  elaborator.context.Report(DiagId::HandedArgument, pointer.range, {call.name.text})
      .Hint(
          "an argument (args.NAME) or an object of ctx, or of path() a member of what it points to, written "
          "in the call");
  return false;
}

bool MayUse(Context& context) {
  const ProbeTypeRow& row = context.probe_type();
  return (row.flags & HasParameters) != 0 || row.kind == ProbeKind::Iter;
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
  Context& context = elaborator.context;
  ExprPtr socket = elaborator.Value(*call.args[0]);
  if (Unresolved(socket)) return Value(Unresolvable(socket->type, call.range));
  if (context.placeholder()) return Failed(call);
  if (elaborator.scope.function != nullptr)
    return Value(context.ReportAndPoison(DiagId::OutsideProbe, call.range, {call.name.text}));
  if (!MayUse(context)) {
    return Value(context.ReportAndPoison(DiagId::CallNotIn, call.range,
                                         {call.name.text, std::string(context.probe_type().name)}));
  }
  const Type& type = *socket->type;
  if (!IsPointer(type) || !IsStruct(*type.element, "struct sock"))
    return Value(context.ReportAndPoison(DiagId::SocketArgument, socket->range, {Spell(type)}));
  if (!CheckHanded(elaborator, call, *socket)) return Failed(call);
  Arguments handed;
  handed.values.push_back(std::move(socket));
  return Value(context, FunctionId::SocketCookie, call, std::move(handed));
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
