// progenyof: families of processes that are known when tracing begins. Leaves: its rule. Covered by
// tests/golden/typed/functions/progenyof.bt and tests/golden/diag/functions/*.
#include <algorithm>

#include "sema/functions/calls.h"

namespace sonde::sema {
namespace {

constexpr uint64_t kMostProcess = 0x400000;  // PID_MAX_LIMIT of the kernel
constexpr uint32_t kMost = kMostFamilies - kFirstFamilyOfScript;

bool Same(const typed::FamilyInfo& a, const typed::FamilyInfo& b) {
  return a.root == b.root && a.process == b.process && a.parameter == b.parameter;
}

// Nothing after a report.
std::optional<typed::FamilyInfo> ReadFamily(Elaborator& elaborator, const typed::Expr& process) {
  typed::FamilyInfo family;
  family.range = process.range;
  if (process.kind == typed::ExprKind::Builtin && typed::As<typed::Builtin>(process).id == BuiltinId::Cpid) {
    family.root = FamilyRoot::Child;
    return family;
  }
  if (process.kind == typed::ExprKind::Parameter) {
    family.root = FamilyRoot::Parameter;
    family.parameter = typed::As<typed::Parameter>(process).parameter;
    return family;
  }
  const auto number = LiteralNumber(process);
  if (!number || IsLive(process)) {
    elaborator.context.Report(DiagId::ProgenyofArgument, process.range)
        .Hint("a number, a parameter of the command line ($1, getopt(\"pid\", 1)) or cpid");
    return std::nullopt;
  }
  if (number->negative || number->bits == 0 || number->bits > kMostProcess) {
    elaborator.context.Report(DiagId::ProgenyofNumber, process.range, {number->Text()});
    return std::nullopt;
  }
  family.process = number->bits;
  return family;
}

}  // namespace

// One family however often it is asked for. The call has its number for an argument.
CallResult RuleProgenyof(Elaborator& elaborator, const ast::Call& call, Arguments args) {
  const auto family = ReadFamily(elaborator, *args.values[0]);
  if (!family) return Failed(call);
  auto& list = elaborator.out.families;
  auto found =
      std::find_if(list.begin(), list.end(), [&](const auto& known) { return Same(known, *family); });
  if (found == list.end()) {
    if (list.size() == kMost) {
      return Value(
          elaborator.context.ReportAndPoison(DiagId::ProgenyofMany, call.range, {std::to_string(kMost)}));
    }
    found = list.insert(list.end(), *family);
  }
  const auto number = static_cast<uint64_t>(found - list.begin());
  args.values[0] = MakeInteger(call.args[0]->range, Number{number, false});
  return Value(elaborator.context, FunctionId::Progenyof, call, std::move(args));
}

}  // namespace sonde::sema
