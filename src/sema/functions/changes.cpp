// What changes the system: signal, signal_thread, override, write_user. Leaves: their rules. Covered by
// tests/golden/typed/functions/changes.bt, tests/golden/diag/functions/err.Signal*.bt and
// tests/run/changes.test.
#include <algorithm>
#include <cctype>

#include "base/nearest.h"
#include "sema/functions/calls.h"

namespace sonde::sema {
namespace {

constexpr uint64_t kMostSignals = 64;

struct SignalRow {
  uint64_t number;
  std::string_view name;
};

constexpr SignalRow kSignals[] = {
#define SIGNAL(number, name) {number, name},
#include "defs/signals.def"
};

// "SIGKILL", "sigkill", "KILL".
std::optional<uint64_t> FindSignal(std::string name) {
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  if (name.starts_with("SIG")) name.erase(0, 3);
  for (const SignalRow& row : kSignals)
    if (row.name == name) return row.number;
  return std::nullopt;
}

// The name that a misspelt one means; empty if none is near.
std::string NearestSignal(const std::string& name) {
  std::vector<std::string> names;
  for (const SignalRow& row : kSignals)
    names.emplace_back(row.name);
  return Nearest(name.starts_with("SIG") ? name.substr(3) : name, names);
}

// Calls that change something give nothing.
CallResult Done(const ast::Call& call, FunctionId function, std::vector<ExprPtr> args) {
  auto node = std::make_unique<typed::Apply>(function, IntegerType(8, true), call.range);
  node->args = std::move(args);
  auto statement = std::make_unique<typed::Evaluate>(call.range);
  statement->expr = std::move(node);
  return {nullptr, std::move(statement)};
}

// Null after a report.
ExprPtr SignalNumber(Elaborator& elaborator, const ast::Call& call) {
  Context& context = elaborator.context;
  ExprPtr value = elaborator.Value(*call.args[0]);
  if (Unresolved(value)) return value;
  if (IsLiteralString(*value)) {
    const auto number = FindSignal(TextOf(*value));
    if (number) return MakeInteger(value->range, Number::Of(*number));
    Diagnostic& diagnostic =
        context.Report(DiagId::SignalName, value->range, {call.name.text, TextOf(*value)});
    const std::string near = NearestSignal(TextOf(*value));
    if (!near.empty())
      diagnostic.Hint("did you mean " + call.name.text + "(\"" + near + "\")?")
          .Fix(value->range, "\"" + near + "\"");
    return Poison(value->range);
  }
  const auto number = LiteralNumber(*value);
  const bool bad = number && (number->negative || number->bits == 0 || number->bits > kMostSignals);
  if (!IsInteger(*value->type) || bad)
    return context.ReportAndPoison(DiagId::SignalNumber, value->range, {call.name.text});
  return ToWord(context, std::move(value));
}

// Where the kernel offers the helpers.
bool MaySignal(Elaborator& elaborator, const ast::Call& call) {
  Context& context = elaborator.context;
  if (context.placeholder()) return true;
  const ProbeTypeRow& row = context.probe_type();
  const uint32_t code = InKernel | InUser | HasRecord | HasRawArguments;
  if ((row.flags & code) != 0 || row.kind == ProbeKind::Profile) return true;
  context.Report(DiagId::SignalNotIn, call.range, {call.name.text, std::string(row.name)});
  return false;
}

CallResult SendSignal(Elaborator& elaborator, const ast::Call& call, FunctionId function) {
  if (!CheckUnsafe(elaborator, call) || !MaySignal(elaborator, call)) return Failed(call);
  std::vector<ExprPtr> args;
  args.push_back(SignalNumber(elaborator, call));
  if (Unresolved(args[0])) return {Unresolvable(args[0]->type, call.range), nullptr};
  return Done(call, function, std::move(args));
}

}  // namespace

CallResult RuleSignal(Elaborator& elaborator, const ast::Call& call, Arguments /*args*/) {
  return SendSignal(elaborator, call, FunctionId::Signal);
}

CallResult RuleSignalThread(Elaborator& elaborator, const ast::Call& call, Arguments /*args*/) {
  return SendSignal(elaborator, call, FunctionId::SignalThread);
}

CallResult RuleOverride(Elaborator& elaborator, const ast::Call& call, Arguments args) {
  Context& context = elaborator.context;
  if (!CheckUnsafe(elaborator, call)) return Failed(call);
  if (!context.placeholder() && context.probe_type().kind != ProbeKind::Kprobe) {
    return Value(context.ReportAndPoison(DiagId::OverridePlace, call.range));
  }
  std::vector<ExprPtr> values;
  values.push_back(ToWord(context, std::move(args.values[0])));
  return Done(call, FunctionId::Override, std::move(values));
}

// From a value's bytes, or from where a pointer of the kernel's memory leads.
CallResult RuleWriteUser(Elaborator& elaborator, const ast::Call& call, Arguments args) {
  Context& context = elaborator.context;
  if (!CheckUnsafe(elaborator, call)) return Failed(call);
  ExprPtr from = AsValue(context, elaborator.Expression(*call.args[1]));
  if (Unresolved(from)) return {Unresolvable(from->type, call.range), nullptr};
  const Type& type = *from->type;
  const auto length = LiteralNumber(*args.values[2]);
  const uint64_t most = IsPointer(type) ? context.config.max_strlen : type.size;
  if (length && length->bits > most) {
    return Value(context.ReportAndPoison(DiagId::WriteTooLong, args.values[2]->range,
                                         {length->Text(), std::to_string(most)}));
  }
  std::vector<ExprPtr> values;
  values.push_back(ToWord(context, std::move(args.values[0])));
  values.push_back(std::move(from));
  values.push_back(ByteCount(context, std::move(args.values[2])));
  auto node = std::make_unique<typed::Apply>(FunctionId::WriteUser, BoolType(), call.range);
  node->space = IsPointer(type) && type.space != AddressSpace::None ? type.space : AddressSpace::Kernel;
  node->args = std::move(values);
  return Value(std::move(node));
}

}  // namespace sonde::sema
