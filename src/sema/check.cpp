// Check: the steps of sema in order, and the rounds of inference. Leaves: Check, Elaborator's Round.
// Covered by tests/golden/typed/* and tests/golden/diag/*.
#include "sema/check.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>

#include "defs/map_types.h"
#include "sema/attach.h"
#include "sema/c_text.h"
#include "sema/config.h"
#include "sema/families.h"
#include "sema/imported.h"
#include "sema/macros.h"
#include "sema/relocated.h"
#include "sema/uncalled.h"

namespace sonde::sema {
namespace {

constexpr int kMostRounds = 256;

void DeclareMaps(const ast::Program& program, Inference& inference, Diagnostics& diags) {
  for (const auto& declaration : program.map_decls) {
    MapState& state = inference.maps[inference.Map(declaration.name.text)];
    if (state.declaration != nullptr) {
      diags.Report(DiagId::MapDeclaredTwice, declaration.name.range, {declaration.name.text})
          .Note(state.declaration->name.range, "This is the first declaration.");
      continue;
    }
    state.declaration = &declaration;
    if (FindMapType(declaration.type.text) != nullptr) continue;
    std::string valid;
    for (const auto& row : kMapTypes)
      valid += (valid.empty() ? "" : ", ") + std::string(row.name);
    diags.Report(DiagId::MapTypeInvalid, declaration.type.range, {declaration.type.text})
        .Hint("Valid map types: " + valid);
  }
}

bool IsOfMap(DiagId id) {
  return id == DiagId::UndefinedMap || id == DiagId::NeverWrittenMap;
}

// What a diagnostic says of a name that nothing sets, here and further below: such ones are one mistake.
using Said = std::tuple<DiagId, std::vector<std::string>, std::vector<std::string>>;
std::optional<Said> SaidOfName(const Diagnostic& one) {
  if (IsOfMap(one.id)) return Said{DiagId::UndefinedMap, one.args, {}};
  if (one.id == DiagId::UndefinedVariable) return Said{one.id, one.args, one.hints};
  return std::nullopt;
}

// What says the same as another one goes, and leaves it its repairs: the first error stays, or else the first
// warning.
std::vector<Diagnostic> MergeNames(std::vector<Diagnostic> all) {
  std::vector<Diagnostic> kept;
  std::map<Said, size_t> places;  // in `kept`
  for (Diagnostic& one : all) {
    const std::optional<Said> said = SaidOfName(one);
    const auto [place, is_new] =
        said ? places.try_emplace(*said, kept.size()) : std::pair(places.end(), true);
    if (is_new) {
      kept.push_back(std::move(one));
      continue;
    }
    Diagnostic& same = kept[place->second];
    const bool worse = one.severity == Severity::Error && same.severity != Severity::Error;
    if (worse || (one.severity == same.severity && one.range.begin < same.range.begin)) std::swap(one, same);
    for (const FixIt& fix : one.fixes) {
      if (std::find(same.fixes.begin(), same.fixes.end(), fix) == same.fixes.end()) same.fixes.push_back(fix);
    }
  }
  return kept;
}

// Instances of one block report the same: once is enough.
void AddOnce(const Diagnostics& from, Diagnostics& to) {
  using Key = std::tuple<DiagId, uint32_t, uint32_t>;
  std::map<Key, std::set<std::vector<std::string>>> seen;
  for (const Diagnostic& found : from.all())
    seen[{found.id, found.range.begin, found.range.end}].insert(found.args);
  // What differs between many copies is one mistake at one place all the same.
  constexpr size_t kMostCopies = 2;
  std::map<Key, std::set<std::vector<std::string>>> told;
  std::vector<Diagnostic> once;
  for (const Diagnostic& found : from.all()) {
    const Key key{found.id, found.range.begin, found.range.end};
    const size_t copies = seen[key].size();
    if (copies > kMostCopies && !told[key].empty()) continue;
    if (!told[key].insert(found.args).second) continue;
    once.push_back(found);
    if (copies > kMostCopies)
      once.back().Hint("so it is with " + std::to_string(copies - 1) + " other probes here");
  }
  for (Diagnostic& one : MergeNames(std::move(once)))
    to.Add(std::move(one));
}

bool AllKnown(const Inference& inference, const std::vector<ProbeInstance>& instances) {
  const auto unknown = [](const InferredType& inferred) {
    return inferred.type == UnknownType() && !inferred.poisoned;
  };
  for (const auto& map : inference.maps) {
    if (map.used && unknown(map.value)) return false;
  }
  for (const auto& instance : instances) {
    for (const auto& [declaration, state] : instance.variables) {
      if (unknown(state.type)) return false;
    }
  }
  return true;
}

typed::MapInfo DescribeMap(Context& context, const MapState& state) {
  typed::MapInfo info;
  info.name = state.name;
  info.used = state.used;
  info.has_keys = state.shape == Shape::Keyed;
  info.key = info.has_keys ? state.key.type : nullptr;
  info.tuple_key = info.key && info.key->kind == TypeKind::Tuple && !IsRecord(*info.key);
  info.value = state.value.type == UnknownType() ? IntegerType(8, true) : state.value.type;
  info.buckets = state.buckets;
  info.written_at = state.written_at;
  info.max_entries = context.config.max_map_keys;
  const ast::MapDecl* declaration = state.declaration;
  if (declaration == nullptr) return info;
  info.max_entries = declaration->max_entries;
  if (!state.used) context.Report(DiagId::UnusedMap, declaration->range, {state.name});
  const MapTypeRow* row = FindMapType(declaration->type.text);
  if (row == nullptr) return info;
  info.lru = row->lru;
  const bool aggregate = info.value->kind == TypeKind::Aggregate;
  if (state.used && aggregate != row->per_cpu) {
    context.Report(DiagId::MapTypeIncompatible, declaration->type.range,
                   {std::string(row->name), aggregate ? "percpuhash" : "hash"});
  }
  return info;
}

}  // namespace

void Elaborator::Probe(ProbeInstance& instance) {
  context.instance = &instance;
  probe = &out.probes.emplace_back();
  probe->target = instance.target;
  probe->range = instance.probe->range;
  called.clear();
  scope = Scope{};
  scope.scopes.assign(1, {});
  if (instance.watched_argument) return ArmWatchpoint(*this, *instance.watched_argument);
  typed::Block outside;
  scope.block = &outside;
  ExprPtr predicate;
  if (instance.probe->predicate) predicate = ToCondition(context, Expression(*instance.probe->predicate));
  predicate = ObjectIsThere(*this, std::move(predicate));
  FindOutputFile(*this);
  probe->predicate = std::move(predicate);
  typed::Block body = Block(*instance.probe->body, false);
  EndScope();
  probe->body = std::move(body);
}

typed::Program Elaborator::Round(std::vector<ProbeInstance>& instances) {
  out.config = context.config;
  out.imported = context.inference.imported;
  out.probes.reserve(instances.size());
  for (auto& instance : instances)
    Probe(instance);
  CheckUnusedFunctions(*this);
  for (const auto& state : context.inference.maps)
    out.maps.push_back(DescribeMap(context, state));
  return std::move(out);
}

}  // namespace sonde::sema

