// Check: the steps of sema in order, and the rounds of inference. Leaves: Check, Checker's Round.
// Covered by tests/golden/typed/* and tests/golden/diag/*.
#include "sema/check.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "sema/attach.h"
#include "sema/c_text.h"
#include "sema/checker.h"
#include "sema/config.h"
#include "sema/imported.h"
#include "sema/macros.h"
#include "sema/map_types.h"
#include "sema/relocated.h"

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

// Copies of one block report the same: once is enough.
void Replay(const Diagnostics& from, const std::vector<std::vector<std::string>>& args, Diagnostics& to) {
  std::set<std::tuple<DiagId, uint32_t, uint32_t, std::string>> seen;
  for (size_t i = 0; i < from.all().size(); ++i) {
    const Diagnostic& diagnostic = from.all()[i];
    if (!seen.insert({diagnostic.id, diagnostic.range.begin, diagnostic.range.end, diagnostic.message})
             .second) {
      continue;
    }
    Diagnostic& copy = to.Report(diagnostic.id, diagnostic.range, args[i]);
    copy.notes = diagnostic.notes;
    copy.hints = diagnostic.hints;
  }
}

bool AllKnown(const Inference& inference, const std::vector<Copy>& copies) {
  const auto unknown = [](const Slot& slot) { return slot.type == UnknownType() && !slot.poisoned; };
  for (const auto& map : inference.maps) {
    if (map.used && unknown(map.value)) return false;
  }
  for (const auto& copy : copies) {
    for (const auto& [declaration, state] : copy.variables) {
      if (unknown(state.slot)) return false;
    }
  }
  return true;
}

}  // namespace

Checker::Checker(const ast::Program& program, HostView& host, const CheckOptions& options,
                 const typed::Config& config, Inference& inference, Diagnostics& diags)
    : program_(program),
      host_(host),
      options_(options),
      config_(config),
      inference_(inference),
      diags_(diags) {}

Diagnostic& Checker::Report(DiagId id, SourceRange range, std::vector<std::string> args) {
  for (auto& arg : args)
    arg = SpokenName(std::move(arg));
  reported_args_.push_back(args);
  Diagnostic& diagnostic = diags_.Report(id, range, std::move(args));
  NoteExpansions(diagnostic);
  return diagnostic;
}

// The calls of macros that led to the place, innermost first. What stands in a call itself, as an argument,
// needs none of those below it.
void Checker::NoteExpansions(Diagnostic& diagnostic) const {
  const auto holds = [&](SourceRange call) {
    return call.begin <= diagnostic.range.begin && diagnostic.range.end <= call.end;
  };
  const auto outer = std::find_if(expansions_.begin(), expansions_.end(), holds);
  for (auto at = outer; at != expansions_.begin();)
    diagnostic.Note(*--at, "expanded from");
}

void Checker::ReportOnce(DiagId id, SourceRange range, std::vector<std::string> args) {
  if (std::find(reported_once_.begin(), reported_once_.end(), id) != reported_once_.end()) return;
  reported_once_.push_back(id);
  Report(id, range, std::move(args));
}

ExprPtr Checker::ReportAndPoison(DiagId id, SourceRange range, std::vector<std::string> args) {
  Report(id, range, std::move(args));
  return Poison(range);
}

ExprPtr Checker::NotSupported(SourceRange range, const std::string& what) {
  return ReportAndPoison(DiagId::NotSupported, range, {what});
}

void Checker::CheckProbe(Copy& copy) {
  copy_ = &copy;
  probe_ = &out_.probes.emplace_back();
  probe_->target = copy.target;
  probe_->range = copy.probe->range;
  bindings_.clear();
  called_.clear();
  scopes_.assign(1, {});
  typed::Block outside;
  block_ = &outside;
  left_ = false;
  returns_value_.reset();
  if (copy.probe->predicate) {
    ExprPtr predicate = ToCondition(CheckExpr(*copy.probe->predicate));
    probe_->predicate = std::move(predicate);
  }
  typed::Block body = CheckBlock(*copy.probe->body, false);
  EndScope();
  probe_->body = std::move(body);
}

