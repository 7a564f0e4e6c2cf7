// Hints at what was meant, by types. Leaves: what advice.h declares. Covered by tests/golden/diag/*.
#include "sema/advice.h"

#include <algorithm>
#include <optional>

#include "defs/number_texts.h"
#include "defs/usage_examples.h"
#include "probes/attach_point.h"
#include "sema/c_constants.h"
#include "sema/composites.h"
#include "sema/literals.h"

namespace sonde::sema {
namespace {

bool IsByte(const Type& type) {
  return type.kind == TypeKind::Integer && type.size == 1 && type.is_signed;
}

bool IsBuiltin(const typed::Expr& expr, BuiltinId id) {
  return expr.kind == typed::ExprKind::Builtin && static_cast<const typed::Builtin&>(expr).id == id;
}

// A value that may well be an address: a pointer, or a word that came by a register.
bool MayBeAddress(const typed::Expr& expr) {
  return IsPointer(*expr.type) || IsBuiltin(expr, BuiltinId::Arg) || IsBuiltin(expr, BuiltinId::Retval) ||
         (expr.type->kind == TypeKind::Integer && expr.type->size == 8 &&
          expr.type->space != AddressSpace::None);
}

bool IsDecimal(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

std::string Quoted(const std::string& text) {
  return "\"" + text + "\"";
}

void Wrap(Diagnostic& diagnostic, SourceRange range, const std::string& function) {
  diagnostic.Fix({range.begin, range.begin}, function + "(").Fix({range.end, range.end}, ")");
}

// Letters that a text of this type has at most.
uint32_t LettersOf(const Type& type) {
  return type.size > 0 ? type.size - 1 : 0;
}

void WarnText(Context& context, SourceRange range, BinaryOp op, const typed::Expr& value,
              const std::string& text) {
  const std::string what = context.Text(value.range);
  const char* always = op == BinaryOp::Equal ? "never true" : "always true";
  const std::string sign = op == BinaryOp::Equal ? " == " : " != ";
  const bool name = IsBuiltin(value, BuiltinId::Comm);
  if (name && text.size() > LettersOf(*value.type)) {
    context.Report(DiagId::NeverTrue, range, {always, "comm has at most 15 letters"})
        .Hint("write " + what + sign + Quoted(text.substr(0, LettersOf(*value.type))));
  } else if (name && text.starts_with('/')) {
    context.Report(DiagId::NeverTrue, range, {always, "comm is the name of the program without its folder"})
        .Hint("write " + what + sign +
              Quoted(text.substr(text.rfind('/') + 1).substr(0, LettersOf(*value.type))));
  } else if (name && text.find('*') != std::string::npos) {
    context
        .Report(DiagId::NeverTrue, range, {always, "== compares letter by letter, and * is none of a name"})
        .Hint("write " + std::string(op == BinaryOp::Equal ? "" : "!") + "match(" + what + ", " +
              Quoted(text) + ")");
  }
}

// An argument of the probe to show in an example: a number, or the address of a text; else what every probe
// has.
std::string AnArgument(const Context& context, bool text) {
  const std::string otherwise = text ? "$1" : "pid";
  if (context.instance == nullptr || context.placeholder()) return otherwise;
  const uint32_t flags = context.probe_type().flags;
  if (context.probe_type().kind == ProbeKind::Kprobe || context.probe_type().kind == ProbeKind::Uprobe)
    return "arg0";
  if ((flags & AtReturn) != 0) return text ? otherwise : "retval";
  if ((flags & HasRecord) == 0) return otherwise;
  const auto arguments = DescribeArguments(context.target().spec, context.host);
  if (!arguments) return otherwise;
  for (const ProbeArgument& argument : *arguments) {
    if (argument.is_common || argument.name.starts_with("__") || !argument.type || !argument.problem.empty())
      continue;
    if (text ? IsTextAddress(*argument.type) : IsInteger(*argument.type)) return "args." + argument.name;
  }
  return otherwise;
}

void Replace(std::string& text, std::string_view from, const std::string& to) {
  const size_t at = text.find(from);
  if (at != std::string::npos) text.replace(at, from.size(), to);
}

// An unsigned number of less than 64 bits is no negative one.
void WarnNegative(Context& context, SourceRange range, BinaryOp op, const typed::Expr& left,
                  const typed::Expr& right) {
  const Type& type = *left.type;
  const bool natural = type.kind == TypeKind::Integer && !type.is_signed && !type.flexible && type.size < 8 &&
                       !IsLiteralInteger(left);
  if (!natural || !IsLiteralInteger(right) || IsLive(right) || !NumberOf(right).negative) return;
  Diagnostic& diagnostic = context.Report(DiagId::NeverTrue, range,
                                          {op == BinaryOp::Equal ? "never true" : "always true",
                                           context.Text(left.range) + " is unsigned: it is never below 0"});
  if (NumberOf(right).bits == ~0ULL && type.size == 4 && left.kind != typed::ExprKind::Builtin)
    diagnostic.Hint("-1 in 32 bits is 0xffffffff: write " + context.Text(left.range) + " " +
                    std::string(Spelling(op)) + " 0xffffffff");
}

// 5 < pid < 10 compares 1 or 0 with 10.
void WarnChain(Context& context, SourceRange range, BinaryOp op, const typed::Expr& left,
               const typed::Expr& right) {
  const bool negated = left.kind == typed::ExprKind::Unary &&
                       static_cast<const typed::Unary&>(left).op == UnaryOp::Not &&
                       right.type->kind != TypeKind::Bool && IsComparison(op);
  const std::string negation = context.Text(left.range);
  if (negated && IsLiteralInteger(right) && NumberOf(right).bits > 1 && negation.size() > 1) {
    context.Report(DiagId::ComparedTruth, range, {negation, context.Text(right.range)})
        .Hint("write " + negation.substr(1) + (op == BinaryOp::Equal ? " != " : " == ") +
              context.Text(right.range));
    return;
  }
  const bool orders = op == BinaryOp::Less || op == BinaryOp::LessEqual || op == BinaryOp::Greater ||
                      op == BinaryOp::GreaterEqual;
  if (!orders || left.kind != typed::ExprKind::Binary || right.type->kind == TypeKind::Bool) return;
  const auto& first = static_cast<const typed::Binary&>(left);
  if (!IsComparison(first.op)) return;
  const std::string middle = context.Text(first.right->range);
  const std::string whole = context.Text(left.range);
  const std::string last = context.Text(right.range);
  if (middle.empty() || whole.empty() || last.empty()) return;
  context.Report(DiagId::ComparedTruth, range, {whole, last})
      .Hint("write " + whole + " && " + middle + " " + std::string(Spelling(op)) + " " + last);
}

}  // namespace

bool IsTextAddress(const Type& type) {
  return IsPointer(type) && !type.pointer.reference && !type.pointer.kept && IsByte(*type.element);
}

void WarnTextAddress(Context& context, const typed::Expr& value, SourceRange range, std::string_view how) {
  const std::string written = context.Text(range);
  if (written.empty() || context.placeholder()) return;
  const Type& type = *value.type;
  const bool texts = IsPointer(type) && !type.pointer.kept && IsTextAddress(*type.element);
  if (texts) {
    context.Report(DiagId::TextAddress, range, {written, std::string(how)})
        .Hint("it points to several texts: write join(" + written + "), or str(" + written +
              "[0]) for the first");
    return;
  }
  context.Report(DiagId::TextAddress, range, {written, std::string(how)})
      .Hint("write str(" + written + ") for the text there");
}

void AdviseComparison(const Context& context, Diagnostic& diagnostic, BinaryOp op, const typed::Expr& left,
                      const typed::Expr& right) {
  const bool left_text = left.type->kind == TypeKind::String;
  const typed::Expr& text = left_text ? left : right;
  const typed::Expr& other = left_text ? right : left;
  const typed::Expr& rows = left.type->kind == TypeKind::Aggregate ? left : right;
  if (rows.type->kind == TypeKind::Aggregate && KindOf(rows.type->function) != Buckets::Kind::None) {
    const std::string map = context.Text(rows.range);
    diagnostic.Hint(map +
                    " is many numbers, one for each row; how many values it has had is kept beside it: " +
                    (map == "@" ? "@n" : map.substr(0, map.find('[')) + "_n") + " = count()");
  }
  if (text.type->kind != TypeKind::String || other.type->kind == TypeKind::String) return;
  const std::string value = context.Text(other.range);
  const std::string sign = " " + std::string(Spelling(op)) + " ";
  if (value.empty()) return;
  const auto named = IsLiteralString(text) ? FindCConstant(TextOf(text)) : std::nullopt;
  if (named && other.type->kind == TypeKind::Integer && !left_text) {
    const std::string number = std::to_string(named->error ? -named->value : named->value);
    diagnostic
        .Hint(value + " is a number, and " + TextOf(text) + " is " + number + ": write " + value + sign +
              number)
        .Fix(text.range, number);
    return;
  }
  if (IsLiteralString(text) && IsInteger(*other.type) && value.ends_with("id")) {  // args.id of raw_syscalls
    for (const NumberText& call : kSyscallNames) {
      if (call.text != TextOf(text)) continue;
      const std::string number = std::to_string(call.number);
      diagnostic
          .Hint(value + " is the number of a system call, and " + TextOf(text) + " has " + number +
                ": write " + value + sign + number + "; its name is syscall_name(" + value + ")")
          .Fix(text.range, number);
      return;
    }
  }
  if (IsLiteralString(text) && IsDecimal(TextOf(text)) && !IsTextAddress(*other.type)) {
    const std::string number = TextOf(text);
    diagnostic.Hint(value + " is a number: write " +
                    (left_text ? number + sign + value : value + sign + number));
    diagnostic.Fix(text.range, number);
  } else if (IsLiteralInteger(other)) {
    const std::string number = context.Text(text.range);
    diagnostic.Hint(number + " is a text: write " +
                    (left_text ? number + sign + Quoted(value) : Quoted(value) + sign + number));
    diagnostic.Fix(other.range, Quoted(value));
  } else if (MayBeAddress(other)) {
    const std::string read = "str(" + value + ")";
    const std::string seen = context.Text(text.range);
    diagnostic.Hint(value + " is an address; the text there is " + read + ": write " +
                    (left_text ? seen + sign + read : read + sign + seen));
    Wrap(diagnostic, other.range, "str");
  } else if (IsByte(*other.type) && other.kind == typed::ExprKind::Index && IsLiteralString(text)) {
    const std::string base = value.substr(0, value.rfind('['));
    const std::string code =
        std::to_string(TextOf(text).empty() ? 0 : static_cast<unsigned char>(TextOf(text)[0]));
    diagnostic
        .Hint(value + " is a number, the code of a letter: write strncmp(" + base + ", " +
              context.Text(text.range) + ", 1) == 0, or compare with its code: " + value + sign + code)
        .Fix(text.range, code);
  } else {
    const bool user = IsBuiltin(other, BuiltinId::Uid) || IsBuiltin(other, BuiltinId::Gid) ||
                      value == "uid" || value == "gid" || value == "euid";
    if (user && IsLiteralString(text)) {
      const std::string name = TextOf(text);
      diagnostic.Hint(value + " is a number: write " + value + sign +
                      (name == "root" ? "0"
                                      : "1000 (id " + std::string(value == "gid" ? "-g " : "-u ") + name +
                                            " says which it is)"));
      if (name == "root") diagnostic.Fix(text.range, "0");
      return;
    }
    diagnostic.Hint(value + " is a number: write a number without quotes, or compare a text: comm" + sign +
                    context.Text(text.range));
  }
}

void WarnAlone(Context& context, BinaryOp op, const typed::Expr& left, const typed::Expr& right) {
  if (left.kind != typed::ExprKind::Binary || context.placeholder()) return;
  const auto& compared = static_cast<const typed::Binary&>(left);
  const std::string written = context.Text(right.range);
  const bool literal = IsLiteralString(right) || (IsLiteralInteger(right) && !IsLive(right));
  const bool plain = !written.empty() && (written.front() == '"' || IsDecimal(written));
  if (!literal || !plain || !IsComparison(compared.op)) return;
  if (IsLiteralInteger(right) && NumberOf(right).bits <= 1) return;
  if (IsLiteralString(right) && TextOf(right).empty()) return;
  const std::string what = context.Text(compared.left->range);
  if (what.empty()) return;
  const std::string kind = IsLiteralString(right) ? "a text" : "a number";
  Diagnostic& diagnostic = context.Report(DiagId::NeverTrue, right.range,
                                          {"always true", kind + " alone is compared with nothing"});
  const bool other = compared.op == BinaryOp::NotEqual && op == BinaryOp::Or;  // is true of all
  diagnostic.Hint("write " + context.Text(left.range) +
                  (other ? " && " : " " + std::string(Spelling(op)) + " ") + what + " " +
                  std::string(Spelling(compared.op)) + " " + written);
}

void WarnNeverTrue(Context& context, SourceRange range, BinaryOp op, const typed::Expr& left,
                   const typed::Expr& right) {
  if (context.Text(range).empty()) return;
  const bool equality = op == BinaryOp::Equal || op == BinaryOp::NotEqual;
  if (equality && IsLiteralString(right) && left.type->kind == TypeKind::String && !IsLiteralString(left))
    return WarnText(context, range, op, left, TextOf(right));
  if (equality && IsLiteralString(left) && right.type->kind == TypeKind::String && !IsLiteralString(right))
    return WarnText(context, range, op, right, TextOf(left));
  if (equality) WarnNegative(context, range, op, left, right);
  WarnChain(context, range, op, left, right);
  const bool below = op == BinaryOp::Less || op == BinaryOp::GreaterEqual;
  const bool zero = IsLiteralInteger(right) && !IsLive(right) && NumberOf(right).bits == 0;
  const Type& type = *left.type;
  const bool natural =
      type.kind == TypeKind::Integer && !type.is_signed && !type.flexible && !IsLiteralInteger(left);
  if (!below || !zero || !natural) return;
  context
      .Report(DiagId::NeverTrue, range,
              {op == BinaryOp::Less ? "never true" : "always true",
               context.Text(left.range) + " is unsigned: it is never below 0"})
      .Hint("if the number has a sign, say so: (int64)" + context.Text(left.range) +
            (op == BinaryOp::Less ? " < 0" : " >= 0"));
}

void AdviseArguments(const Context& context, Diagnostic& diagnostic, const std::string& name,
                     SourceRange range, const std::vector<ProbeArgument>& arguments) {
  const bool named = name == RowOf(BuiltinId::Retval).name || name == "ret" || name == "return";
  const bool result = named && (context.probe_type().flags & AtReturn) != 0;
  if (result && (context.probe_type().flags & HasRecord) == 0) {
    const std::string instead(RowOf(BuiltinId::Retval).name);
    diagnostic.Hint("the result is no argument: write " + instead).Fix(range, instead);
    return;
  }
  std::string names;
  for (const ProbeArgument& argument : arguments) {
    if (!argument.is_common) names += (names.empty() ? "" : ", ") + argument.name;
  }
  if (!names.empty()) diagnostic.Hint("it has: " + names);
}

std::string StructBehind(const Context& context, const typed::Expr& value) {
  const std::string otherwise;
  if (!IsBuiltin(value, BuiltinId::Arg) || context.placeholder()) return otherwise;
  const auto* kernel = std::get_if<KernelSpec>(&context.target().spec.detail);
  const auto btf = context.host.KernelBtf();
  if (kernel == nullptr || !btf || kernel->address) return otherwise;
  const auto function = (*btf)->FindFunction(kernel->function);
  const uint32_t number = static_cast<const typed::Builtin&>(value).argument;
  if (!function || number >= function->parameters.size()) return otherwise;
  const TypePtr& type = function->parameters[number].type;
  const bool points = type && IsPointer(*type) && type->element->kind == TypeKind::Struct;
  return points ? Spell(*type->element) : otherwise;
}

typed::ExprPtr RefuseArgument(Context& context, SourceRange range, const std::string& where, uint64_t number,
                              uint64_t count) {
  const std::string last = std::to_string(count - 1);
  const bool registers = (context.probe_type().flags & HasRawArguments) == 0 && where != "usdt";
  context.Report(DiagId::ArgTooLarge, range, {where, std::to_string(number)})
      .Hint(registers ? "arguments come in registers: there are arg0 to arg" + last +
                            "; what is behind them lies on the stack"
                      : "there are arg0 to arg" + last);
  return Poison(range);
}

bool IsPosition(const typed::Expr& value) {
  return value.kind == typed::ExprKind::Apply &&
         typed::As<typed::Apply>(value).function == FunctionId::Strstr;
}

void WarnPosition(Context& context, const typed::Expr& value) {
  const std::string call = context.Text(value.range);
  constexpr std::string_view kName = RowOf(FunctionId::Strstr).name;
  if (!call.starts_with(kName)) return;
  context
      .Report(DiagId::NeverTrue, value.range,
              {"true of nearly all", "strstr() gives a position, which is below 0 where there is none"})
      .Hint("write strcontains" + call.substr(kName.size()) + ", or " + call + " >= 0");
}

bool WarnNoAddress(Context& context, const typed::Expr& value, std::string_view function) {
  constexpr BuiltinId kNumbers[] = {BuiltinId::Pid, BuiltinId::Tid,   BuiltinId::Uid,     BuiltinId::Gid,
                                    BuiltinId::Cpu, BuiltinId::Nsecs, BuiltinId::Elapsed, BuiltinId::Rand};
  const bool number = value.kind == typed::ExprKind::Builtin &&
                      std::any_of(std::begin(kNumbers), std::end(kNumbers),
                                  [&](BuiltinId id) { return IsBuiltin(value, id); });
  const std::string written = context.Text(value.range);
  if (!number || written.empty()) return false;
  context.Report(DiagId::NotAnAddress, value.range, {written, std::string(function)})
      .Hint("a number is put into text where it is printed: printf(\"%d\\n\", " + written + ")");
  return true;
}

void AdviseNoValue(const Context& context, Diagnostic& diagnostic, SourceRange range) {
  const std::string written = context.Text(range);
  if (written.starts_with('{'))
    diagnostic.Hint(
        "{ } is a block, and this one has no value; a map needs no beginning: it is there with its first "
        "key, @name[comm] = 1");
}

namespace {

// Where the parts of `list` begin and end that commas separate, outside of brackets and texts.
std::vector<std::string> SplitArguments(std::string_view list) {
  std::vector<std::string> parts(1);
  int depth = 0;
  bool quoted = false;
  for (const char c : list) {
    if (c == '"') quoted = !quoted;
    if (!quoted && (c == '(' || c == '[')) ++depth;
    if (!quoted && (c == ')' || c == ']')) --depth;
    if (c == ',' && depth == 0 && !quoted) {
      parts.emplace_back();
    } else if (c != ' ' || !parts.back().empty()) {
      parts.back() += c;
    }
  }
  if (parts.back().empty()) parts.pop_back();
  return parts;
}

// The call with its own arguments, as many as the example has: what is missing comes from there. Empty if
// nothing of the call would be left, or the example is no call.
std::string OwnUsage(const Context& context, const ast::Call& call, const std::string& example) {
  const size_t open = example.find(call.name.text + "(");
  const size_t close = example.rfind(')');
  if (open == std::string::npos || close == std::string::npos || call.args.empty()) return {};
  const size_t from = open + call.name.text.size() + 1;
  std::vector<std::string> parts = SplitArguments(std::string_view(example).substr(from, close - from));
  if (parts.empty() || parts.size() == call.args.size()) return {};
  for (size_t i = 0; i < std::min(parts.size(), call.args.size()); ++i) {
    const std::string own = context.Text(call.args[i]->range);
    if (own.empty()) return {};
    parts[i] = own;
  }
  std::string written = call.name.text + "(";
  for (size_t i = 0; i < parts.size(); ++i)
    written += (i == 0 ? "" : ", ") + parts[i];
  return written + ")";
}

}  // namespace

void AdviseUsage(const Context& context, Diagnostic& diagnostic, const ast::Call& call) {
  std::string example(ExampleOf(call.name.text));
  Replace(example, "NUMBER", AnArgument(context, false));
  Replace(example, "ADDRESS", AnArgument(context, true));
  const bool empty = call.args.empty();
  if (call.name.text == RowOf(Aggregation::Hist).name && call.args.size() == 4) {
    const std::string other(RowOf(Aggregation::Lhist).name);
    const SourceRange values{call.args.front()->range.begin, call.args.back()->range.end};
    diagnostic.Hint("rows of one width are those of " + other + "(" + context.Text(values) + ")")
        .Fix(call.name.range, other);
    return;
  }
  const bool count = diagnostic.id == DiagId::ArgumentCount;
  const std::string own = count ? OwnUsage(context, call, example) : std::string();
  if (!own.empty()) {
    diagnostic.Hint("write " + own);
  } else if (!example.empty()) {
    diagnostic.Hint("for example: " + example);
  }
  const bool shell = empty && context.source != nullptr && context.source->name() == "stdin" &&
                     context.source->text().find('$') == std::string::npos;
  if (shell)
    diagnostic.Hint(
        "if there was a $1 or $x, the shell took it: put the script in single quotes, sonde -e '...'");
}

void AdviseFormat(const Context& context, Diagnostic& diagnostic, BinaryOp op, const typed::Expr& left,
                  const typed::Expr& right) {
  const bool left_text = left.type->kind == TypeKind::String;
  const bool right_text = right.type->kind == TypeKind::String;
  if (!left_text && !right_text) return;
  const std::string a = context.Text(left.range);
  const std::string b = context.Text(right.range);
  if (a.empty() || b.empty()) return;
  if (op == BinaryOp::Mod && IsLiteralString(left)) {
    std::string format = a;
    if (format.size() > 1 && !format.ends_with("\\n\"")) format.insert(format.size() - 1, "\\n");
    diagnostic.Hint("values are put into text by printf(" + format + ", " + b + ")");
  } else if (op != BinaryOp::Add && left_text && right_text) {
    diagnostic.Hint("texts are compared by == and !=, joined by str_concat(" + a + ", " + b + ")");
  } else if (op == BinaryOp::Add && left_text && right_text) {
    diagnostic.Hint("texts are joined by str_concat(" + a + ", " + b + ")");
  } else if (op == BinaryOp::Add) {
    // A literal text becomes part of the format.
    const bool literal = IsLiteralString(left) || IsLiteralString(right);
    const auto inside = [](const std::string& quoted) { return quoted.substr(1, quoted.size() - 2); };
    const std::string known = IsLiteralString(left)    ? inside(a) + "%d\\n\", " + b
                              : IsLiteralString(right) ? "%d" + inside(b) + "\\n\", " + a
                                                       : std::string();
    const std::string both = std::string(left_text ? "%s%d" : "%d%s") + "\\n\", " + a + ", " + b;
    diagnostic.Hint("values are put into text by printf(\"" + (literal ? known : both) + ")");
  } else if (left_text != right_text) {
    diagnostic.Hint((left_text ? a : b) +
                    " is a text, with which nothing is computed; its length is strlen(" +
                    (left_text ? a : b) + ")");
  }
}

}  // namespace sonde::sema
