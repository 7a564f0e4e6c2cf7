// pid and tid with a namespace, comm of a process, cgroupid, cgroup_path (functions.md 8). Leaves: their
// rules. Covered by tests/golden/typed/functions/processes.bt and tests/golden/diag/functions/*.
#include <cerrno>
#include <cstring>

#include "sema/functions/calls.h"

namespace sonde::sema {
namespace {

// pid(init) and tid(init) are calls; without a namespace, or with sonde's own, they are the builtins.
CallResult CheckIdentity(Elaborator& elaborator, const ast::Call& call, BuiltinId builtin,
                         FunctionId function) {
  if (call.args.empty()) return Value(elaborator.Builtin(builtin, 0, call.range));
  const ast::Expr& arg = *call.args[0];
  if (arg.kind != ast::ExprKind::Identifier) {
    return Value(elaborator.context.ReportAndPoison(DiagId::PidNamespaceWord, arg.range, {call.name.text}));
  }
  const std::string& name = ast::As<ast::Identifier>(arg).name;
  if (name == "curr_ns") return Value(elaborator.Builtin(builtin, 0, call.range));
  if (name == "init") return Value(elaborator.context, function, call, {});
  return Value(elaborator.context.ReportAndPoison(DiagId::PidNamespace, arg.range, {name}));
}

}  // namespace

CallResult RulePid(Elaborator& elaborator, const ast::Call& call, Arguments /*args*/) {
  return CheckIdentity(elaborator, call, BuiltinId::Pid, FunctionId::Pid);
}

CallResult RuleTid(Elaborator& elaborator, const ast::Call& call, Arguments /*args*/) {
  return CheckIdentity(elaborator, call, BuiltinId::Tid, FunctionId::Tid);
}

namespace {

// False after a report. On kernels without the function, and where another kernel may run the program, there
// is only a warning when it runs.
bool CheckTaskLookup(Context& context, const ast::Call& call, const typed::Expr& pid) {
  constexpr char kLookup[] = "bpf_task_from_pid";
  constexpr uint64_t kMostProcess = 0x400000;  // PID_MAX_LIMIT of the kernel
  const auto number = LiteralNumber(pid);
  if (number && (number->bits == 0 || number->bits > kMostProcess)) {
    context.Report(DiagId::CommNumber, pid.range, {number->Text()});
    return false;
  }
  if (context.placeholder() || !context.options.this_kernel) return true;
  if (!KernelHas(context, kLookup) || ProbeMayCall(context, kLookup)) return true;
  context.Report(DiagId::CommPlace, call.range, {std::string(context.probe_type().name)});
  return false;
}

}  // namespace

// The call gets where the kernel keeps a task's name.
CallResult RuleComm(Elaborator& elaborator, const ast::Call& call, Arguments /*args*/) {
  constexpr uint32_t kTextSize = 64;
  if (call.args.empty()) return Value(elaborator.Builtin(BuiltinId::Comm, 0, call.range));
  ExprPtr pid = elaborator.Value(*call.args[0]);
  if (Unresolved(pid)) return Value(Unresolvable(pid->type, call.range));
  if (!IsInteger(*pid->type)) {
    return Value(elaborator.context.ReportAndPoison(DiagId::OnlySupports, pid->range,
                                                    {call.name.text, "integer", Spell(*pid->type)}));
  }
  if (!CheckTaskLookup(elaborator.context, call, *pid)) return Failed(call);
  const TypePtr task = elaborator.sources.KernelType("struct task_struct");
  Definitions* const source = task ? DefinitionsOf(*task) : nullptr;
  const auto field = source != nullptr ? source->FindField(*task, "comm") : std::nullopt;
  if (!field)
    return Value(UnknownStruct(elaborator.context, *StructType("struct task_struct", 0), call.range));
  typed::KernelFact fact{typed::KernelFact::Kind::FieldOffset, task};
  fact.path.emplace_back(task, *field);
  std::vector<ExprPtr> both;
  both.push_back(ToWord(elaborator.context, std::move(pid)));
  both.push_back(MakeFact(call.range, field->byte_offset, std::move(fact)));
  Arguments args;
  args.values.push_back(MakeTuple(elaborator.context, call.range, std::move(both)));
  return Value(FunctionId::Comm, StringType(kTextSize), call, std::move(args));
}

CallResult RuleCgroupid(Elaborator& elaborator, const ast::Call& call, Arguments args) {
  const std::string& path = TextOf(*args.values[0]);
  uint64_t id = 0;
  if (const int code = elaborator.context.host.CgroupId(path, id); code != 0) {
    const std::string why = code == ENOTSUP ? "It is in no cgroup file system" : std::strerror(code);
    elaborator.context.Report(DiagId::CgroupId, call.args[0]->range, {path, why})
        .Hint("it is a folder below /sys/fs/cgroup; that of the current thread is cgroup");
    return Value(Poison(call.args[0]->range));
  }
  ExprPtr literal = MakeInteger(call.range, Number::Of(id));
  literal->type = IntegerType(8, false);
  return Value(std::move(literal));
}

CallResult RuleCgroupPath(Elaborator& elaborator, const ast::Call& call, Arguments args) {
  args.values[0] = ToWord(elaborator.context, std::move(args.values[0]));
  if (args.values.size() == 1) args.values.push_back(MakeString(call.range, "*"));
  return Value(elaborator.context, FunctionId::CgroupPath, call, std::move(args));
}

}  // namespace sonde::sema
