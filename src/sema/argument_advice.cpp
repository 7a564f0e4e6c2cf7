// What builtins of a probe could be instead. Leaves: what argument_advice.h declares. Covered by
// tests/golden/diag/builtins/*.
#include "sema/argument_advice.h"

#include <algorithm>

#include "probes/attach_point.h"

namespace sonde::sema {

// Whether the probe has an argument of that name. Says nothing where it has none at all.
bool HasArgument(Context& context, const std::string& name) {
  if (context.placeholder() ||
      (context.probe_type().flags & (HasRecord | HasRawArguments | HasParameters)) == 0)
    return false;
  auto& described = context.instance->arguments;
  if (!described) described.emplace(DescribeArguments(context.target().spec, context.host));
  if (!*described) return false;
  const auto& arguments = **described;
  return std::any_of(arguments.begin(), arguments.end(), [&](const ProbeArgument& argument) {
    return argument.name == name && !argument.is_common;
  });
}

// The probe at the other end of the function.
std::string OtherEnd(const AttachSpec& spec) {
  const bool user = (RowOf(spec.kind).flags & InUser) != 0;
  const bool parameters = (RowOf(spec.kind).flags & HasParameters) != 0;
  const bool at_return = (RowOf(spec.kind).flags & AtReturn) != 0;
  const ProbeKind other = user         ? (at_return ? ProbeKind::Uprobe : ProbeKind::Uretprobe)
                          : parameters ? (at_return ? ProbeKind::Fentry : ProbeKind::Fexit)
                                       : (at_return ? ProbeKind::Kprobe : ProbeKind::Kretprobe);
  return std::string(RowOf(other).name) + spec.name.substr(std::min(spec.name.find(':'), spec.name.size()));
}

// retval in a probe that has none.
void AdviseResult(Context& context, SourceRange range, bool function) {
  const auto* tracepoint = std::get_if<TracepointSpec>(&context.target().spec.detail);
  const bool call = tracepoint != nullptr && tracepoint->category == "syscalls";
  const bool entry = call && tracepoint->event.starts_with("sys_enter_");
  const bool has_ret = tracepoint != nullptr && !entry && (call || HasArgument(context, "ret"));
  Diagnostic& diagnostic =
      context.Report(DiagId::RetvalNotIn, range, {has_ret ? " (try to use args.ret instead)" : ""});
  if (has_ret) diagnostic.Fix(range, "args.ret");
  if (entry) {
    diagnostic.Hint("the result is known at the exit: tracepoint:syscalls:sys_exit_" +
                    tracepoint->event.substr(10) + " has args.ret");
  } else if (function) {
    diagnostic.Hint("the return value is known at the return only: kretprobe or uretprobe");
    const AttachSpec& spec = context.target().spec;
    diagnostic.Hint("write " + OtherEnd(spec) + " { ... }");
    if (context.Text(spec.range) == spec.name) diagnostic.Fix(spec.range, OtherEnd(spec));
  } else if (!has_ret) {
    diagnostic.Hint("only the return of a function has a result: kretprobe:vfs_read { print(retval) }");
  }
}

// argN, for the name that the kernel's source has for it; empty where there is none.
std::string NumberedArgument(const Context& context, const std::string& name) {
  if (context.instance == nullptr || context.placeholder()) return {};
  const auto* kernel = std::get_if<KernelSpec>(&context.target().spec.detail);
  if (kernel == nullptr) return {};
  const auto btf = context.host.KernelBtf();
  if (!btf || kernel->address || (context.probe_type().flags & AtReturn) != 0) return {};
  const auto function = (*btf)->FindFunction(kernel->function);
  for (size_t i = 0; function && i < function->parameters.size(); ++i)
    if (function->parameters[i].name == name) return "arg" + std::to_string(i);
  return {};
}

}  // namespace sonde::sema
