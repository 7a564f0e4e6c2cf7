// Watching what arguments point to: unwatch(), and the block that the entry of a function has for it. Leaves:
// RuleUnwatch, ArmWatchpoint. Covered by tests/golden/typed/probes/* and tests/golden/diag/probes/*.
#include "sema/families.h"
#include "sema/functions/calls.h"

namespace sonde::sema {
namespace {

void AssignTo(Elaborator& elaborator, uint32_t slot, ExprPtr value) {
  auto node = std::make_unique<typed::AssignVariable>(value->range);
  node->slot = slot;
  node->value = Reinterpret(ToWord(elaborator.context, std::move(value)), IntegerType(8, false));
  elaborator.Append(std::move(node));
}

ExprPtr VariableOf(uint32_t slot, SourceRange range) {
  auto node = std::make_unique<typed::Variable>(IntegerType(8, false), range);
  node->slot = slot;
  return node;
}

}  // namespace

// Whoever is asked to watch gets the process, too: others may have something else at the same address.
void ArmWatchpoint(Elaborator& elaborator, uint32_t argument) {
  const TypePtr word = IntegerType(8, false);
  typed::Probe& probe = *elaborator.probe;
  const SourceRange range = probe.target.spec.range;
  probe.range = range;
  probe.arms = true;
  probe.has_loops = true;
  probe.variables = {{"$process", word}, {"$address", word}, {"$deadline", word}};
  typed::Block body;
  elaborator.scope.block = &body;
  ExprPtr address = elaborator.Builtin(BuiltinId::Arg, argument, range);
  if (Unresolved(address)) return;
  AssignTo(elaborator, typed::kWatchedProcess, elaborator.Builtin(BuiltinId::Pid, 0, range));
  AssignTo(elaborator, typed::kWatchedAddress, std::move(address));
  auto send = std::make_unique<typed::Send>(range);
  typed::EventInfo event;
  event.kind = EventKind::Watch;
  event.args = {word, word};
  event.range = range;
  send->event = static_cast<uint32_t>(elaborator.out.events.size());
  elaborator.out.events.push_back(std::move(event));
  send->args.push_back(VariableOf(typed::kWatchedProcess, range));
  send->args.push_back(VariableOf(typed::kWatchedAddress, range));
  body.statements.push_back(std::move(send));
  probe.body = std::move(body);
}

CallResult RuleUnwatch(Elaborator& elaborator, const ast::Call& call, Arguments args) {
  typed::EventInfo event;
  event.kind = EventKind::Unwatch;
  std::vector<ExprPtr> values;
  ExprPtr address = ToWord(elaborator.context, std::move(args.values[0]));
  values.push_back(Reinterpret(std::move(address), IntegerType(8, false)));
  return Send(elaborator, call, std::move(event), std::move(values));
}

}  // namespace sonde::sema
