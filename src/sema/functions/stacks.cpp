// kstack, ustack with a mode and a limit (functions.md 5). Leaves: their handlers.
// Covered by tests/golden/typed/functions/* and tests/golden/diag/functions/*.
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

bool CheckMode(Checker& checker, const ast::Call& call, const ast::Expr& arg, StackMode& mode) {
  const auto name = ModeName(arg);
  if (!name) {
    checker.Report(DiagId::StackModeFirst, arg.range);
    return false;
  }
  const auto named = FindStackMode(*name);
  if (!named) {
    checker.Report(DiagId::StackMode, arg.range, {call.name.text});
    return false;
  }
  mode = *named;
  return true;
}

bool CheckLimit(Checker& checker, const ast::Call& call, const ast::Expr& arg, uint32_t& limit) {
  const ExprPtr value = checker.CheckExpr(arg);
  if (Unresolved(value)) return false;
  const auto number = LiteralNumber(*value);
  if (!number || number->negative) {
    checker.Report(DiagId::StackLimit, arg.range, {call.name.text});
    return false;
  }
  if (number->bits > kMostFrames) {
    checker.Report(DiagId::StackLimitTooLarge, arg.range,
                   {call.name.text, std::to_string(kMostFrames), number->Text()});
    return false;
  }
  limit = static_cast<uint32_t>(number->bits);
  return true;
}

CallResult CheckStack(Checker& checker, const ast::Call& call, bool user) {
  if (call.args.empty()) {
    return Value(checker.CheckBuiltin(user ? BuiltinId::Ustack : BuiltinId::Kstack, 0, call.range));
  }
  StackMode mode = FindStackMode(checker.config().stack_mode).value_or(StackMode::Default);
  uint32_t limit = kDefaultFrames;
  const bool mode_first = call.args.size() == 2 || ModeName(*call.args[0]);
  if (mode_first && !CheckMode(checker, call, *call.args[0], mode)) return Failed(call);
  const bool has_limit = call.args.size() == 2 || !mode_first;
  if (has_limit && !CheckLimit(checker, call, *call.args.back(), limit)) return Failed(call);
  if (!user && mode == StackMode::BuildId) {
    return Value(checker.ReportAndPoison(DiagId::BuildIdKernel, call.range));
  }
  return Value(std::make_unique<typed::Stack>(StackType(user, limit, mode), call.range));
}

}  // namespace

CallResult CheckKstack(Checker& checker, const ast::Call& call) {
  return CheckStack(checker, call, false);
}

CallResult CheckUstack(Checker& checker, const ast::Call& call) {
  return CheckStack(checker, call, true);
}

}  // namespace sonde::sema
