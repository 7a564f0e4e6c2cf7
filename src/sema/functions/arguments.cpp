// Checking arguments by the words of signatures. Leaves: what arguments.h declares. Covered by the tests
// named there.
#include "sema/functions/arguments.h"

#include <limits>

#include "sema/advice.h"
#include "sema/functions/results.h"
#include "sema/names.h"

namespace sonde::sema {
namespace {

bool IsByte(const Type& type) {
  return type.kind == TypeKind::Integer && type.size == 1;
}

// The function that the script has called.
std::string NameOf(const ast::Call& call) {
  return call.speaks_for.empty() ? call.name.text : std::string(call.speaks_for);
}

ExprPtr Refuse(Elaborator& elaborator, const ast::Call& call, const typed::Expr& value,
               const char* supported) {
  AdviseUsage(elaborator.context,
              elaborator.context.Report(DiagId::OnlySupports, value.range,
                                        {NameOf(call), supported, Spell(*value.type)}),
              call);
  return Poison(value.range);
}

ExprPtr CheckInt(Elaborator& elaborator, const ast::Call& call, const ast::Expr& arg) {
  ExprPtr value = elaborator.Value(arg);
  if (Unresolved(value) || IsInteger(*value->type)) return value;
  return Refuse(elaborator, call, *value, "integer");
}

ExprPtr CheckLength(Elaborator& elaborator, const ast::Call& call, const ast::Expr& arg) {
  ExprPtr value = CheckInt(elaborator, call, arg);
  if (Unresolved(value)) return value;
  const auto literal = LiteralNumber(*value);
  if (!literal || !literal->negative) return value;
  return elaborator.context.ReportAndPoison(DiagId::NegativeLength, value->range,
                                            {NameOf(call), literal->Text()});
}

ExprPtr CheckAddress(Elaborator& elaborator, const ast::Call& call, const ast::Expr& arg) {
  ExprPtr value = elaborator.Value(arg);
  if (Unresolved(value) || IsInteger(*value->type) || IsPointer(*value->type)) return value;
  return Refuse(elaborator, call, *value, "integer or pointer");
}

ExprPtr CheckSymbolAddress(Elaborator& elaborator, const ast::Call& call, const ast::Expr& arg) {
  ExprPtr value = elaborator.Value(arg);
  if (Unresolved(value)) return value;
  if (IsInteger(*value->type) || IsPointer(*value->type)) return ToWord(elaborator.context, std::move(value));
  AdviseUsage(
      elaborator.context,
      elaborator.context.Report(DiagId::ExpectsAddress, value->range, {NameOf(call), Spell(*value->type)}),
      call);
  return Poison(value->range);
}

ExprPtr CheckText(Elaborator& elaborator, const ast::Call& call, const ast::Expr& arg) {
  ExprPtr value = elaborator.Value(arg);
  if (Unresolved(value) || value->type->kind == TypeKind::String) return value;
  const Type& type = *value->type;
  if (type.kind == TypeKind::Array && IsByte(*type.element) && type.size != 0) {
    return Reinterpret(std::move(value), StringType(type.size));
  }
  if (!IsPointer(type) || !IsByte(*type.element)) {
    Diagnostic& diagnostic =
        elaborator.context.Report(DiagId::OnlySupports, arg.range, {NameOf(call), "string", Spell(type)});
    const std::string written = elaborator.context.Text(arg.range);
    if (IsInteger(type) && type.size == 8 && !IsLiteralInteger(*value) && !written.empty()) {
      diagnostic.Hint("if it is the address of a text, write str(" + written + ")");
    } else {
      AdviseUsage(elaborator.context, diagnostic, call);
    }
    return Poison(arg.range);
  }
  AddressSpace space = type.space;
  if (space == AddressSpace::None) space = elaborator.context.DefaultSpace();
  elaborator.context.WarnWithoutSpace(space, arg.range);
  const auto capacity = static_cast<uint32_t>(elaborator.context.config.max_strlen);
  return ReadText(arg.range, capacity, space, std::move(value));
}

// A parameter of the command line is text only in str().
void SuggestStr(Elaborator& elaborator, Diagnostic& diagnostic, const ast::Expr& arg) {
  const auto use_str = [&](Diagnostic& target) {
    target.Fix({arg.range.begin, arg.range.begin}, "str(").Fix({arg.range.end, arg.range.end}, ")");
  };
  use_str(diagnostic);
  const std::string parameter = "$" + std::to_string(ast::As<ast::PositionalParam>(arg).index);
  use_str(elaborator.context.Report(DiagId::UseStr, arg.range, {parameter, parameter}));
}

// printf(pid): the value stands behind a format. What stands in the wrong order is exchanged.
void SuggestFormat(Elaborator& elaborator, Diagnostic& diagnostic, const ast::Call& call,
                   const ast::Expr& arg, bool text) {
  const std::string written = elaborator.context.Text(arg.range);
  const bool first = &arg == call.args.front().get();
  if (first && call.args.size() == 2 && call.args[1]->kind == ast::ExprKind::StringLiteral &&
      !written.empty()) {
    const std::string literal = elaborator.context.Text(call.args[1]->range);
    diagnostic.Hint("the text comes first: " + call.name.text + "(" + literal + ", " + written + ")");
    diagnostic.Fix(arg.range, literal).Fix(call.args[1]->range, written);
  } else if (first && call.args.size() == 1 && !written.empty() &&
             RowOf(*FindFunction(call.name.text)).signature.variadic &&
             *FindFunction(call.name.text) != FunctionId::Cat) {
    const std::string format = text ? "\"%s\\n\", " : "\"%d\\n\", ";
    diagnostic.Hint("write " + call.name.text + "(" + format + written + ")");
    diagnostic.Fix({arg.range.begin, arg.range.begin}, format);
  } else {
    AdviseUsage(elaborator.context, diagnostic, call);
  }
}

ExprPtr CheckTextLiteral(Elaborator& elaborator, const ast::Call& call, const ast::Expr& arg) {
  // As a value its length would be limited.
  if (arg.kind == ast::ExprKind::StringLiteral) {
    return MakeString(arg.range, ast::As<ast::StringLiteral>(arg).value);
  }
  ExprPtr value = elaborator.Expression(arg);
  if (Unresolved(value) || IsLiteralString(*value)) return value;
  const bool text = value->type->kind == TypeKind::String;
  Diagnostic& diagnostic =
      elaborator.context.Report(DiagId::ExpectsLiteral, arg.range,
                                {NameOf(call), "string literal", text ? "string" : Spell(*value->type)});
  if (arg.kind == ast::ExprKind::PositionalParam) {
    SuggestStr(elaborator, diagnostic, arg);
  } else {
    SuggestFormat(elaborator, diagnostic, call, arg, text);
  }
  return Poison(arg.range);
}

bool CheckMap(Elaborator& elaborator, const ast::Call& call, const ast::Expr& arg, bool keyed,
              uint32_t& map) {
  if (elaborator.WholeMap(arg, NameOf(call), map) == nullptr) return false;
  return !keyed || CheckKeyed(elaborator, map, arg.range, NameOf(call) + "()");
}

// Null for those that are no values; `arguments.unresolved` says whether that was an error.
ExprPtr Check(Elaborator& elaborator, const ast::Call& call, const ast::Expr& arg, ParamKind kind,
              Arguments& arguments) {
  switch (kind) {
    case ParamKind::Any:
      return nullptr;
    case ParamKind::Value:
      return elaborator.Value(arg);
    case ParamKind::Int:
      return CheckInt(elaborator, call, arg);
    case ParamKind::Length:
      return CheckLength(elaborator, call, arg);
    case ParamKind::Address:
      return CheckAddress(elaborator, call, arg);
    case ParamKind::SymbolAddress:
      return CheckSymbolAddress(elaborator, call, arg);
    case ParamKind::Text:
      return CheckText(elaborator, call, arg);
    case ParamKind::TextLiteral:
      return CheckTextLiteral(elaborator, call, arg);
    case ParamKind::CountLiteral:
      return CheckCountLiteral(elaborator, call, arg);
    case ParamKind::Map:
    case ParamKind::KeyedMap:
      if (!CheckMap(elaborator, call, arg, kind == ParamKind::KeyedMap, arguments.map)) {
        arguments.unresolved = ErrorType();
      }
      return nullptr;
    case ParamKind::Key: {
      ExprPtr key = CheckKey(elaborator, arguments.map, arg);
      return key ? std::move(key) : Poison(arg.range);
    }
  }
  return nullptr;
}

}  // namespace

ExprPtr CheckCountLiteral(Elaborator& elaborator, const ast::Call& call, const ast::Expr& arg) {
  return CheckCountLiteral(elaborator, call, elaborator.Expression(arg));
}

ExprPtr CheckCountLiteral(Elaborator& elaborator, const ast::Call& call, ExprPtr value) {
  if (Unresolved(value)) return value;
  const auto number = LiteralNumber(*value);
  if (number && !number->negative && number->bits <= std::numeric_limits<uint32_t>::max()) return value;
  Diagnostic& diagnostic = elaborator.context.Report(
      DiagId::ExpectsLiteral, value->range, {NameOf(call), "non-negative int literal", Spell(*value->type)});
  if (call.name.text == RowOf(FunctionId::Print).name) {
    const std::string map = elaborator.context.Text(call.args[0]->range);
    diagnostic.Hint("print(" + map + ", 5) shows the 5 largest, print(" + map + ", 5, 10) divides by 10");
  }
  return Poison(value->range);
}

std::unique_ptr<typed::Apply> ReadText(SourceRange range, uint32_t capacity, AddressSpace space,
                                       ExprPtr address) {
  auto read = std::make_unique<typed::Apply>(FunctionId::Str, StringType(capacity), range);
  read->space = space;
  read->args.push_back(std::move(address));
  return read;
}

ExprPtr ByteCount(Context& context, ExprPtr length) {
  return Convert(context, ToWord(context, std::move(length)), IntegerType(8, false), false);
}

bool CheckKeyed(Elaborator& elaborator, uint32_t map, SourceRange range, const std::string& what) {
  if (elaborator.context.MapAt(map).shape != Shape::Scalar) return true;
  elaborator.context.Report(DiagId::ExpectsKeyedMap, range, {what});
  return false;
}

ExprPtr CheckKey(Elaborator& elaborator, uint32_t map, const ast::Expr& arg) {
  ExprPtr value = elaborator.Value(arg);
  const TypeKind kind = value->type->kind;
  if (!Unresolved(value) && (kind == TypeKind::None || kind == TypeKind::Void)) {
    elaborator.context.Report(DiagId::KeyType, value->range, {Spell(*value->type)});
    return nullptr;
  }
  if (!Unresolved(value) && kind == TypeKind::Aggregate) {
    elaborator.context.Report(DiagId::KeyAggregate, value->range, {Spell(*value->type)});
    return nullptr;
  }
  return elaborator.Key(map, std::move(value));
}

Arguments CheckArguments(Elaborator& elaborator, const FunctionRow& row, const ast::Call& call) {
  Arguments arguments;
  const Signature& signature = row.signature;
  if (!CheckArity(elaborator, call, signature.least, signature.most())) {
    arguments.unresolved = ErrorType();
    return arguments;
  }
  for (size_t i = 0; i < call.args.size(); ++i) {
    ExprPtr value = Check(elaborator, call, *call.args[i], signature.At(i).kind, arguments);
    if (!value && arguments.unresolved == ErrorType()) return arguments;  // no map: its key means nothing
    if (value && Unresolved(value) && !arguments.unresolved) arguments.unresolved = value->type;
    // Arguments in the wrong order are one mistake.
    const bool exchanged = value && value->type == ErrorType() && i == 0 && call.args.size() == 2 &&
                           signature.At(0).kind == ParamKind::TextLiteral &&
                           call.args[1]->kind == ast::ExprKind::StringLiteral;
    if (exchanged) return arguments;
    arguments.values.push_back(std::move(value));
  }
  return arguments;
}

}  // namespace sonde::sema
