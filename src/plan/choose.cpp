// The rules of attaching. Leaves: ChooseWay, NeededFeatures, FindMissing. Covered by
// tests/plan/choose_test.cpp.
#include "plan/choose.h"

#include "host/host_view.h"

namespace sonde::plan {
namespace {

bool Serves(const Way& way, const Demand& demand) {
  if (way.probe != demand.kind || !May(way, demand.several)) return false;
  // From Linux 6.14 on, what calls the programs of such a link saves the registers of parameters only.
  const bool of_session = way.means == Means::KprobeSession;
  if (demand.named_registers && (of_session || way.means == Means::KprobeMulti)) return false;
  if (demand.features != 0 && way.feature && (demand.features & BitOf(*way.feature)) == 0) return false;
  const Way* like = demand.compiled_for;
  // The two halves of a session are one program, and no other program is one.
  const bool session = like == nullptr ? demand.session : like->means == Means::KprobeSession;
  if (of_session ? !session : session && like != nullptr) return false;
  const bool typed = way.context == ContextKind::TypedArguments;
  if (like == nullptr && way.probe == ProbeKind::RawTracepoint) return typed == demand.typed_arguments;
  if (like == nullptr) return demand.trampoline_will_do || !IsSubstitute(way);
  return way.program == like->program && way.context == like->context;
}

}  // namespace

Choice ChooseWay(const Demand& demand, HostView& host) {
  Choice choice;
  std::string lacks;
  for (const Way& way : kWays) {
    if (!Serves(way, demand)) continue;
    const bool has = !way.feature || host.Has(*way.feature);
    if (has || choice.way == nullptr || !IsSubstitute(way)) choice.way = &way;
    if (has) break;
    lacks += (lacks.empty() ? "; this kernel has no " : ", no ") + std::string(RowOf(*way.feature).lack);
  }
  choice.reason = std::string(choice.way->why) + lacks;
  return choice;
}

uint32_t NeededFeatures(const Demand& demand) {
  uint32_t needed = 0;
  for (const Way& way : kWays) {
    if (!Serves(way, demand)) continue;
    if (!way.feature) return 0;
    needed |= BitOf(*way.feature);
  }
  return needed;
}

std::optional<Feature> FindMissing(uint32_t needed, HostView& host) {
  std::optional<Feature> first;
  for (const FeatureRow& row : kFeatures) {
    if ((needed & BitOf(row.feature)) == 0) continue;
    if (host.Has(row.feature)) return std::nullopt;
    if (!first) first = row.feature;
  }
  return first;
}

}  // namespace sonde::plan
