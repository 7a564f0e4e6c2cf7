// Context: reports with the calls of macros that led to them, and what a probe is like. Leaves: Context.
// Covered by tests/golden/diag/*.
#include "sema/context.h"

#include <algorithm>

#include "sema/literals.h"
#include "sema/macros.h"

namespace sonde::sema {

Diagnostic& Context::Report(DiagId id, SourceRange range, std::vector<std::string> args) {
  for (auto& arg : args)
    arg = SpokenName(std::move(arg));
  Diagnostic& diagnostic = diags_.Report(id, range, std::move(args));
  NoteExpansions(diagnostic);
  return diagnostic;
}

// The calls of macros that led to the place, innermost first. What stands in a call itself, as an argument,
// needs none of those below it.
void Context::NoteExpansions(Diagnostic& diagnostic) const {
  const auto holds = [&](SourceRange call) {
    return call.begin <= diagnostic.range.begin && diagnostic.range.end <= call.end;
  };
  const auto outer = std::find_if(expansions.begin(), expansions.end(), holds);
  for (auto at = outer; at != expansions.begin();)
    diagnostic.Note(*--at, "expanded from");
}

void Context::ReportOnce(DiagId id, SourceRange range, std::vector<std::string> args) {
  if (std::find(reported_once_.begin(), reported_once_.end(), id) != reported_once_.end()) return;
  reported_once_.push_back(id);
  Report(id, range, std::move(args));
}

ExprPtr Context::ReportAndPoison(DiagId id, SourceRange range, std::vector<std::string> args) {
  Report(id, range, std::move(args));
  return Poison(range);
}

ExprPtr Context::NotSupported(SourceRange range, const std::string& what) {
  return ReportAndPoison(DiagId::NotSupported, range, {what});
}

bool Context::MayUse(const char* feature, const char* key, std::string_view setting, SourceRange range) {
  if (setting == "error") {
    Report(DiagId::UnstableFeature, range, {feature, key});
    return false;
  }
  if (setting == "warn") ReportOnce(DiagId::UnstableWarning, range, {feature, key});
  return true;
}

AddressSpace Context::DefaultSpace() const {
  const ProbeTypeRow& row = probe_type();
  if ((row.flags & InUser) != 0) return AddressSpace::User;
  const bool kernel = (row.flags & (InKernel | HasRecord | HasRawArguments)) != 0;
  return kernel ? AddressSpace::Kernel : AddressSpace::None;
}

// One warning per program: the generic read helper guesses between kernel and user memory.
void Context::WarnWithoutSpace(AddressSpace space, SourceRange range) {
  if (space == AddressSpace::None && !placeholder()) ReportOnce(DiagId::SpaceNotSet, range);
}

std::string Context::Text(SourceRange range) const {
  if (source == nullptr || range.end <= range.begin || source->FileAt(range.end) != 0) return {};
  std::string text(source->Slice(range));
  return text.find('\n') == std::string::npos ? text : std::string();
}

std::string Context::PositionalText(uint64_t index) const {
  return index >= 1 && index <= options.positional.size() ? options.positional[index - 1] : "";
}

}  // namespace sonde::sema
