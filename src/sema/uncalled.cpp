// Bodies of macros that nothing calls: expanded with arguments of which nothing is known, and elaborated
// once. What depends on an argument waits for its type for ever and is not checked. Leaves:
// CheckUncalledMacros. Covered by the tests named in uncalled.h.
#include "sema/uncalled.h"

#include <algorithm>
#include <array>
#include <set>
#include <tuple>

#include "sema/elaborator.h"
#include "sema/macros.h"

namespace sonde::sema {
namespace {

// What no argument, no probe and no system makes right. Types, fields and constants may exist elsewhere;
// fail() and static_assert() mean the call.
constexpr std::array kWrongAnywhere = {
    DiagId::UnknownFunction, DiagId::DeletedName,       DiagId::ArgumentCount,    DiagId::UndefinedVariable,
    DiagId::MacroUnhygienic, DiagId::MacroShadows,      DiagId::MacroRecursion,   DiagId::MacroTooLarge,
    DiagId::JumpInMacro,     DiagId::LiteralDoesNotFit, DiagId::LiteralUnderflow, DiagId::FoldOverflow,
};

bool IsWrongAnywhere(DiagId id) {
  return std::find(kWrongAnywhere.begin(), kWrongAnywhere.end(), id) != kWrongAnywhere.end();
}

// The stand-in for a call is the macro's name: no call led there.
void AddErrors(const std::vector<LoneMacro>& macros, const Diagnostics& found, Diagnostics& diags) {
  std::set<std::tuple<DiagId, uint32_t, uint32_t>> seen;
  for (const Diagnostic& diagnostic : diags.all())
    seen.insert({diagnostic.id, diagnostic.range.begin, diagnostic.range.end});
  std::set<uint32_t> stand_ins;
  for (const LoneMacro& lone : macros)
    stand_ins.insert(lone.macro->name.range.begin);
  for (Diagnostic diagnostic : found.all()) {
    const SourceRange range = diagnostic.range;
    if (!IsWrongAnywhere(diagnostic.id) || !seen.insert({diagnostic.id, range.begin, range.end}).second) {
      continue;
    }
    std::erase_if(diagnostic.notes, [&](const auto& note) { return stand_ins.contains(note.range.begin); });
    diags.Add(std::move(diagnostic));
  }
}

// What parameters stand for: any map fits.
void AddMaps(const ast::Macro& macro, Inference& inference) {
  for (const auto& param : macro.params) {
    if (param.kind != ast::MacroParam::MapParam) continue;
    MapState& map = inference.maps[inference.Map(StandInName(param))];
    map.written = true;
    map.key.poisoned = true;
    map.value.poisoned = true;
  }
}

}  // namespace

void CheckUncalledMacros(const ast::Program& written, const std::vector<const ast::Macro*>& macros,
                         const Context& settled, Diagnostics& diags) {
  if (macros.empty()) return;
  Diagnostics found;
  const std::vector<LoneMacro> lone =
      ExpandAlone(written, macros, settled.inference.c_definitions.get(), found);
  Inference inference = settled.inference;
  Context context(settled.program, settled.host, settled.options, settled.config, inference, found);
  Elaborator elaborator(context);
  for (const auto& [macro, body] : lone) {
    AddMaps(*macro, inference);
    ProbeInstance instance;
    instance.probe = &body;
    instance.placeholder = true;
    instance.target.spec.range = macro->name.range;
    elaborator.Probe(instance);
  }
  AddErrors(lone, found, diags);
}

}  // namespace sonde::sema
