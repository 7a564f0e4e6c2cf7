// Context: what all parts of a round share: the program and what surrounds it, what inference knows, the
// diagnostics, and the probe that is being checked. The functions that make typed nodes need nothing else.
// Covered by tests/golden/diag/*.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/diagnostics.h"
#include "sema/check.h"
#include "sema/state.h"

namespace sonde::sema {

using typed::ExprPtr;
using typed::StmtPtr;

// One attach point, expanded, with its block and what is known of the block's variables there.
struct ProbeInstance {
  const ast::Probe* probe = nullptr;
  ExpandedProbe target;
  bool placeholder = false;  // no attach point is valid: the block is checked for its own sake
  // Of a function's entry that arms the watchpoint before it: the argument. The block is not the script's.
  std::optional<uint32_t> watched_argument = std::nullopt;
  std::unordered_map<ast::DeclarationId, VariableState> variables;
  std::optional<Result<std::vector<ProbeArgument>>> arguments;  // of args, once asked
};

class Context {
 public:
  Context(const ast::Program& the_program, HostView& the_host, const CheckOptions& the_options,
          const typed::Config& the_config, Inference& known, Diagnostics& diags)
      : program(the_program),
        host(the_host),
        options(the_options),
        config(the_config),
        inference(known),
        diags_(diags) {}

  const ast::Program& program;
  HostView& host;
  const CheckOptions& options;
  const typed::Config& config;
  Inference& inference;
  const Source* source = nullptr;       // of the script; null where there is no text to quote
  ProbeInstance* instance = nullptr;    // the probe being checked
  std::vector<SourceRange> expansions;  // calls of macros whose bodies are being checked, outermost first

  // `args` fill the {} of the message. The reference stays valid until the next report.
  Diagnostic& Report(DiagId id, SourceRange range, std::vector<std::string> args = {});
  void ReportOnce(DiagId id, SourceRange range, std::vector<std::string> args = {});  // one per program
  ExprPtr ReportAndPoison(DiagId id, SourceRange range, std::vector<std::string> args = {});
  // A construct of the language that this version does not know: `what` with its verb, "`for` loops are".
  ExprPtr NotSupported(SourceRange range, const std::string& what);
  // Asks the gate of an unstable feature (language.md 8.5): `setting` is the value of the config key `key`.
  bool MayUse(const char* feature, const char* key, std::string_view setting, SourceRange range);

  [[nodiscard]] const ExpandedProbe& target() const { return instance->target; }
  [[nodiscard]] const ProbeTypeRow& probe_type() const { return RowOf(target().spec.kind); }
  [[nodiscard]] bool placeholder() const { return instance->placeholder; }
  // Where pointers and integers of unknown origin point in this probe (language.md 3.7).
  [[nodiscard]] AddressSpace DefaultSpace() const;
  void WarnWithoutSpace(AddressSpace space, SourceRange range);

  MapState& MapAt(uint32_t map) { return inference.maps[map]; }
  // The script's own text, for advice; empty for what stands in another file or spans lines.
  [[nodiscard]] std::string Text(SourceRange range) const;
  [[nodiscard]] std::string PositionalText(uint64_t index) const;  // of $1 and so on; empty if missing

 private:
  void NoteExpansions(Diagnostic& diagnostic) const;

  Diagnostics& diags_;
  std::vector<DiagId> reported_once_;
};

}  // namespace sonde::sema
