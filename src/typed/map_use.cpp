// What programs do with maps. Leaves: ForEachMapUse, OnlyAggregated. Covered by tests/typed/map_use_test.cpp.
#include "typed/map_use.h"

#include "typed/children.h"

namespace sonde::typed {
namespace {

using Kind = MapUse::Kind;

class Walker {
 public:
  explicit Walker(const std::function<void(const MapUse&)>& use) : use_(use) {}

  void Look(const Expr& expr) {
    switch (expr.kind) {
      case ExprKind::MapRead:
        use_({As<MapRead>(expr).map, Kind::Entry, As<MapRead>(expr).key.get()});
        break;
      case ExprKind::MapFind:
        use_({As<MapFind>(expr).map, Kind::Entry, As<MapFind>(expr).key.get()});
        break;
      case ExprKind::MapAddress:
        use_({As<MapAddress>(expr).map, Kind::Other, nullptr});
        break;
      case ExprKind::Increment:
        if (As<Increment>(expr).is_map) use_({As<Increment>(expr).map, Kind::Other, nullptr});
        break;
      case ExprKind::Apply:
        LookAtCall(As<Apply>(expr));
        break;
      default:
        break;
    }
    VisitParts(expr, [this](const Expr& part) { Look(part); }, [this](const Block& block) { Look(block); });
  }

  void Look(const Block& block) {
    for (const auto& stmt : block.statements) {
      LookAt(*stmt);
      VisitParts(
          *stmt, [this](const Expr& part) { Look(part); }, [this](const Block& inner) { Look(inner); });
    }
    if (block.value) Look(*block.value);
  }

 private:
  void LookAtCall(const Apply& call) {
    if (call.map == Apply::kNoMap) return;
    const bool of_entry = call.function == FunctionId::Delete || call.function == FunctionId::HasKey;
    if (of_entry && !call.args.empty()) return use_({call.map, Kind::Entry, call.args[0].get()});
    use_({call.map, Kind::Other, nullptr});
  }

  void LookAt(const Stmt& stmt) {
    switch (stmt.kind) {
      case StmtKind::AssignMap:
        return use_({As<AssignMap>(stmt).map, Kind::Entry, As<AssignMap>(stmt).key.get()});
      case StmtKind::Aggregate:
        return use_({As<Aggregate>(stmt).map, Kind::Aggregate, As<Aggregate>(stmt).key.get()});
      case StmtKind::UpdateMap:
        return use_({As<UpdateMap>(stmt).map, Kind::Other, nullptr});
      case StmtKind::ForMap:
        return use_({As<ForMap>(stmt).map, Kind::Other, nullptr});
      default:
        return;
    }
  }

  const std::function<void(const MapUse&)>& use_;
};

}  // namespace

void ForEachMapUse(const Probe& probe, const std::function<void(const MapUse&)>& use) {
  Walker walker(use);
  if (probe.predicate) walker.Look(*probe.predicate);
  walker.Look(probe.body);
  for (const Function& function : probe.functions)
    walker.Look(function.body);
}

std::vector<bool> OnlyAggregated(const Program& program) {
  std::vector<bool> only(program.maps.size());
  for (size_t i = 0; i < program.maps.size(); ++i)
    only[i] = program.maps[i].value->kind == TypeKind::Aggregate;
  for (const Probe& probe : program.probes)
    ForEachMapUse(probe,
                  [&](const MapUse& use) { only[use.map] = only[use.map] && use.kind == Kind::Aggregate; });
  return only;
}

}  // namespace sonde::typed
