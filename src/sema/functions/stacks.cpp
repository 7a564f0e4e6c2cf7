// kstack, ustack, dw_ustack with a mode and a limit (functions.md 5). Leaves: their rules.
// Covered by tests/golden/typed/functions/* and tests/golden/diag/functions/*.
#include "sema/functions/stacks.h"

#include "sema/functions/calls.h"

namespace sonde::sema {
namespace {

constexpr uint32_t kDefaultFrames = 127;
constexpr uint32_t kMostFrames = 1024;

// The mode that an argument names; nothing when it is no bare word or string.
std::optional<std::string> ModeName(const ast::Expr& arg) {
  if (arg.kind == ast::ExprKind::Identifier) return ast::As<ast::Identifier>(arg).name;
  return std::nullopt;
}

bool CheckMode(Elaborator& elaborator, const ast::Call& call, const ast::Expr& arg, StackMode& mode) {
  const auto name = ModeName(arg);
  if (!name) {
    Diagnostic& diagnostic = elaborator.context.Report(DiagId::StackModeFirst, arg.range);
    const std::string limit = elaborator.context.Text(arg.range);
    const auto last = call.args.size() == 2 ? ModeName(*call.args[1]) : std::nullopt;
    if (last && FindStackMode(*last) && !limit.empty())
      diagnostic.Hint("write " + call.name.text + "(" + *last + ", " + limit + ")");
    return false;
  }
  const auto named = FindStackMode(*name);
  if (!named) {
    elaborator.context.Report(DiagId::StackMode, arg.range, {call.name.text})
        .Hint("for example: " + call.name.text + "(perf, 5)");
    return false;
  }
  mode = *named;
  return true;
}

bool CheckLimit(Elaborator& elaborator, const ast::Call& call, const ast::Expr& arg, uint32_t& limit) {
  const ExprPtr value = elaborator.Expression(arg);
  if (Unresolved(value)) return false;
  const auto number = LiteralNumber(*value);
  if (!number || number->negative) {
    elaborator.context.Report(DiagId::StackLimit, arg.range, {call.name.text})
        .Hint("it is a number, without quotes: " + call.name.text + "(5)");
    return false;
  }
  if (number->bits > kMostFrames) {
    elaborator.context.Report(DiagId::StackLimitTooLarge, arg.range,
                              {call.name.text, std::to_string(kMostFrames), number->Text()});
    return false;
  }
  limit = static_cast<uint32_t>(number->bits);
  return true;
}

// `bare`: the builtin that is the same without arguments.
CallResult CheckStack(Elaborator& elaborator, const ast::Call& call, BuiltinId bare) {
  if (call.args.empty()) return Value(elaborator.Builtin(bare, 0, call.range));
  const bool user = bare != BuiltinId::Kstack;
  StackMode mode = FindStackMode(elaborator.context.config.stack_mode).value_or(StackMode::Default);
  uint32_t limit = kDefaultFrames;
  const bool mode_first = call.args.size() == 2 || ModeName(*call.args[0]);
  if (mode_first && !CheckMode(elaborator, call, *call.args[0], mode)) return Failed(call);
  const bool has_limit = call.args.size() == 2 || !mode_first;
  if (has_limit && !CheckLimit(elaborator, call, *call.args.back(), limit)) return Failed(call);
  if (!user && mode == StackMode::BuildId) {
    return Value(elaborator.context.ReportAndPoison(DiagId::BuildIdKernel, call.range));
  }
  if (bare == BuiltinId::DwUstack) elaborator.probe->has_loops = true;
  return Value(WalkOf(bare), StackType(user, limit, mode), call, {});
}

}  // namespace

CallResult RuleKstack(Elaborator& elaborator, const ast::Call& call, Arguments /*args*/) {
  return CheckStack(elaborator, call, BuiltinId::Kstack);
}

CallResult RuleUstack(Elaborator& elaborator, const ast::Call& call, Arguments /*args*/) {
  return CheckStack(elaborator, call, BuiltinId::Ustack);
}

CallResult RuleDwUstack(Elaborator& elaborator, const ast::Call& call, Arguments /*args*/) {
  return CheckStack(elaborator, call, BuiltinId::DwUstack);
}

}  // namespace sonde::sema