namespace sonde {

typed::Program Check(const ast::Program& written, const Source& source, HostView& host,
                     const CheckOptions& options, Diagnostics& diags) {
  sema::Inference inference;
  inference.c_definitions = sema::ReadC(written, source, host, options, diags);
  inference.imported = sema::ReadImports(written, options, diags);
  if (diags.has_errors()) return {};  // what C defines is not known: all else would be noise
  const sema::Expanded expanded = sema::ExpandMacros(written, inference.c_definitions.get(), diags);
  const ast::Program& program = expanded.program ? *expanded.program : written;
  const typed::Config config = sema::ResolveConfig(program, options, diags);
  std::vector<sema::ProbeInstance> instances = sema::ExpandProbes(program, host, options, config, diags);
  for (const auto& macro : written.macros)
    inference.macro_names.push_back(macro.name.text);
  sema::DeclareMaps(program, inference, diags);
  for (int round = 1;; ++round) {
    Diagnostics found;
    sema::Context context(program, host, options, config, inference, found);
    context.source = &source;
    sema::Elaborator elaborator(context);
    inference.changed = false;
    typed::Program result = elaborator.Round(instances);
    if (inference.changed && round < sema::kMostRounds) continue;
    if (inference.changed) {
      diags.Report(DiagId::TypesUnsettled, instances.back().probe->range);
      return result;
    }
    if (!inference.use_defaults && !sema::AllKnown(inference, instances)) {
      inference.use_defaults = true;
      continue;
    }
    sema::AddOnce(found, diags);
    sema::CheckUncalledMacros(written, expanded.uncalled, context, diags);
    if (!diags.has_errors()) result.relocated = sema::FindRelocatedTypes(result);
    return result;
  }
}

std::vector<ExpandedProbe> MatchProbes(const ast::Program& program, HostView& host,
                                       const CheckOptions& options, Diagnostics& diags) {
  const typed::Config config = sema::ResolveConfig(program, options, diags);
  std::vector<ExpandedProbe> probes;
  for (sema::ProbeInstance& instance : sema::ExpandProbes(program, host, options, config, diags)) {
    if (!instance.placeholder && !instance.watched_argument) probes.push_back(std::move(instance.target));
  }
  return probes;
}

}  // namespace sonde
