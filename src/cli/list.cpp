// Listings. Leaves: ListPatterns, ListScript. Covered by tests/run/list.test.
#include "cli/list.h"

#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostics.h"
#include "cli/pipeline.h"
#include "imports/imports.h"
#include "probes/attach_point.h"
#include "runtime/session.h"

namespace sonde {
namespace {

bool NamesTypes(std::string_view pattern) {
  return pattern.starts_with("struct ") || pattern.starts_with("union ") || pattern.starts_with("enum ");
}

int ListTypes(HostView& host, const Options& options) {
  auto btf = host.KernelBtf();
  if (!btf) return runtime::PrintError(btf.error()), 1;
  std::string last;
  for (const auto& found : (*btf)->MatchDefinitions(options.list_pattern, options.verbose)) {
    if (options.verbose) {
      std::printf("%s: %s\n\n", found.module.c_str(), found.text.c_str());
    } else if (found.name != last) {
      std::puts(found.name.c_str());
    }
    last = found.name;
  }
  return 0;
}

ProbeContext MakeContext(HostView& host, const Options& options) {
  ProbeContext context;
  context.host = &host;
  context.pids = options.pids;
  context.positional = options.positional;
  context.unsafe = options.unsafe;
  return context;
}

void PrintLines(const std::vector<std::string>& lines) {
  for (const auto& line : lines)
    std::puts(line.c_str());
}

void PrintWarnings(const std::vector<std::string>& warnings, const Options& options) {
  for (const auto& warning : warnings) {
    if (options.warnings) std::fprintf(stderr, "WARNING: %s\n", warning.c_str());
  }
}

// A pattern that looks like a file that is not there.
bool LooksLikeFile(const std::string& pattern) {
  return pattern.find('.') != std::string::npos && pattern.find_first_of(":*") == std::string::npos;
}

}  // namespace

int ListPatterns(HostView& host, const Options& options) {
  if (NamesTypes(options.list_pattern)) return ListTypes(host, options);
  if (LooksLikeFile(options.list_pattern)) {
    std::fprintf(
        stderr,
        "WARNING: It appears that '%s' is a filename but the file does not exist. Treating '%s' as a "
        "search pattern.\n",
        options.list_pattern.c_str(), options.list_pattern.c_str());
  }
  std::vector<std::string> warnings;
  const ProbeContext context = MakeContext(host, options);
  PrintLines(ListProbes(options.list_pattern, options.verbose, context, &warnings));
  PrintWarnings(warnings, options);
  return 0;
}

int ListScript(Source& source, HostView& host, const Options& options) {
  Diagnostics diags;
  const ast::Program program = LoadProgram(source, PathOf(options), diags);
  std::vector<ExpandedProbe> probes;
  if (!diags.has_errors()) probes = MatchProbes(program, host, MakeCheckOptions(options), diags);
  if (PrintDiagnostics(diags, source, options)) return 1;
  const ProbeContext context = MakeContext(host, options);
  std::vector<std::string> warnings;
  for (const auto& probe : probes) {
    if ((RowOf(probe.spec.kind).flags & Special) != 0) continue;
    PrintLines(ListExpanded(probe, options.verbose, context, &warnings));
  }
  PrintWarnings(warnings, options);
  return 0;
}

}  // namespace sonde
