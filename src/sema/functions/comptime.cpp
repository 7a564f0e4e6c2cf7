// fail, static_assert and questions about types, all answered while compiling. Leaves: their rules.
// Covered by tests/golden/typed/comptime/* and tests/golden/diag/comptime/*.
#include <algorithm>

#include "base/format_spec.h"
#include "defs/attach.h"
#include "sema/functions/calls.h"
#include "sema/names.h"

namespace sonde::sema {
namespace {

CallResult Nothing(const ast::Call& call) {
  return Value(Unresolvable(VoidType(), call.range));
}

// The type that typeof(...) or an expression asks about.
TypePtr ArgumentType(Elaborator& elaborator, const ast::Expr& argument, const char* what) {
  const ast::Expr& expr = Plain(argument);
  if (expr.kind != ast::ExprKind::TypeQuery) return elaborator.ExpressionType(expr, what);
  const auto& query = ast::As<ast::TypeQuery>(expr);
  return query.op == ast::TypeQueryOp::Typeof ? elaborator.OperandType(query.operand, kTypeof)
                                              : elaborator.ExpressionType(expr, what);
}

template <typename Test>
CallResult Answer(Elaborator& elaborator, const ast::Call& call, Test test) {
  const TypePtr type = ArgumentType(elaborator, *call.args[0], call.name.text.c_str());
  if (Unresolved(type)) return Value(Unresolvable(type, call.range));
  return Value(MakeBool(call.range, test(*type)));
}

// An answer about the function that the argument, a literal, names.
template <typename Test>
CallResult OfKernelFunction(Elaborator& elaborator, const ast::Call& call, Test test) {
  const ExprPtr name = elaborator.Expression(*call.args[0]);
  if (Unresolved(name)) return Value(Unresolvable(name->type, call.range));
  if (!IsLiteralString(*name)) {
    return Value(elaborator.context.ReportAndPoison(DiagId::KfuncLiteral, name->range, {call.name.text}));
  }
  return Value(MakeBool(call.range, test(TextOf(*name))));
}

std::string Hex(uint64_t value, bool upper) {
  const char* digits = upper ? "0123456789ABCDEF" : "0123456789abcdef";
  std::string text;
  do {
    text.insert(text.begin(), digits[value & 15]);
    value >>= 4;
  } while (value != 0);
  return text;
}

std::string Convert(const FormatPiece& piece, const typed::Expr& value) {
  std::string text;
  if (IsLiteralString(value)) {
    text = TextOf(value);
  } else if (IsLiteralBool(value) && piece.conv == FormatConv::Text) {
    text = NumberOf(value).bits != 0 ? "true" : "false";
  } else if (piece.conv == FormatConv::HexLower || piece.conv == FormatConv::HexUpper) {
    text = (piece.alternate ? "0x" : "") + Hex(NumberOf(value).bits, piece.conv == FormatConv::HexUpper);
  } else {
    text = NumberOf(value).Text();
  }
  const size_t missing = piece.width > text.size() ? piece.width - text.size() : 0;
  return piece.left ? text + std::string(missing, ' ') : std::string(missing, ' ') + text;
}

// The arguments behind the format, all literals; nothing after a report.
std::optional<std::vector<ExprPtr>> LiteralArguments(Elaborator& elaborator, const ast::Call& call) {
  std::vector<ExprPtr> values;
  bool valid = true;
  for (size_t i = 1; i < call.args.size(); ++i) {
    ExprPtr value = elaborator.Expression(*call.args[i]);
    const bool literal = !Unresolved(value) && IsConstant(*value) && value->kind != typed::ExprKind::Tuple;
    if (!literal && value->type != ErrorType())
      elaborator.context.Report(DiagId::FailLiterals, call.args[i]->range);
    valid = valid && literal;
    values.push_back(std::move(value));
  }
  if (!valid) return std::nullopt;
  return values;
}

}  // namespace

CallResult RuleFail(Elaborator& elaborator, const ast::Call& call, Arguments /*args*/) {
  const ExprPtr format = elaborator.Expression(*call.args[0]);
  const auto values = LiteralArguments(elaborator, call);
  if (Unresolved(format) || !values) return Failed(call);
  if (!IsLiteralString(*format)) {
    elaborator.context.Report(DiagId::FailLiterals, format->range);
    return Failed(call);
  }
  std::string text;
  size_t next = 0;
  size_t wanted = 0;
  for (const auto& piece : ParseFormat(TextOf(*format))) {
    if (!piece.takes_argument()) {
      text += piece.text;
      continue;
    }
    ++wanted;
    if (next < values->size()) text += Convert(piece, *(*values)[next++]);
  }
  if (wanted != values->size()) {
    const DiagId id = wanted > values->size() ? DiagId::FormatTooFew : DiagId::FormatTooMany;
    elaborator.context.Report(id, call.range, {std::to_string(values->size()), std::to_string(wanted)});
    return Failed(call);
  }
  elaborator.context.Report(DiagId::FailCalled, call.range, {text});
  return Failed(call);
}

CallResult RuleStaticAssert(Elaborator& elaborator, const ast::Call& call, Arguments /*args*/) {
  const ExprPtr condition = ToCondition(elaborator.context, elaborator.Expression(*call.args[0]));
  const ExprPtr text = elaborator.Expression(*call.args[1]);
  if (Unresolved(condition)) return Value(Unresolvable(condition->type, call.range));
  if (Unresolved(text)) return Failed(call);
  if (!IsConstant(*condition)) {
    return Value(elaborator.context.ReportAndPoison(DiagId::ComptimeUnresolved, condition->range));
  }
  if (!IsLiteralString(*text)) {
    return Value(elaborator.context.ReportAndPoison(DiagId::ExpectsLiteral, text->range,
                                                    {call.name.text, "string literal", Spell(*text->type)}));
  }
  if (NumberOf(*condition).bits != 0) return Nothing(call);
  return Value(elaborator.context.ReportAndPoison(DiagId::FailCalled, call.range, {TextOf(*text)}));
}

CallResult RuleIsLiteral(Elaborator& elaborator, const ast::Call& call, Arguments /*args*/) {
  const ExprPtr value = elaborator.Expression(*call.args[0]);
  if (Unresolved(value)) return Value(Unresolvable(value->type, call.range));
  return Value(MakeBool(call.range, IsConstant(*value)));
}

CallResult RuleIsStr(Elaborator& elaborator, const ast::Call& call, Arguments /*args*/) {
  return Answer(elaborator, call, [](const Type& type) { return type.kind == TypeKind::String; });
}

CallResult RuleIsPtr(Elaborator& elaborator, const ast::Call& call, Arguments /*args*/) {
  return Answer(elaborator, call, [](const Type& type) { return IsPointer(type); });
}

CallResult RuleIsArray(Elaborator& elaborator, const ast::Call& call, Arguments /*args*/) {
  return Answer(elaborator, call, [](const Type& type) { return type.kind == TypeKind::Array; });
}

CallResult RuleIsInteger(Elaborator& elaborator, const ast::Call& call, Arguments /*args*/) {
  return Answer(elaborator, call, [](const Type& type) { return type.kind == TypeKind::Integer; });
}

CallResult RuleIsUnsignedInteger(Elaborator& elaborator, const ast::Call& call, Arguments /*args*/) {
  return Answer(elaborator, call,
                [](const Type& type) { return type.kind == TypeKind::Integer && !type.is_signed; });
}

CallResult RuleAssertStr(Elaborator& elaborator, const ast::Call& call, Arguments /*args*/) {
  const TypePtr type = ArgumentType(elaborator, *call.args[0], call.name.text.c_str());
  if (Unresolved(type)) return Value(Unresolvable(type, call.range));
  const bool many = type->kind == TypeKind::Array || IsPointer(*type);
  const bool bytes = many && type->element->kind == TypeKind::Integer && type->element->size == 1;
  if (bytes || type->kind == TypeKind::String) return Nothing(call);
  return Value(elaborator.context.ReportAndPoison(DiagId::OnlySupports, call.args[0]->range,
                                                  {call.name.text, "string", Spell(*type)}));
}

// By the types of the kernel that the program is compiled for.
bool KernelHas(Context& context, const std::string& function) {
  auto btf = context.host.KernelBtf();
  return btf.ok() && (*btf)->FindFunction(function).has_value();
}

bool ProbeMayCall(Context& context, const std::string& function) {
  const auto runs_here = [&](const Way& way) {
    return way.probe == context.probe_type().kind && (!way.feature || context.host.Has(*way.feature));
  };
  const auto* const way = std::find_if(std::begin(kWays), std::end(kWays), runs_here);
  return way != std::end(kWays) && context.host.MayCall(function, way->program);
}

CallResult RuleKfuncExist(Elaborator& elaborator, const ast::Call& call, Arguments /*args*/) {
  return OfKernelFunction(elaborator, call,
                          [&](const std::string& name) { return KernelHas(elaborator.context, name); });
}

CallResult RuleKfuncAllowed(Elaborator& elaborator, const ast::Call& call, Arguments /*args*/) {
  return OfKernelFunction(elaborator, call, [&](const std::string& name) {
    return !elaborator.context.placeholder() && ProbeMayCall(elaborator.context, name);
  });
}

CallResult RuleIsScalar(Elaborator& elaborator, const ast::Call& call, Arguments args) {
  const Shape shape = elaborator.context.MapAt(args.map).shape;
  if (shape == Shape::Unknown) return Value(Unresolvable(UnknownType(), call.range));
  return Value(MakeBool(call.range, shape == Shape::Scalar));
}

}  // namespace sonde::sema
