// Compiling a script as a list of phases. Leaves: what pipeline.h declares. Covered by the run tests.
#include "cli/pipeline.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <string_view>

#include "ast/printer.h"
#include "base/color.h"
#include "base/console.h"
#include "base/diagnostics.h"
#include "base/environment.h"
#include "base/printable.h"
#include "bundle/json.h"
#include "cli/advice.h"
#include "cli/child_filter.h"
#include "cli/compile_cache.h"
#include "cli/deep_stack.h"
#include "cli/fix.h"
#include "cli/repair.h"
#include "cli/resident.h"
#include "cli/script_help.h"
#include "codegen/codegen.h"
#include "imports/imports.h"
#include "plan/plan.h"
#include "plan/select.h"
#include "runtime/child.h"
#include "runtime/session.h"
#include "sema/check.h"
#include "typed/dump.h"

namespace sonde {
namespace {

// Of the files of --emit-llvm.
constexpr const char* kOriginal = ".original.ll";
constexpr const char* kOptimized = ".optimized.ll";

void PrintSection(const char* title, const std::string& text) {
  Tell(stdout, std::string(title) + "\n-------------------\n" + text + "\n");
}

bool WriteFile(const std::string& path, const std::string& bytes) {
  errno = 0;
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << bytes;
  file.close();
  if (file) return true;
  const int code = errno;
  TellError("ERROR: Failed to write file: \"" + path + "\": " + std::strerror(code) + "\n");
  return false;
}

CodegenOptions MakeCodegenOptions(const Options& options) {
  CodegenOptions result;
  result.missing_keys = options.out.read_warnings;
  result.verbose = options.verbose;
  // Who runs the file that --aot writes decides anew.
  const bool others_choose = options.mode == Mode::Aot || !options.files.elf.empty();
  result.can_follow = options.run.follow || options.mode == Mode::Aot;
  result.can_target =
      options.run.follow || options.run.has_command || !options.run.pids.empty() || others_choose;
  return result;
}

// Before anything runs: what cannot be written at all is an error.
bool MayWriteIr(const Options& options) {
  if (options.files.llvm.empty()) return true;
  return WriteFile(options.files.llvm + kOriginal, "") && WriteFile(options.files.llvm + kOptimized, "");
}

// -d and --emit-llvm. `suffix`: of the file.
void ShowIr(const Lowered& lowered, const Options& options, const char* stage, const char* title,
            const char* suffix) {
  const bool show = WantsDump(options, stage);
  if (!show && options.files.llvm.empty()) return;
  const std::string ir = lowered.Ir();
  if (show) PrintSection(title, "\n" + ir);
  if (!options.files.llvm.empty()) WriteFile(options.files.llvm + suffix, ir);
}

// For -v where nothing is attached now: how this machine would do it. Others choose for themselves.
void TellPlan(const typed::Program& program, const std::vector<ProbePlan>& plan) {
  std::string lines;
  for (size_t i = 0; i < plan.size(); ++i) {
    lines += program.probes[i].target.spec.name + " by " + std::string(RowOf(plan[i].means).how) + ": " +
             plan[i].reason + "\n";
  }
  TellError(lines);
}

// No bundle where --stop-after asked for none.
Result<std::optional<bundle::Bundle>> CompileTyped(const typed::Program& program, const Source& source,
                                                   HostView& host, const Options& options) {
  const std::vector<ProbePlan> plan = Plan(program, host, options.mode != Mode::Aot);
  if (options.mode == Mode::Aot && options.verbose) TellPlan(program, plan);
  Lowered lowered = Lower(program, plan, source, MakeCodegenOptions(options));
  ShowIr(lowered, options, "codegen", "LLVM IR before optimization", kOriginal);
  if (options.verify_ir) {
    const std::string problem = lowered.Problem();
    if (!problem.empty()) return Error("generated IR is not well formed: " + problem);
  }
  if (options.stop_after == Stage::Lower) return std::optional<bundle::Bundle>();

  auto optimized = Optimize(std::move(lowered));
  if (!optimized) return optimized.TakeError();
  ShowIr(*optimized, options, "codegen-opt", "\nLLVM IR after optimization", kOptimized);
  if (WantsDump(options, "asm")) {
    if (auto text = optimized->Assembly()) PrintSection("BPF assembly", *text);
  }
  ReleaseCode();
  auto bundle = Emit(std::move(*optimized), program.imported.get());
  if (!bundle) return bundle.TakeError();
  return std::optional<bundle::Bundle>(std::move(*bundle));
}

bool ShowBundle(const bundle::Bundle& bundle) {
  const auto json = bundle::ToJson(bundle);
  if (!json) return runtime::PrintError(json.error()), false;
  Tell(stdout, *json + "\n");
  return true;
}

CompileOutcome Leave(int exit_code) {
  return {std::nullopt, exit_code, {}, {}};
}

// The script as it may be meant, where that compiles.
void TellLineToType(const Diagnostics& diags, const Source& source, HostView& host, const Options& options) {
  if (!diags.has_errors()) return;
  const auto parse = [&](std::string script, Diagnostics& left) {
    return LoadProgram({source.name(), std::move(script)}, PathOf(options), left).source;
  };
  const auto check = [&](std::string script, Diagnostics& left) {
    return FindProblems({source.name(), std::move(script)}, host, options, left);
  };
  const auto repair = FindRepair(diags, source, {parse, check});
  if (!repair) return;
  if (options.script.has_text) {
    TellError((repair->guessed ? "HINT: what compiles: " : "HINT: type ") + LineToType(repair->script) +
              "\n");
  } else if (!repair->guessed && !PathOf(options).empty()) {
    TellError("HINT: sonde --fix " + OneLine(PathOf(options)) + " repairs it\n");
  }
}

// -c starts a command, and does not limit probes of the kernel to it. Empty: nothing to say.
std::string UnfilteredWarning(const ast::Program& program, const Options& options) {
  const bool asked = options.run.has_command && !options.run.follow && options.mode == Mode::Run;
  if (!asked || !options.out.warnings) return {};
  const std::string probe = UnfilteredProbe(program);
  if (probe.empty()) return {};
  return "WARNING: " + OneLine(probe) +
         " sees all processes, not only the command of -c\nHINT: for that one alone write " + OneLine(probe) +
         " /pid == cpid/ { ... }; with --follow also for what it starts\n";
}

cache::Message MessageOf(const Diagnostics& diags, const Source& source, const Options& options) {
  const bool color = UseColor();
  std::string text = RenderAll(diags, Severity::Error, source, color);
  if (options.out.warnings) text += RenderAll(diags, Severity::Warning, source, color);
  return {std::move(text), color};
}

void Say(const cache::Message& message) {
  message.rendered ? TellRendered(stderr, message.text) : TellError(message.text);
}

// -e with the name of a file.
void AdviseAboutText(const Options& options) {
  if (!options.script.has_text) return;
  const std::string& text = options.script.text;
  for (const std::string& hint : AdviseText(text, access(text.c_str(), F_OK) == 0))
    TellError("HINT: " + hint + "\n");
}

}  // namespace

bool WantsDump(const Options& options, std::string_view stage) {
  const auto names = {stage, std::string_view("all")};
  return std::any_of(options.dumps.begin(), options.dumps.end(), [&](const std::string& dump) {
    return std::find(names.begin(), names.end(), dump) != names.end();
  });
}

Source FindProblems(Source source, HostView& host, const Options& options, Diagnostics& diags) {
  const DeepStack stack;
  LoadedScript script = LoadProgram(std::move(source), PathOf(options), diags);
  if (!diags.has_errors())
    Check(script.program, script.source, host, MakeCheckOptions(options, script.program), diags);
  return std::move(script.source);
}

bool PrintDiagnostics(const Diagnostics& diags, const Source& source, HostView& host,
                      const Options& options) {
  Say(MessageOf(diags, source, options));
  if (options.mode != Mode::Fix) TellLineToType(diags, source, host, options);
  return diags.has_errors();
}

std::string PathOf(const Options& options) {
  return options.script.has_text || options.script.file == "-" ? "" : options.script.file;
}

CheckOptions MakeCheckOptions(const Options& options, const ast::Program& program) {
  CheckOptions check;
  check.positional = options.script.positional;
  if (options.mode != Mode::Aot) check.parameters = ValuesOfScript(program, options.run.parameters);
  check.pids = options.run.pids;
  check.has_child = options.run.has_command;
  if (const auto words = runtime::SplitCommand(options.run.command); words && !words->empty())
    check.child_program = words->front();
  check.unsafe = options.script.unsafe;
  check.this_kernel = options.mode != Mode::Aot;
  check.environment = AllSettings();
  check.include_dirs = options.script.include_dirs;
  check.c_includes = options.script.includes;
  check.c_warnings = options.verbose;
  check.tell_ignored = options.verbose;
  return check;
}

namespace {

CompileOutcome CompileLoaded(const LoadedScript& script, Diagnostics& diags, HostView& host,
                             const Options& options) {
  const auto& [source, program] = script;
  if (diags.has_errors()) {
    PrintDiagnostics(diags, source, host, options);
    AdviseAboutText(options);
    return Leave(1);
  }
  if (WantsDump(options, "ast"))
    TellError("AST after: parse\n-------------------\n" + ast::Dump(program) + "\n");
  if (options.stop_after == Stage::Parse) return Leave(0);

  typed::Program typed = Check(program, source, host, MakeCheckOptions(options, program), diags);
  if (PrintDiagnostics(diags, source, host, options)) return Leave(diags.has_errors_in_script() ? 1 : 2);
  if (!MayWriteIr(options)) return Leave(1);
  const std::string warning = UnfilteredWarning(program, options);
  TellError(warning);
  if (WantsDump(options, "types")) Tell(stdout, Dump(typed) + "\n");
  if (options.stop_after == Stage::Check) return Leave(0);

  const bool runs = options.mode == Mode::Run || options.mode == Mode::Explain;
  const Purpose purpose = runs ? options.run.purpose : Purpose::Trace;
  if (Status status = SelectProbes(purpose, typed); !status)
    return runtime::PrintError(status.error()), Leave(255);
  if (!options.run.probe_filter.empty()) {
    if (Status status = FilterProbes(options.run.probe_filter, typed); !status)
      return runtime::PrintError(status.error()), Leave(255);
  }
  auto bundle = CompileTyped(typed, source, host, options);
  if (!bundle) {
    runtime::PrintError(bundle.error());
    return Leave(2);
  }
  if (!*bundle) return Leave(0);
  if (WantsDump(options, "bundle") && !ShowBundle(**bundle)) return Leave(2);
  if (!options.files.elf.empty() && !WriteFile(options.files.elf, (*bundle)->elf)) return Leave(1);
  if (options.stop_after == Stage::Emit) return Leave(0);
  CompileOutcome outcome{std::move(**bundle), 0, {}, {MessageOf(diags, source, options), {warning}}};
  ReleaseCode();
  for (const typed::Probe& probe : typed.probes)
    if (probe.predicate) outcome.predicates.push_back(probe.target.spec.name);
  return outcome;
}

}  // namespace

CompileOutcome CompileScript(Source script, HostView& host, const Options& options) {
  const DeepStack stack;
  Diagnostics diags;
  const LoadedScript loaded = LoadProgram(std::move(script), PathOf(options), diags);
  if (!MayCache(options) || diags.has_errors()) return CompileLoaded(loaded, diags, host, options);
  const CompileCache cache(loaded, MessageOf(diags, loaded.source, options), options);
  if (auto kept = cache.Find(host)) {
    for (const cache::Message& message : kept->messages)
      Say(message);
    return CompileOutcome{std::move(kept->bundle), 0, std::move(kept->predicates), {}};
  }
  const auto recorder = Record(host);
  CompileOutcome outcome = CompileLoaded(loaded, diags, *recorder, options);
  if (outcome.bundle) cache.Keep(outcome, recorder->Finish());
  return outcome;
}

}  // namespace sonde
