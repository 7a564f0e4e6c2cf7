// Builtins: their types and the probes they may stand in (language.md 7.6), bare words, args.NAME.
// Leaves: Elaborator's Builtin, Elaborate of identifiers, CheckArgument.
// Covered by tests/golden/typed/builtins/* and tests/golden/diag/builtins/*.
#include <algorithm>
#include <limits>

#include "base/nearest.h"
#include "defs/registers.h"
#include "probes/attach_point.h"
#include "probes/usdt.h"
#include "sema/advice.h"
#include "sema/argument_advice.h"
#include "sema/families.h"
#include "sema/functions/stacks.h"
#include "sema/names.h"

namespace sonde::sema {
namespace {

constexpr uint32_t kCommSize = 16;
constexpr uint32_t kRawArguments = 12;      // the kernel's MAX_BPF_FUNC_ARGS
constexpr uint32_t kMarkerArguments = 256;  // language.md: up to arg255
constexpr uint32_t kDefaultFrames = 127;
constexpr std::string_view kSyscalls = "syscalls";  // the tracepoint category

const std::vector<ProbeArgument>* Arguments(Context& context, SourceRange range,
                                            const std::string& name = {});
void SuggestNumbered(Context& context, Diagnostic& diagnostic, uint64_t number, SourceRange range);

TypePtr BuiltinType(Context& context, BuiltinId id) {
  switch (RowOf(id).type) {
    case BuiltinTypeOf::Uint32:
      return IntegerType(4, false);
    case BuiltinTypeOf::Time:
      return TimeType(Clock::Boot);
    case BuiltinTypeOf::Bool:
      return BoolType();
    case BuiltinTypeOf::UserName:
      return LateType(ValueKind::UserName);
    case BuiltinTypeOf::Comm:
      return StringType(kCommSize);
    case BuiltinTypeOf::Address:
      return IntegerType(8, false, context.DefaultSpace());
    case BuiltinTypeOf::Uint64:
    case BuiltinTypeOf::Own:
      break;
  }
  return IntegerType(8, false);
}

// Reports where a builtin stands in a probe that does not offer it.
bool Available(Elaborator& elaborator, BuiltinId id, uint64_t argument, SourceRange range) {
  if (elaborator.scope.function != nullptr && RowOf(id).where != BuiltinScope::Anywhere) {
    elaborator.context.Report(DiagId::OutsideProbe, range, {std::string(RowOf(id).name)});
    return false;
  }
  if (elaborator.context.placeholder()) return true;
  const ProbeTypeRow& row = elaborator.context.probe_type();
  const std::string probe(row.name);
  const bool marker = (row.flags & AtMarker) != 0;
  const bool function = (row.flags & (InKernel | InUser)) != 0 && !marker;
  const bool at_return = (row.flags & AtReturn) != 0;
  switch (RowOf(id).where) {
    case BuiltinScope::InFunction:
      if (function) return true;
      elaborator.context.Report(DiagId::BuiltinNotIn, range, {std::string(RowOf(id).name), probe})
          .Hint("the name of the probe is in `probe`");
      return false;
    case BuiltinScope::AtReturn: {
      // CheckResult says what such a probe returns, if anything.
      if ((function && at_return) || (row.flags & HasParameters) != 0) return true;
      AdviseResult(elaborator.context, range, function);
      return false;
    }
    case BuiltinScope::WithArguments: {
      const bool parameters = (row.flags & HasParameters) != 0;
      if ((function && !at_return && !parameters) || marker || (row.flags & HasRawArguments) != 0)
        return true;
      Diagnostic& diagnostic = elaborator.context.Report(DiagId::ArgNotIn, range, {std::to_string(argument)});
      if ((row.flags & HasRecord) != 0) {
        diagnostic.Hint("tracepoints have args.NAME");
        SuggestNumbered(elaborator.context, diagnostic, argument, range);
      }
      if (function && at_return && !parameters) {
        const std::string name = "arg" + std::to_string(argument);
        diagnostic.Hint("the arguments are known at the entry; keep them there: " +
                        OtherEnd(elaborator.context.target().spec) + " { @" + name + "[tid] = " + name +
                        " }, and read @" + name + "[tid] here");
      }
      if (parameters) {
        diagnostic.Hint(probe + " has args.NAME");
        SuggestNumbered(elaborator.context, diagnostic, argument, range);
      }
      if (diagnostic.hints.empty())
        diagnostic.Hint(
            "this probe has no arguments: kprobe, uprobe and usdt have; what the command line gives is $" +
            std::to_string(argument + 1));
      return false;
    }
    case BuiltinScope::WithContext: {
      if ((row.flags & HasContext) != 0) return true;
      const bool record = (row.flags & (HasRecord | HasRawArguments)) != 0;
      Diagnostic& diagnostic =
          elaborator.context.Report(DiagId::BuiltinNotIn, range, {std::string(RowOf(id).name), probe});
      if (record) diagnostic.Hint("Use args instead of ctx in " + probe);
      return false;
    }
    case BuiltinScope::Anywhere:
    case BuiltinScope::InProbe:
      break;
  }
  return true;
}

// The argument of a static probe as a variable that is fetched before the block begins: afterwards its memory
// may have changed, and functions of loops have no registers. Null after a report.
const typed::Fetch* FetchArgument(Elaborator& elaborator, uint32_t number, SourceRange range) {
  Context& context = elaborator.context;
  typed::Probe& probe = *elaborator.probe;
  const auto known = std::find_if(probe.fetched.begin(), probe.fetched.end(), [number](const auto& fetch) {
    return fetch.symbol.empty() && fetch.argument == number;
  });
  if (known != probe.fetched.end()) return &*known;
  typed::Fetch fetch{number, static_cast<uint32_t>(probe.variables.size()), {}, range};
  const auto& usdt = context.target().spec.As<UsdtSpec>();
  for (const MarkerPlace& place : usdt.places) {
    auto operand = ArgumentOfMarker(usdt, place, number, context.host);
    if (!operand) {
      context
          .Report(DiagId::UsdtArgument, range,
                  {std::to_string(number), context.target().spec.name, operand.error().Text()})
          .Hint("its arguments are: " + place.arguments);
      return nullptr;
    }
    fetch.from.push_back(std::move(*operand));
  }
  probe.variables.push_back({"arg" + std::to_string(number), BuiltinType(context, BuiltinId::Arg)});
  return &probe.fetched.emplace_back(std::move(fetch));
}

ExprPtr CheckMarkerArgument(Elaborator& elaborator, uint64_t number, SourceRange range) {
  if (number >= kMarkerArguments) {
    return RefuseArgument(elaborator.context, range, "usdt", number, kMarkerArguments);
  }
  const typed::Fetch* fetch = FetchArgument(elaborator, static_cast<uint32_t>(number), range);
  if (fetch == nullptr) return Poison(range);
  auto node = std::make_unique<typed::Variable>(BuiltinType(elaborator.context, BuiltinId::Arg), range);
  node->slot = fetch->slot;
  return node;
}

ExprPtr CheckRegisterArgument(Context& context, uint64_t number, SourceRange range) {
  const bool raw = (context.probe_type().flags & HasRawArguments) != 0;
  const uint64_t count = raw ? kRawArguments : kRegisterArguments;
  if (!context.placeholder() && number >= count)
    return RefuseArgument(context, range, std::string(kArchitecture), number, count);
  auto node = std::make_unique<typed::Builtin>(BuiltinType(context, BuiltinId::Arg), range);
  node->id = BuiltinId::Arg;
  node->argument = static_cast<uint32_t>(number);
  return node;
}

// retval: the register of the result, or the result by its type.
ExprPtr CheckResult(Context& context, SourceRange range) {
  TypePtr type = BuiltinType(context, BuiltinId::Retval);
  if (!context.placeholder() && (context.probe_type().flags & HasParameters) != 0) {
    const AttachSpec& spec = context.target().spec;
    const bool at_return = (context.probe_type().flags & AtReturn) != 0;
    type = at_return ? ResultOfProbe(spec, context.host) : nullptr;
    if (!type) {
      const std::string why =
          at_return ? spec.name + " returns nothing" : "fentry is before the function runs";
      Diagnostic& diagnostic = context.Report(DiagId::NoResult, range, {why});
      if (!at_return) diagnostic.Hint("write " + OtherEnd(spec) + " { ... }");
      return Poison(range);
    }
  }
  auto node = std::make_unique<typed::Builtin>(std::move(type), range);
  node->id = BuiltinId::Retval;
  return node;
}

// A pointer to a struct of the kernel's, in probes of programs too; the script's C text may describe it.
ExprPtr PointerTo(Elaborator& elaborator, const std::string& name, BuiltinId id, SourceRange range) {
  TypePtr type = elaborator.context.inference.c_definitions
                     ? elaborator.sources.TypeOf(*elaborator.context.inference.c_definitions, name)
                     : nullptr;
  if (!type) type = elaborator.sources.KernelType(name);
  if (!type) type = StructType(name, 0);
  auto node = std::make_unique<typed::Builtin>(PointerType(type, AddressSpace::Kernel), range);
  node->id = id;
  return node;
}

ExprPtr CheckCtx(Elaborator& elaborator, SourceRange range) {
  if (elaborator.context.placeholder()) return Poison(range);
  const auto* iter = std::get_if<IterSpec>(&elaborator.context.target().spec.detail);
  if (iter != nullptr)
    return PointerTo(elaborator, "struct bpf_iter__" + iter->object, BuiltinId::Ctx, range);
  const bool code = (elaborator.context.probe_type().flags & (InKernel | InUser)) != 0;
  return PointerTo(elaborator, code ? "struct pt_regs" : "struct bpf_perf_event_data", BuiltinId::Ctx, range);
}

// Without registers it is known: sonde runs what is special, and the kernel everything else.
ExprPtr CheckUsermode(Elaborator& elaborator, SourceRange range) {
  Context& context = elaborator.context;
  const uint32_t flags = context.placeholder() ? 0 : context.probe_type().flags;
  if (!context.placeholder() && (flags & HasRegisters) == 0) {
    ExprPtr known = MakeInteger(range, Number::Of((flags & Special) != 0 ? 1 : 0));
    return Reinterpret(std::move(known), IntegerType(1, false));
  }
  auto node = std::make_unique<typed::Builtin>(IntegerType(1, false), range);
  node->id = BuiltinId::Usermode;
  return node;
}

StackMode DefaultStackMode(Context& context) {
  return FindStackMode(context.config.stack_mode).value_or(StackMode::Default);
}

// Null after an error. `name`: of the argument that is wanted.
const std::vector<ProbeArgument>* Arguments(Context& context, SourceRange range, const std::string& name) {
  if (context.placeholder()) return nullptr;
  auto& described = context.instance->arguments;
  if (!described) described.emplace(DescribeArguments(context.target().spec, context.host));
  if (*described) return &*described.value();
  Diagnostic& diagnostic = context.Report(DiagId::ArgsUnavailable, range, {described->error().Text()});
  for (const auto& hint : described->error().hints)
    diagnostic.Hint(hint);
  const std::string numbered = name.empty() ? "" : NumberedArgument(context, name);
  if (!numbered.empty()) diagnostic.Hint("write " + numbered).Fix(range, numbered);
  return nullptr;
}

// What the probe has no part of, but the other end of the system call has.
void SuggestOtherEnd(Context& context, Diagnostic& diagnostic, const std::string& name) {
  const auto* tracepoint = std::get_if<TracepointSpec>(&context.target().spec.detail);
  if (tracepoint == nullptr || tracepoint->category != kSyscalls) return;
  const std::string& event = tracepoint->event;
  const std::string call = event.substr(std::min(event.find('_', 4) + 1, event.size()));
  const bool at_exit = event.starts_with("sys_exit_");
  const std::string other = "tracepoint:syscalls:" + std::string(at_exit ? "sys_enter_" : "sys_exit_") + call;
  if (!at_exit && (name == "ret" || name == "retval")) {
    diagnostic.Hint("the result is known at the exit: " + other + " has args.ret");
  } else if (at_exit && (name == "retval" || name == "result" || name == "return")) {
    diagnostic.Hint("write args.ret");
  } else if (at_exit) {
    const std::string map = "@" + name + "[tid]";
    diagnostic.Hint("the arguments are those of the entry; keep them there: " + other + " { " + map +
                    " = args." + name + " }, and read " + map + " here");
  }
}

// The field that an argument by its number is.
void SuggestNumbered(Context& context, Diagnostic& diagnostic, uint64_t number, SourceRange range) {
  const auto* arguments = Arguments(context, range);
  if (arguments == nullptr) return;
  std::string names;
  uint64_t index = 0;
  for (const auto& argument : *arguments) {
    if (argument.is_common || argument.name == "__syscall_nr") continue;
    if (index++ == number) diagnostic.Hint("write args." + argument.name).Fix(range, "args." + argument.name);
    names += (names.empty() ? "" : ", ") + argument.name;
  }
  if (!names.empty()) diagnostic.Hint("it has: " + names);
}

void SuggestArgument(Diagnostic& diagnostic, const ast::Name& name,
                     const std::vector<ProbeArgument>& arguments) {
  std::vector<std::string> names;
  for (const auto& argument : arguments) {
    if (!argument.is_common) names.push_back(argument.name);
  }
  const Suggestion near = FindNearest(name.text, names);
  if (near.certain) diagnostic.Hint("did you mean `" + near.name + "`?").Fix(name.range, near.name);
}

ExprPtr MakeArgument(Context& context, const ProbeArgument& argument, SourceRange name, SourceRange range) {
  if (!argument.problem.empty()) {
    return context.ReportAndPoison(DiagId::ArgumentType, name, {argument.name, argument.problem});
  }
  if (argument.type->kind == TypeKind::None) {
    return context.NotSupported(name, "arguments of this type are");
  }
  TypePtr type = argument.type;
  if (type->kind == TypeKind::Integer && argument.place.OfProgram()) {
    type = IntegerType(type->size, type->is_signed, AddressSpace::User);
  }
  // The integers that system calls are given may be addresses.
  const auto* tracepoint = std::get_if<TracepointSpec>(&context.target().spec.detail);
  if (type->kind == TypeKind::Integer && tracepoint != nullptr && tracepoint->category == kSyscalls) {
    type = IntegerType(type->size, type->is_signed, AddressSpace::User);
  }
  auto node = std::make_unique<typed::ContextField>(type, range);
  node->argument = argument;
  return node;
}

// The text or the bytes that a record has at an end of its own are what a part of the whole is; alone it is
// their address.
ExprPtr AsPart(Context& context, ExprPtr argument) {
  if (argument->kind != typed::ExprKind::ContextField || !IsPointer(*argument->type))
    return AsValue(context, std::move(argument));
  const ProbeArgument field = static_cast<typed::ContextField&>(*argument).argument;
  if (field.place.kind != Place::Kind::Dereference) return AsValue(context, std::move(argument));
  const SourceRange range = argument->range;
  const Type& element = *argument->type->element;
  const bool text = element.size == 1 && element.is_signed;
  const auto most = static_cast<uint32_t>(context.config.max_strlen);
  auto read =
      std::make_unique<typed::Apply>(text ? FunctionId::Str : FunctionId::Buf,
                                     text ? StringType(most) : BufferType(most - std::min(most, 4U)), range);
  read->space = AddressSpace::Kernel;
  read->args.push_back(ToWord(context, std::move(argument)));
  if (text) return read;
  // The upper half of the word that says where they are is their number.
  auto where = std::make_unique<typed::ContextField>(IntegerType(4, false), range);
  where->argument = field;
  where->argument.place.kind = Place::Kind::Context;
  ExprPtr length =
      MakeBinary(context, range, BinaryOp::ShiftRight, std::move(where), MakeInteger(range, Number::Of(16)));
  read->args.push_back(Convert(context, std::move(length), IntegerType(8, false), false));
  return read;
}

// The arguments of a probe as one record, those of every event left out.
ExprPtr CheckWholeArguments(Context& context, SourceRange range) {
  const auto* arguments = Arguments(context, range);
  if (arguments == nullptr) return Poison(range);
  std::vector<ExprPtr> elements;
  std::vector<std::string> names;
  for (const auto& argument : *arguments) {
    if (argument.is_common) continue;
    ExprPtr value = MakeArgument(context, argument, range, range);
    if (Unresolved(value)) return value;
    names.push_back(argument.name);
    elements.push_back(AsPart(context, std::move(value)));
  }
  return MakeTuple(context, range, std::move(elements), std::move(names));
}

}  // namespace

ExprPtr CheckNumberedArgument(Elaborator& elaborator, const ast::IndexAccess& node) {
  Diagnostic& diagnostic =
      elaborator.context.Report(DiagId::NotIndexable, node.range, {"args, whose parts have names"});
  if (node.index->kind == ast::ExprKind::IntegerLiteral)
    SuggestNumbered(elaborator.context, diagnostic, ast::As<ast::IntegerLiteral>(*node.index).value,
                    node.range);
  return Poison(node.range);
}

bool SuggestArgument(Elaborator& elaborator, Diagnostic& diagnostic, const std::string& name,
                     SourceRange range) {
  if (elaborator.scope.function != nullptr) return false;
  if (!HasArgument(elaborator.context, name)) {
    const std::string numbered = NumberedArgument(elaborator.context, name);
    if (numbered.empty()) return false;
    diagnostic.Hint("it is an argument of the function: write " + numbered).Fix(range, numbered);
    return true;
  }
  diagnostic.Hint("it is an argument of the probe: write args." + name).Fix(range, "args." + name);
  return true;
}

ExprPtr Elaborate(Elaborator& elaborator, const ast::Identifier& node) {
  if (const auto builtin = FindBuiltin(node.name)) {
    return elaborator.Builtin(builtin->id, builtin->argument, node.range);
  }
  if (ExprPtr enumerator = elaborator.sources.FindEnumerator(node)) return enumerator;
  const bool variable = elaborator.scope.Find("$" + node.name) != nullptr;
  const bool function = FindFunction(node.name) || FindAggregation(node.name);
  if (!variable && function && HasArgument(elaborator.context, node.name)) {
    elaborator.context.Report(DiagId::UnknownIdentifier, node.range, {node.name})
        .Hint("the function is written " + node.name + "(), the argument of the probe args." + node.name);
    return Poison(node.range);
  }
  if (!variable && !function && HasArgument(elaborator.context, node.name)) {
    Diagnostic& diagnostic = elaborator.context.Report(DiagId::UnknownIdentifier, node.range, {node.name});
    SuggestArgument(elaborator, diagnostic, node.name, node.range);
    return Poison(node.range);
  }
  if (!variable && !function && !NumberedArgument(elaborator.context, node.name).empty()) {
    Diagnostic& diagnostic = elaborator.context.Report(DiagId::UnknownIdentifier, node.range, {node.name});
    SuggestArgument(elaborator, diagnostic, node.name, node.range);
    return Poison(node.range);
  }
  return UnknownName(elaborator.context, DiagId::UnknownIdentifier, node.name, node.range, false, variable);
}

ExprPtr Elaborator::Builtin(BuiltinId id, uint64_t argument, SourceRange range) {
  if (!Available(*this, id, argument, range)) return Poison(range);
  switch (id) {
    case BuiltinId::Arg:
      if (!context.placeholder() && (context.probe_type().flags & AtMarker) != 0)
        return CheckMarkerArgument(*this, argument, range);
      return CheckRegisterArgument(context, argument, range);
    case BuiltinId::Retval:
      return CheckResult(context, range);
    case BuiltinId::Curtask:
      return PointerTo(*this, "struct task_struct", id, range);
    case BuiltinId::Ctx:
      return CheckCtx(*this, range);
    case BuiltinId::Args:
      return CheckWholeArguments(context, range);
    case BuiltinId::Probe:
      return MakeString(range, context.target().spec.name);
    case BuiltinId::ProbeType: {
      const ProbeKind kind = context.probe_type().kind;
      if (kind == ProbeKind::Begin || kind == ProbeKind::End) return MakeString(range, "special");
      return MakeString(range,
                        kind == ProbeKind::Bench ? "benchmark" : std::string(context.probe_type().name));
    }
    case BuiltinId::Kstack:
    case BuiltinId::Ustack:
    case BuiltinId::DwUstack: {
      StackMode mode = DefaultStackMode(context);
      const bool user = id != BuiltinId::Kstack;
      if (!user && mode == StackMode::BuildId) {
        context.ReportOnce(DiagId::BuildIdFallback, range);
        mode = StackMode::Raw;
      }
      const FunctionId walk = WalkOf(id);
      if (walk == FunctionId::DwUstack) probe->has_loops = true;
      return std::make_unique<typed::Apply>(walk, StackType(user, kDefaultFrames, mode), range);
    }
    case BuiltinId::Func: {
      const bool user = (context.probe_type().flags & InUser) != 0;
      return std::make_unique<typed::Apply>(user ? FunctionId::Usym : FunctionId::Ksym,
                                            LateType(user ? ValueKind::UserSymbol : ValueKind::KernelSymbol),
                                            range);
    }
    case BuiltinId::Config:
      return CheckConfig(*this, range);
    case BuiltinId::Usermode:
      return CheckUsermode(*this, range);
    case BuiltinId::Cpid:
      if (!context.options.has_child && !AsksForChild(context.program))
        context.Report(DiagId::NoChild, range).Hint("start the command with -c: sonde -c 'ls /' -e '...'");
      break;
    default:
      break;
  }
  auto node = std::make_unique<typed::Builtin>(BuiltinType(context, id), range);
  node->id = id;
  return node;
}

ExprPtr CheckArgument(Elaborator& elaborator, const ast::Name& field, SourceRange range) {
  if (elaborator.scope.function != nullptr)
    return elaborator.context.ReportAndPoison(DiagId::OutsideProbe, range, {"args"});
  const auto* arguments = Arguments(elaborator.context, range, field.text);
  if (arguments == nullptr) return Poison(range);
  const auto found = std::find_if(arguments->begin(), arguments->end(),
                                  [&](const auto& argument) { return argument.name == field.text; });
  if (found == arguments->end()) {
    const bool record = (elaborator.context.probe_type().flags & HasRecord) != 0;
    Diagnostic& diagnostic =
        record ? elaborator.context.Report(
                     DiagId::UnknownField, field.range,
                     {"struct " + elaborator.context.target().spec.name + "_args", field.text})
               : elaborator.context.Report(DiagId::UnknownArgument, field.range, {field.text});
    SuggestArgument(diagnostic, field, *arguments);
    SuggestOtherEnd(elaborator.context, diagnostic, field.text);
    AdviseArguments(elaborator.context, diagnostic, field.text, range, *arguments);
    return Poison(range);
  }
  if (found->is_common) return elaborator.context.ReportAndPoison(DiagId::CommonField, field.range);
  return MakeArgument(elaborator.context, *found, field.range, range);
}

}  // namespace sonde::sema
