// Uprobes and debug information. Leaves: UprobeArguments, FindSourcePlaces, HintsForInlined,
// AppendParameters. Covered by tests/dwarf/probes_test.cpp.
#include "probes/uprobe_debug.h"

#include <algorithm>

namespace sonde {
namespace {

constexpr size_t kInlinedShown = 4;
constexpr const char* kNoParameters = "Cannot read function parameters";
constexpr const char* kRegistersHint = "arg0, arg1 ... are the registers";

Error NoDebugInfo() {
  return Error("the file has no debug information");
}

bool SamePlace(const Place& a, const Place& b) {
  const auto same = [](const RegisterPart& x, const RegisterPart& y) {
    return x.number == y.number && x.offset == y.offset && x.size == y.size;
  };
  return a.kind == b.kind && a.base == b.base && a.displacement == b.displacement &&
         std::equal(a.parts.begin(), a.parts.end(), b.parts.begin(), b.parts.end(), same);
}

bool SameParameters(const DebugFunction& a, const DebugFunction& b) {
  const auto same = [](const DebugParameter& x, const DebugParameter& y) {
    return x.name == y.name && x.c_type == y.c_type && SamePlace(x.place, y.place);
  };
  return std::equal(a.parameters.begin(), a.parameters.end(), b.parameters.begin(), b.parameters.end(), same);
}

// "t.c:9" for "/home/me/t.c" and 9.
std::string ShortPlace(const CodeLine& place) {
  const size_t slash = place.file.rfind('/');
  const std::string file = slash == std::string::npos ? place.file : place.file.substr(slash + 1);
  return (file.empty() ? "?" : file) + ":" + std::to_string(place.line);
}

}  // namespace

Result<std::vector<ProbeArgument>> UprobeArguments(const AttachSpec& spec, HostView& host) {
  const auto& user = spec.As<UserSpec>();
  if (spec.has_wildcard || (user.function.empty() && !user.address)) {
    return Error(kNoParameters)
        .Hint("the functions of a wildcard have different ones: list the functions instead");
  }
  if (user.offset != 0) {
    return Error(kNoParameters)
        .Hint("they are known at the first instruction of a function only, not behind it");
  }
  DebugInfo* debug = host.DebugInfoOf(user.path);
  if (debug == nullptr) return NoDebugInfo().While(kNoParameters).Hint(kRegistersHint);
  std::vector<uint64_t> addresses = {user.address.value_or(0)};
  if (!user.address) {
    auto symbols = host.FindUserFunctions(user.path, user.function);
    if (!symbols) {
      return Error(kNoParameters).Hint("the functions that match have different ones: name one of them");
    }
    addresses.clear();
    for (const UserFunction& symbol : *symbols)
      addresses.push_back(symbol.address);
  }
  if (auto status = debug->Available(); !status) {
    return status.TakeError().While(kNoParameters).Hint(kRegistersHint);
  }
  auto function = debug->FunctionAt(addresses.front(), user.function);
  if (!function) return function.TakeError().While(kNoParameters).Hint(kRegistersHint);
  for (size_t i = 1; i < addresses.size(); ++i) {
    auto other = debug->FunctionAt(addresses[i], user.function);
    if (other && SameParameters(*function, *other)) continue;
    return Error(kNoParameters)
        .Hint(
            "the file has several functions of this name, with different ones: probe them by their "
            "addresses, "
            "uprobe:FILE:ADDRESS");
  }
  if (function->parameters.empty()) return Error(kNoParameters).Hint(function->name + "() takes none");
  std::vector<ProbeArgument> arguments;
  for (auto& parameter : function->parameters) {
    ProbeArgument argument;
    argument.name = std::move(parameter.name);
    argument.type = std::move(parameter.type);
    argument.place = std::move(parameter.place);
    if (!parameter.problem.empty()) argument.problem = parameter.c_type + ": " + parameter.problem;
    arguments.push_back(std::move(argument));
  }
  return arguments;
}

Result<std::vector<CodeLine>> FindSourcePlaces(const AttachSpec& spec, HostView& host) {
  constexpr const char* kNone = "No DWARF debug info found";
  const auto& user = spec.As<UserSpec>();
  DebugInfo* debug = host.DebugInfoOf(user.path);
  if (debug == nullptr) return NoDebugInfo().While(kNone);
  if (auto status = debug->Available(); !status) return status.TakeError().While(kNone);
  return debug->PlacesOf(user.source->file, user.source->line, user.source->column);
}

std::vector<std::string> HintsForInlined(const AttachSpec& spec, const std::string& path, HostView& host) {
  const auto& user = spec.As<UserSpec>();
  DebugInfo* debug = host.DebugInfoOf(path);
  const auto places =
      debug != nullptr ? debug->InlinedAt(user.function, kInlinedShown + 1) : std::vector<CodeLine>();
  if (places.empty()) return {};
  std::string text = user.function + " is inlined, it has no code of its own:";
  for (size_t i = 0; i < places.size() && i < kInlinedShown; ++i) {
    text += i == 0 ? " in " : ", ";
    text += (places[i].function.empty() ? "?" : places[i].function) + " at " + ShortPlace(places[i]);
  }
  if (places.size() > kInlinedShown) text += " and in other places";
  std::string instead = "probe the function around it";
  if (spec.kind == ProbeKind::Uprobe && !places[0].file.empty()) {
    const std::string& shown = user.shown.empty() ? path : user.shown;
    instead += ", or a source line: uprobe:" + shown + "@" + ShortPlace(places[0]);
  }
  return {text, instead};
}

void AppendParameters(const UserFunction& function, DebugInfo& debug, std::vector<std::string>& lines) {
  const auto described = debug.FunctionAt(function.address, function.name);
  if (!described) return;
  for (const auto& parameter : described->parameters)
    lines.push_back("    " + parameter.c_type + " " + parameter.name);
}

}  // namespace sonde