typed::MapInfo Checker::DescribeMap(const MapState& state) {
  typed::MapInfo info;
  info.name = state.name;
  info.used = state.used;
  info.has_keys = state.shape == Shape::Keyed;
  info.key = info.has_keys ? state.key.type : nullptr;
  info.tuple_key = info.key && info.key->kind == TypeKind::Tuple && !IsRecord(*info.key);
  info.value = state.value.type == UnknownType() ? IntegerType(8, true) : state.value.type;
  info.buckets = state.buckets;
  info.max_entries = config_.max_map_keys;
  const ast::MapDecl* declaration = state.declaration;
  if (declaration == nullptr) return info;
  info.max_entries = declaration->max_entries;
  if (!state.used) Report(DiagId::UnusedMap, declaration->range, {state.name});
  const MapTypeRow* row = FindMapType(declaration->type.text);
  if (row == nullptr) return info;
  info.lru = row->lru;
  const bool aggregate = info.value->kind == TypeKind::Aggregate;
  if (state.used && aggregate != row->per_cpu) {
    Report(DiagId::MapTypeIncompatible, declaration->type.range,
           {std::string(row->name), aggregate ? "percpuhash" : "hash"});
  }
  return info;
}

typed::Program Checker::Round(std::vector<Copy>& copies) {
  out_.config = config_;
  out_.imported = inference_.imported;
  out_.probes.reserve(copies.size());
  for (auto& copy : copies)
    CheckProbe(copy);
  CheckUnusedFunctions();
  for (const auto& state : inference_.maps)
    out_.maps.push_back(DescribeMap(state));
  return std::move(out_);
}

}  // namespace sonde::sema

namespace sonde {

typed::Program Check(const ast::Program& written, const Source& source, HostView& host,
                     const CheckOptions& options, Diagnostics& diags) {
  sema::Inference inference;
  inference.c_definitions = sema::ReadC(written, source, host, options, diags);
  inference.imported = sema::ReadImports(written, options, diags);
  if (diags.has_errors()) return {};  // what C defines is not known: all else would be noise
  const auto expanded = sema::ExpandMacros(written, inference.c_definitions.get(), diags);
  const ast::Program& program = expanded ? *expanded : written;
  const typed::Config config = sema::ResolveConfig(program, options, diags);
  std::vector<sema::Copy> copies = sema::ExpandProbes(program, host, options, config, diags);
  for (const auto& macro : written.macros)
    inference.macro_names.push_back(macro.name.text);
  sema::DeclareMaps(program, inference, diags);
  for (int round = 1;; ++round) {
    Diagnostics found;
    sema::Checker checker(program, host, options, config, inference, found);
    inference.changed = false;
    typed::Program result = checker.Round(copies);
    if (inference.changed && round < sema::kMostRounds) continue;
    if (inference.changed) {
      diags.Report(DiagId::TypesUnsettled, copies.back().probe->range);
      return result;
    }
    if (!inference.use_defaults && !sema::AllKnown(inference, copies)) {
      inference.use_defaults = true;
      continue;
    }
    sema::Replay(found, checker.reported_args(), diags);
    if (!diags.has_errors()) result.relocated = sema::FindRelocatedTypes(result);
    return result;
  }
}

std::vector<ExpandedProbe> MatchProbes(const ast::Program& program, HostView& host,
                                       const CheckOptions& options, Diagnostics& diags) {
  const typed::Config config = sema::ResolveConfig(program, options, diags);
  std::vector<ExpandedProbe> probes;
  for (sema::Copy& copy : sema::ExpandProbes(program, host, options, config, diags)) {
    if (!copy.placeholder) probes.push_back(std::move(copy.target));
  }
  return probes;
}

}  // namespace sonde
