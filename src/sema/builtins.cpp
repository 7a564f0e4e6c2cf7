// Builtins: their types and the probes they may stand in (language.md 7.6), bare words, args.NAME.
// Leaves: Checker's CheckIdentifier, CheckBuiltin, CheckArgument.
// Covered by tests/golden/typed/builtins/* and tests/golden/diag/builtins/*.
#include <algorithm>
#include <limits>

#include "probes/attach_point.h"
#include "sema/checker.h"
#include "sema/names.h"

namespace sonde::sema {
namespace {

constexpr uint32_t kCommSize = 16;
#if defined(__x86_64__)
constexpr uint32_t kRegisterArguments = 6;
constexpr const char* kArchitecture = "x86_64";
#elif defined(__aarch64__)
constexpr uint32_t kRegisterArguments = 8;
constexpr const char* kArchitecture = "arm64";
#else
constexpr uint32_t kRegisterArguments = 5;
constexpr const char* kArchitecture = "this architecture";
#endif
constexpr uint32_t kRawArguments = 12;  // the kernel's MAX_BPF_FUNC_ARGS
constexpr uint32_t kDefaultFrames = 127;
constexpr std::string_view kSyscalls = "syscalls";  // the tracepoint category

// What a function may be called from any probe without.
bool NeedsProbe(BuiltinId id) {
  switch (id) {
    case BuiltinId::Arg:
    case BuiltinId::Args:
    case BuiltinId::Retval:
    case BuiltinId::Func:
    case BuiltinId::Probe:
    case BuiltinId::ProbeType:
      return true;
    default:
      return false;
  }
}

}  // namespace

AddressSpace Checker::DefaultSpace() const {
  const ProbeTypeRow& row = probe_type();
  if ((row.flags & InUser) != 0) return AddressSpace::User;
  const bool kernel = (row.flags & InKernel) != 0 || row.context == ContextKind::TracepointRecord ||
                      row.context == ContextKind::RawArguments;
  return kernel ? AddressSpace::Kernel : AddressSpace::None;
}

ExprPtr Checker::CheckIdentifier(const ast::Identifier& node) {
  if (const auto builtin = FindBuiltin(node.name)) {
    return CheckBuiltin(builtin->id, builtin->argument, node.range);
  }
  if (ExprPtr enumerator = FindEnumerator(node)) return enumerator;
  return UnknownName(DiagId::UnknownIdentifier, node.name, node.range, false);
}

// A name that none of the tables has may be a macro of a header that is not there.
static void HintMissingHeaders(Diagnostic& diagnostic, CDefinitions* c) {
  if (c == nullptr || c->missing_headers().empty()) return;
  std::string headers;
  for (const std::string& name : c->missing_headers())
    headers += (headers.empty() ? "" : ", ") + name;
  diagnostic.Hint(
      "if it is a macro of " + headers +
      ": the headers of this kernel are not installed; install them, or define the macro in the script");
}

ExprPtr Checker::UnknownName(DiagId id, const std::string& name, SourceRange range, bool function) {
  if (IsLaterName(name)) return NotSupported(range, "`" + name + (function ? "()` is" : "` is"));
  if (const DeletedNameRow* row = FindDeletedName(name)) {
    Report(DiagId::DeletedName, range,
           {std::string(row->prefix), std::string(row->deprecated), std::string(row->last)})
        .Hint(std::string(row->hint));
    return Poison(range);
  }
  Diagnostic& diagnostic = Report(id, range, {name});
  std::vector<std::string> own = inference_.macro_names;
  for (const auto& other : program_.functions) {
    if (function) own.push_back(other.name.text);
  }
  const std::string near = Suggest(name, function, own);
  if (inference_.c_definitions && inference_.c_definitions->IsFunctionMacro(name)) {
    diagnostic.Hint("function-like macros of C are not available; a `macro` of the script can do the same");
  } else if (!near.empty()) {
    diagnostic.Hint("did you mean `" + near + "`?");
  } else if (!function) {
    HintMissingHeaders(diagnostic, inference_.c_definitions.get());
  }
  return Poison(range);
}

TypePtr Checker::BuiltinType(BuiltinId id) {
  switch (id) {
    case BuiltinId::Pid:
    case BuiltinId::Tid:
      return IntegerType(4, false);
    case BuiltinId::Comm:
      return StringType(kCommSize);
    case BuiltinId::Retval:
    case BuiltinId::Arg:
      return IntegerType(8, false, DefaultSpace());
    default:
      return IntegerType(8, false);
  }
}

// Reports where a builtin stands in a probe that does not offer it.
bool Checker::Available(BuiltinId id, uint64_t argument, SourceRange range) {
  if (function_ != nullptr && NeedsProbe(id)) {
    Report(DiagId::OutsideProbe, range, {std::string(RowOf(id).name)});
    return false;
  }
  if (placeholder()) return true;
  const ProbeTypeRow& row = probe_type();
  const std::string probe(row.name);
  const bool function = (row.flags & (InKernel | InUser)) != 0;
  const bool at_return = (row.flags & AtReturn) != 0;
  switch (id) {
    case BuiltinId::Func:
      if (function) return true;
      Report(DiagId::BuiltinNotIn, range, {std::string(RowOf(id).name), probe});
      return false;
    case BuiltinId::Retval: {
      if (function && at_return) return true;
      const bool tracepoint = row.context == ContextKind::TracepointRecord;
      Diagnostic& diagnostic =
          Report(DiagId::RetvalNotIn, range, {tracepoint ? " (try to use args.ret instead)" : ""});
      if (function) diagnostic.Hint("the return value is known at the return only: kretprobe or uretprobe");
      return false;
    }
    case BuiltinId::Arg: {
      if ((function && !at_return) || row.context == ContextKind::RawArguments) return true;
      Diagnostic& diagnostic = Report(DiagId::ArgNotIn, range, {std::to_string(argument)});
      if (row.context == ContextKind::TracepointRecord) diagnostic.Hint("tracepoints have args.NAME");
      return false;
    }
    default:
      return true;
  }
}

ExprPtr Checker::CheckRegisterArgument(uint64_t number, SourceRange range) {
  const bool raw = probe_type().context == ContextKind::RawArguments;
  if (number >= (raw ? kRawArguments : kRegisterArguments)) {
    return ReportAndPoison(DiagId::ArgTooLarge, range, {kArchitecture, std::to_string(number)});
  }
  auto node = std::make_unique<typed::Builtin>(BuiltinType(BuiltinId::Arg), range);
  node->id = BuiltinId::Arg;
  node->argument = static_cast<uint32_t>(number);
  return node;
}

ExprPtr Checker::CheckCurtask(SourceRange range) {
  // The kernel's in probes of programs too; the script's C text may describe it.
  constexpr const char* kTask = "struct task_struct";
  TypePtr task = inference_.c_definitions ? TypeOf(*inference_.c_definitions, kTask) : nullptr;
  if (!task) task = KernelType(kTask);
  if (!task) task = StructType(kTask, 0);
  auto node = std::make_unique<typed::Builtin>(PointerType(task, AddressSpace::Kernel), range);
  node->id = BuiltinId::Curtask;
  return node;
}

StackMode Checker::DefaultStackMode() const {
  return FindStackMode(config_.stack_mode).value_or(StackMode::Default);
}

ExprPtr Checker::CheckBuiltin(BuiltinId id, uint64_t argument, SourceRange range) {
  if (!Available(id, argument, range)) return Poison(range);
  switch (id) {
    case BuiltinId::Arg:
      return CheckRegisterArgument(argument, range);
    case BuiltinId::Curtask:
      return CheckCurtask(range);
    case BuiltinId::Args:
      return CheckWholeArguments(range);
    case BuiltinId::Probe:
      return MakeString(range, target().spec.name);
    case BuiltinId::ProbeType: {
      const bool special = (probe_type().flags & Special) != 0;
      return MakeString(range, special ? "special" : std::string(probe_type().name));
    }
    case BuiltinId::Kstack:
    case BuiltinId::Ustack: {
      StackMode mode = DefaultStackMode();
      const bool user = id == BuiltinId::Ustack;
      if (!user && mode == StackMode::BuildId) {
        ReportOnce(DiagId::BuildIdFallback, range);
        mode = StackMode::Raw;
      }
      return std::make_unique<typed::Stack>(StackType(user, kDefaultFrames, mode), range);
    }
    case BuiltinId::Func: {
      const bool user = (probe_type().flags & InUser) != 0;
      return std::make_unique<typed::Symbol>(LateType(user ? ValueKind::UserSymbol : ValueKind::KernelSymbol),
                                             range);
    }
    case BuiltinId::Cpid:
      if (!options_.has_child) Report(DiagId::NoChild, range);
      break;
    default:
      break;
  }
  auto node = std::make_unique<typed::Builtin>(BuiltinType(id), range);
  node->id = id;
  return node;
}

// args and *args.
bool Checker::IsArgs(const ast::Expr& written) const {
  const ast::Expr& expr = Plain(written);
  if (expr.kind == ast::ExprKind::Unary) {
    const auto& unary = ast::As<ast::Unary>(expr);
    return unary.op == UnaryOp::Dereference && IsArgs(*unary.operand);
  }
  const auto builtin = BuiltinOf(expr);
  return builtin && builtin->id == BuiltinId::Args;
}

// Null after an error.
const std::vector<ProbeArgument>* Checker::Arguments(SourceRange range) {
  if (placeholder()) return nullptr;
  auto& described = copy_->arguments;
  if (!described) described.emplace(DescribeArguments(target().spec, host_));
  if (*described) return &*described.value();
  Diagnostic& diagnostic = Report(DiagId::ArgsUnavailable, range, {described->error().Text()});
  for (const auto& hint : described->error().hints)
    diagnostic.Hint(hint);
  return nullptr;
}

ExprPtr Checker::CheckArgument(const ast::Name& field, SourceRange range) {
  if (function_ != nullptr) return ReportAndPoison(DiagId::OutsideProbe, range, {"args"});
  const auto* arguments = Arguments(range);
  if (arguments == nullptr) return Poison(range);
  const auto found = std::find_if(arguments->begin(), arguments->end(),
                                  [&](const auto& argument) { return argument.name == field.text; });
  if (found == arguments->end()) {
    const bool record = probe_type().context == ContextKind::TracepointRecord;
    Diagnostic& diagnostic = record ? Report(DiagId::UnknownField, field.range,
                                             {"struct " + target().spec.name + "_args", field.text})
                                    : Report(DiagId::UnknownArgument, field.range, {field.text});
    std::string names;
    for (const auto& argument : *arguments) {
      if (!argument.is_common) names += (names.empty() ? "" : ", ") + argument.name;
    }
    if (!names.empty()) diagnostic.Hint("it has: " + names);
    return Poison(range);
  }
  if (found->is_common) return ReportAndPoison(DiagId::CommonField, field.range);
  return MakeArgument(*found, field.range, range);
}

ExprPtr Checker::MakeArgument(const ProbeArgument& argument, SourceRange name, SourceRange range) {
  if (!argument.problem.empty()) {
    return ReportAndPoison(DiagId::ArgumentType, name, {argument.name, argument.problem});
  }
  if (argument.type->kind == TypeKind::None) {
    return NotSupported(name, "arguments of this type are");
  }
  TypePtr type = argument.type;
  if (type->kind == TypeKind::Integer && argument.place.kind != EntryPlace::Kind::None) {
    type = IntegerType(type->size, type->is_signed, AddressSpace::User);
  }
  // The integers that system calls are given may be addresses.
  if (type->kind == TypeKind::Integer && target().spec.category == kSyscalls) {
    type = IntegerType(type->size, type->is_signed, AddressSpace::User);
  }
  auto node = std::make_unique<typed::ContextField>(type, range);
  node->argument = argument;
  return node;
}

// The arguments of a uprobe as one record.
ExprPtr Checker::CheckWholeArguments(SourceRange range) {
  const auto* arguments = Arguments(range);
  if (arguments == nullptr) return Poison(range);
  if (target().spec.kind != ProbeKind::Uprobe) return NotSupported(range, "`args` as a whole is");
  std::vector<ExprPtr> elements;
  std::vector<std::string> names;
  for (const auto& argument : *arguments) {
    names.push_back(argument.name);
    elements.push_back(AsValue(MakeArgument(argument, range, range)));
  }
  return MakeTuple(range, std::move(elements), std::move(names));
}

}  // namespace sonde::sema
