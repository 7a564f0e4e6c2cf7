// Uprobes and debug information. Leaves: UprobeArguments, FindSourcePlaces, HintsForInlined,
// AppendParameters. Covered by tests/dwarf/probes_test.cpp.
#include "probes/uprobe_debug.h"

namespace sonde {
namespace {

constexpr size_t kInlinedShown = 4;
constexpr const char* kNoParameters = "Cannot read function parameters";
constexpr const char* kRegistersHint = "arg0, arg1 ... are the registers";

Error NoDebugInfo() {
  return Error("the file has no debug information");
}

// "t.c:9" for "/home/me/t.c" and 9.
std::string ShortPlace(const SourcePlace& place) {
  const size_t slash = place.file.rfind('/');
  const std::string file = slash == std::string::npos ? place.file : place.file.substr(slash + 1);
  return (file.empty() ? "?" : file) + ":" + std::to_string(place.line);
}

}  // namespace

Result<std::vector<ProbeArgument>> UprobeArguments(const AttachSpec& spec, HostView& host) {
  if (spec.has_wildcard || (spec.function.empty() && !spec.has_address)) {
    return Error(kNoParameters)
        .Hint("the functions of a wildcard have different ones: list the functions instead");
  }
  if (spec.offset != 0) {
    return Error(kNoParameters)
        .Hint("they are known at the first instruction of a function only, not behind it");
  }
  DebugInfo* debug = host.DebugInfoOf(spec.module);
  if (debug == nullptr) return NoDebugInfo().While(kNoParameters).Hint(kRegistersHint);
  uint64_t address = spec.address;
  if (!spec.has_address) {
    auto symbol = host.FindUserFunction(spec.module, spec.function);
    if (!symbol) {
      return Error(kNoParameters).Hint("the functions that match have different ones: name one of them");
    }
    address = symbol->address;
  }
  if (auto status = debug->Available(); !status) {
    return status.TakeError().While(kNoParameters).Hint(kRegistersHint);
  }
  auto function = debug->FunctionAt(address, spec.function);
  if (!function) return function.TakeError().While(kNoParameters).Hint(kRegistersHint);
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

Result<std::vector<SourcePlace>> FindSourcePlaces(const AttachSpec& spec, HostView& host) {
  constexpr const char* kNone = "No DWARF debug info found";
  DebugInfo* debug = host.DebugInfoOf(spec.module);
  if (debug == nullptr) return NoDebugInfo().While(kNone);
  if (auto status = debug->Available(); !status) return status.TakeError().While(kNone);
  return debug->PlacesOf(spec.source_file, spec.source_line, spec.source_column);
}

std::vector<std::string> HintsForInlined(const AttachSpec& spec, const std::string& path, HostView& host) {
  DebugInfo* debug = host.DebugInfoOf(path);
  const auto places =
      debug != nullptr ? debug->InlinedAt(spec.function, kInlinedShown + 1) : std::vector<SourcePlace>();
  if (places.empty()) return {};
  std::string text = spec.function + " is inlined, it has no code of its own:";
  for (size_t i = 0; i < places.size() && i < kInlinedShown; ++i) {
    text += i == 0 ? " in " : ", ";
    text += (places[i].function.empty() ? "?" : places[i].function) + " at " + ShortPlace(places[i]);
  }
  if (places.size() > kInlinedShown) text += " and in other places";
  std::string instead = "probe the function around it";
  if (spec.kind == ProbeKind::Uprobe && !places[0].file.empty()) {
    instead += ", or a source line: uprobe:" + path + "@" + ShortPlace(places[0]);
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
