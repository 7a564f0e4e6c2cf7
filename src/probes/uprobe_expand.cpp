// Expansion of uprobes. Leaves: ExpandUprobe, UprobeName. Covered by tests/probes/uprobe_test.cpp and
// tests/dwarf/probes_test.cpp.
#include "probes/uprobe_expand.h"

#include <algorithm>

#include "base/nearest.h"
#include "probes/cpp_names.h"
#include "probes/uprobe_code.h"
#include "probes/uprobe_debug.h"
#include "probes/user_targets.h"

namespace sonde {
namespace {

constexpr size_t kMostCppHints = 3;

std::string TypeName(const AttachSpec& spec) {
  return std::string(RowOf(spec.kind).name);
}

// "./prog:main", for messages
std::string TargetOf(const AttachSpec& spec) {
  const auto& user = spec.As<UserSpec>();
  return (user.shown.empty() ? user.path : user.shown) + ":" + user.function;
}

// Names of the functions of one file that the attach point means. Symbols without a size are placeholders.
Result<std::vector<std::string>> FunctionsIn(const std::string& path, const AttachSpec& spec,
                                             HostView& host) {
  const auto& user = spec.As<UserSpec>();
  const bool cpp = !user.language.empty();
  const bool at_return = (RowOf(spec.kind).flags & AtReturn) != 0;
  auto matches = host.MatchUserFunctions(path, cpp ? "*" : user.function);
  if (!matches) return matches.TakeError();
  std::vector<std::string> names;
  bool literal = false;
  for (auto& match : *matches) {
    if (match.size == 0 || (at_return && !MayProbeReturn(match.name))) continue;
    const CppMatch how = cpp ? MatchCppName(user.function, match.name) : CppMatch::Wildcard;
    if (how == CppMatch::None || (literal && how != CppMatch::Literal)) continue;
    if (how == CppMatch::Literal && !literal) {  // f(char*) is meant as it stands when there is one
      names.clear();
      literal = true;
    }
    if (names.empty() || names.back() != match.name) names.push_back(std::move(match.name));
  }
  return names;
}

// C++ functions at an offset: where instructions begin differs, so each is a probe of its own. False after an
// error.
bool AddPlaces(const ExpandRequest& request, const Binary& file, const std::vector<std::string>& functions,
               std::vector<ExpandedProbe>& probes) {
  for (const auto& function : functions) {
    ExpandedProbe one{request.spec, {}, false};
    auto& user = one.spec.As<UserSpec>();
    user.path = file.path;
    user.shown = file.shown;
    user.function = function;
    user.language.clear();
    one.spec.has_wildcard = false;
    one.spec.name = UprobeName(one.spec);
    if (!CheckUprobePlace(request, one.spec)) return false;
    probes.push_back(std::move(one));
  }
  return true;
}

// The functions of one file as probes: one for all, or one each.
void AddFunctions(const ExpandRequest& request, const Binary& file, std::vector<std::string> functions,
                  std::vector<ExpandedProbe>& probes) {
  ExpandedProbe all{request.spec, std::move(functions), true};
  auto& user = all.spec.As<UserSpec>();
  user.path = file.path;
  user.shown = file.shown;
  all.spec.name = UprobeName(all.spec);
  if (!user.language.empty() && all.functions.size() == 1) {  // its arguments are known
    all.spec.has_wildcard = false;                            // the star of `char*` is none
    user.function = all.functions[0];
    all.functions.clear();
    all.multi = false;
    probes.push_back(std::move(all));
    return;
  }
  if (!request.one_program_each) {
    probes.push_back(std::move(all));
    return;
  }
  for (const auto& function : all.functions) {
    ExpandedProbe one{all.spec, {}, false};
    one.spec.As<UserSpec>().function = function;
    one.spec.As<UserSpec>().language.clear();
    one.spec.has_wildcard = false;
    one.spec.name = UprobeName(one.spec);
    probes.push_back(std::move(one));
  }
}

// What C++ calls functions that the script may have meant without saying `cpp`.
std::vector<std::string> CppHints(const AttachSpec& spec, const std::vector<UserFunction>& all) {
  const auto& user = spec.As<UserSpec>();
  std::vector<std::string> names;
  for (const auto& function : all) {
    const std::string plain = PlainCppName(function.name);
    if (plain.empty()) continue;
    const bool last = plain.ends_with("::" + user.function);
    if (!last && MatchCppName(user.function, function.name) == CppMatch::None) continue;
    const std::string& name = user.function.find('(') == std::string::npos ? plain : user.function;
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  if (names.size() > kMostCppHints) names.resize(kMostCppHints);
  for (std::string& name : names)
    name = "did you mean " + TypeName(spec) + ":" + user.shown + ":cpp:\"" + name + "\"?";
  return names;
}

std::vector<ExpandedProbe> ReportMissing(const ExpandRequest& request, const AttachSpec& spec) {
  const auto& user = spec.As<UserSpec>();
  auto all = request.context.host->MatchUserFunctions(user.path, "*");
  if (!all) {
    request.diags.Report(DiagId::UprobeSymbols, spec.range, {TypeName(spec), all.error().Text()});
    return {};
  }
  if (auto hints = HintsForInlined(spec, user.path, *request.context.host); !hints.empty()) {
    return request.NoMatches(TargetOf(spec), hints);
  }
  if (all->empty()) return request.NoMatches(TargetOf(spec), {user.shown + " has no function symbols"});
  if (auto hints = CppHints(spec, *all); !hints.empty()) return request.NoMatches(TargetOf(spec), hints);
  std::vector<std::string> names;
  for (auto& function : *all)
    names.push_back(std::move(function.name));
  const Suggestion near = FindNearest(user.function, names);
  const std::string target = TypeName(spec) + ":" + user.shown + ":";
  if (near.name.empty())
    return request.NoMatches(TargetOf(spec), {"see what there is: sonde -l '" + target + "*'"});
  const bool plain = near.certain && spec.user_name.empty() && user.offset == 0;
  return request.NoMatches(TargetOf(spec), {"did you mean " + target + near.name + "?"},
                           plain ? target + near.name : "");
}

std::vector<ExpandedProbe> ExpandPattern(const ExpandRequest& request, const std::vector<Binary>& files) {
  std::vector<ExpandedProbe> probes;
  const AttachSpec& spec = request.spec;
  const auto& user = spec.As<UserSpec>();
  for (const Binary& file : files) {
    auto functions = FunctionsIn(file.path, spec, *request.context.host);
    if (!functions) {
      if (HasStar(user.path)) continue;
      request.diags.Report(DiagId::UprobeSymbols, spec.range, {TypeName(spec), functions.error().Text()});
      return {};
    }
    if (functions->empty()) continue;
    if (user.offset == 0) {
      AddFunctions(request, file, std::move(*functions), probes);
    } else if (!AddPlaces(request, file, *functions, probes)) {
      return {};
    }
  }
  if (probes.empty()) return request.NoMatches(TargetOf(spec));
  return request.TooMany(probes.size()) ? std::vector<ExpandedProbe>() : probes;
}

std::vector<ExpandedProbe> ExpandExact(const ExpandRequest& request, const Binary& file) {
  ExpandedProbe probe{request.spec, {}, false};
  AttachSpec& spec = probe.spec;
  auto& user = spec.As<UserSpec>();
  user.path = file.path;
  user.shown = file.shown;
  spec.name = UprobeName(spec);
  const bool known = user.address || request.context.host->FindUserFunction(file.path, user.function).ok();
  if (!known) return ReportMissing(request, spec);
  const bool at_return = (RowOf(spec.kind).flags & AtReturn) != 0;
  if (at_return && !MayProbeReturn(user.function) && !request.context.unsafe) {
    request.diags.Report(DiagId::UretprobeNoReturn, spec.range, {user.function});
    return {};
  }
  if (!CheckUprobePlace(request, spec)) return {};
  return {probe};
}

// One program for each place of the line.
std::vector<ExpandedProbe> ExpandSourceLine(const ExpandRequest& request, const Binary& file) {
  AttachSpec spec = request.spec;
  spec.As<UserSpec>().path = file.path;
  spec.As<UserSpec>().shown = file.shown;
  spec.name = UprobeName(spec);
  auto places = FindSourcePlaces(spec, *request.context.host);
  if (!places) {
    const Error& error = places.error();
    if (request.context.missing != ProbeContext::Missing::Error) return request.NoMatches(spec.name);
    Diagnostic& report = request.diags.Report(DiagId::UprobeSourceLine, spec.range, {error.Text()});
    for (const auto& hint : error.hints)
      report.Hint(hint);
    return {};
  }
  std::vector<ExpandedProbe> probes;
  for (const CodeLine& place : *places) {
    ExpandedProbe probe{spec, {}, false};
    probe.spec.As<UserSpec>().address = place.address;
    if (!CheckUprobePlace(request, probe.spec)) return {};
    probes.push_back(std::move(probe));
  }
  return request.TooMany(probes.size()) ? std::vector<ExpandedProbe>() : probes;
}

// Less the programs of Go where a return probe would make them crash: of a wildcard's files they are left
// out, and one that was named is an error.
std::vector<Binary> WithoutGo(const ExpandRequest& request, std::vector<Binary> files) {
  const bool at_return = (RowOf(request.spec.kind).flags & AtReturn) != 0;
  if (!at_return) return files;
  const bool star = HasStar(request.spec.As<UserSpec>().path);
  std::erase_if(files, [&](const Binary& file) {
    if (!request.context.host->IsGoProgram(file.path)) return false;
    if (request.context.listing) return true;  // a listing shows what can be attached
    const bool unsafe = request.context.unsafe;
    const DiagId id = unsafe ? DiagId::UretprobeGoUnsafe
                      : star ? DiagId::UretprobeGoLeftOut
                             : DiagId::UretprobeGo;
    Diagnostic& report = request.diags.Report(id, request.spec.range, {file.shown});
    if (!unsafe)
      report.Hint("probe the function's ret instructions: uprobe:" + file.shown + ":FUNCTION+OFFSET");
    return !unsafe;
  });
  if (files.empty() && star) (void)request.NoMatches(TargetOf(request.spec));
  return files;
}

}  // namespace

std::string UprobeName(const AttachSpec& spec) {
  const auto& user = spec.As<UserSpec>();
  std::string name = TypeName(spec) + ":" + (user.shown.empty() ? user.path : user.shown) + ":";
  if (user.source) {
    name.back() = '@';
    name += user.source->file + ":" + std::to_string(user.source->line);
    return user.source->column == 0 ? name : name + ":" + std::to_string(user.source->column);
  }
  if (!user.language.empty()) name += user.language + ":";
  if (user.address) return name + std::to_string(*user.address);
  name += user.function;
  if (user.offset != 0) name += "+" + std::to_string(user.offset);
  return name;
}

std::vector<ExpandedProbe> ExpandUprobe(const ExpandRequest& request) {
  const AttachSpec& spec = request.spec;
  const auto& user = spec.As<UserSpec>();
  auto files = FindUserTargets(request, user.path, TargetOf(spec));
  if (files.empty()) return {};
  files = WithoutGo(request, std::move(files));
  if (files.empty()) return {};
  if (spec.has_wildcard || !user.language.empty()) return ExpandPattern(request, files);
  std::vector<ExpandedProbe> probes;
  for (const Binary& file : files) {
    auto found = user.source ? ExpandSourceLine(request, file) : ExpandExact(request, file);
    std::move(found.begin(), found.end(), std::back_inserter(probes));
  }
  return probes;
}

}  // namespace sonde
