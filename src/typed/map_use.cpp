// What programs do with maps. Leaves: OnlyAggregated. Covered by tests/typed/map_use_test.cpp.
#include "typed/map_use.h"

#include "typed/children.h"

namespace sonde::typed {
namespace {

class OtherUses {
 public:
  explicit OtherUses(std::vector<bool>& only) : only_(only) {}

  void Look(const Expr& expr) {
    switch (expr.kind) {
      case ExprKind::MapRead:
        Used(As<MapRead>(expr).map);
        break;
      case ExprKind::MapFind:
        Used(As<MapFind>(expr).map);
        break;
      case ExprKind::MapAddress:
        Used(As<MapAddress>(expr).map);
        break;
      case ExprKind::Increment:
        if (As<Increment>(expr).is_map) Used(As<Increment>(expr).map);
        break;
      case ExprKind::Apply:
        if (As<Apply>(expr).map != Apply::kNoMap) Used(As<Apply>(expr).map);
        break;
      default:
        break;
    }
    VisitParts(expr, [this](const Expr& part) { Look(part); }, [this](const Block& block) { Look(block); });
  }

  void Look(const Block& block) {
    for (const auto& stmt : block.statements) {
      switch (stmt->kind) {
        case StmtKind::AssignMap:
          Used(As<AssignMap>(*stmt).map);
          break;
        case StmtKind::UpdateMap:
          Used(As<UpdateMap>(*stmt).map);
          break;
        case StmtKind::ForMap:
          Used(As<ForMap>(*stmt).map);
          break;
        default:
          break;
      }
      VisitParts(
          *stmt, [this](const Expr& part) { Look(part); }, [this](const Block& inner) { Look(inner); });
    }
    if (block.value) Look(*block.value);
  }

 private:
  void Used(uint32_t map) { only_[map] = false; }

  std::vector<bool>& only_;
};

}  // namespace

std::vector<bool> OnlyAggregated(const Program& program) {
  std::vector<bool> only(program.maps.size());
  for (size_t i = 0; i < program.maps.size(); ++i)
    only[i] = program.maps[i].value->kind == TypeKind::Aggregate;
  OtherUses uses(only);
  for (const Probe& probe : program.probes) {
    if (probe.predicate) uses.Look(*probe.predicate);
    uses.Look(probe.body);
    for (const Function& function : probe.functions)
      uses.Look(function.body);
  }
  return only;
}

}  // namespace sonde::typed
