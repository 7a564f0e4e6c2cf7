// Targets of user probes. Leaves: FindUserTargets. Covered by tests/probes/uprobe_test.cpp and
// tests/probes/usdt_test.cpp.
#include "probes/user_targets.h"
#include "base/nearest.h"

#include <algorithm>

namespace sonde {
namespace {

std::string TypeName(const ExpandRequest& request) {
  return std::string(RowOf(request.spec.kind).name);
}

std::vector<int> Processes(const ProbeContext& context) {
  return context.pids.empty() ? std::vector<int>{0} : context.pids;
}

void WarnOfSeveral(const ExpandRequest& request, const std::string& target, const Binary& used, int pid) {
  const auto all = request.context.host->FindOnPath(target, pid);
  if (all.size() < 2) return;
  Diagnostic& diagnostic = request.diags.Report(DiagId::UprobeTargetSeveral, request.spec.range,
                                                {TypeName(request), used.path, std::to_string(all.size())});
  for (const std::string& other : all)
    diagnostic.Hint(other);
}

void Add(std::vector<Binary>& files, Binary file) {
  const bool known =
      std::any_of(files.begin(), files.end(), [&](const Binary& f) { return f.path == file.path; });
  if (!known) files.push_back(std::move(file));
}

}  // namespace

std::vector<Binary> FindUserTargets(const ExpandRequest& request, const std::string& target,
                                    const std::string& what) {
  HostView& host = *request.context.host;
  const SourceRange range = request.spec.range;
  std::vector<Binary> files;
  for (const int pid : Processes(request.context)) {
    if (HasStar(target)) {
      for (Binary& file : host.MatchBinaries(target, pid))
        Add(files, std::move(file));
      continue;
    }
    auto file = host.ResolveBinary(target, pid);
    if (!file && target.empty()) {
      request.diags.Report(DiagId::UprobeNoExecutable, range, {TypeName(request), file.error().Text()});
      return {};
    }
    if (!file && target.find(kInArchive) != std::string::npos) {
      Diagnostic& report = request.diags.Report(DiagId::UprobeSymbols, range,
                                                {TypeName(request), target + ": " + file.error().Text()});
      for (const std::string& hint : file.error().hints)
        report.Hint(hint);
      return {};
    }
    if (!file) {
      Diagnostic& report = request.diags.Report(DiagId::UprobeTarget, range, {TypeName(request), target});
      const std::string near = target.find('/') != std::string::npos ? NearestFile(target) : std::string();
      if (!near.empty()) {
        report.Hint("did you mean " + near + "?");
      } else {
        report.Hint("name it by a path, /usr/bin/bash, by its name in PATH, bash, or, of a library, libc");
      }
      return {};
    }
    WarnOfSeveral(request, target, *file, pid);
    Add(files, std::move(*file));
  }
  if (files.empty()) (void)request.NoMatches(what);
  return files;
}

}  // namespace sonde
