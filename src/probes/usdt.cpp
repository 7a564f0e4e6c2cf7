// usdt: [target:][namespace:]name, static probes of programs. Leaves: its handler, ArgumentOfMarker. Covered
// by tests/probes/usdt_test.cpp.
#include "probes/usdt.h"

#include <algorithm>

#include "base/nearest.h"
#include "probes/handler.h"
#include "probes/operands.h"
#include "probes/user_targets.h"

namespace sonde {
namespace {

constexpr size_t kMostHints = 3;
// Of one probe. A file may claim any number, and each place may have code of its own.
constexpr size_t kMostPlaces = 4096;

std::string NameOf(const UsdtSpec& usdt) {
  std::string name = "usdt:" + (usdt.shown.empty() ? usdt.path : usdt.shown) + ":";
  if (!usdt.provider.empty()) name += usdt.provider + ":";
  return name + usdt.name;
}

// "./prog:app:request", for messages
std::string WhatOf(const UsdtSpec& usdt) {
  const std::string name = NameOf(usdt);
  return name.substr(name.find(':') + 1);
}

bool Parse(const ParseRequest& request, AttachSpec& spec) {
  auto& usdt = spec.detail.emplace<UsdtSpec>();
  const auto& parts = request.parts;
  usdt.name = parts.back().text;
  if (usdt.name.empty()) return request.Fail(DiagId::ProbeEmptyPart, parts.back().range, {"usdt", "name"});
  if (parts.size() > 1) usdt.path = parts[0].text;
  if (parts.size() > 2) usdt.provider = parts[1].text;
  // A static probe of a process may as well be in one of its libraries.
  if (usdt.path.empty()) {
    if (request.context.pids.empty())
      return request.Fail(DiagId::ProbeEmptyPart, parts[0].range, {"usdt", "target"});
    usdt.path = "*";
  }
  spec.has_wildcard = HasStar(usdt.path) || HasStar(usdt.provider) || HasStar(usdt.name);
  spec.name = NameOf(usdt);
  return true;
}

bool ProviderMatches(const UsdtSpec& usdt, const UserMarker& marker) {
  return usdt.provider.empty() || WildcardMatch(usdt.provider, marker.provider);
}

// The probes of one file that are meant: markers that follow each other belong to one.
void AddMatches(const ExpandRequest& request, const Binary& file, const std::vector<UserMarker>& markers,
                std::vector<ExpandedProbe>& probes) {
  const auto& wanted = request.spec.As<UsdtSpec>();
  const UserMarker* last = nullptr;
  for (const UserMarker& marker : markers) {
    if (!ProviderMatches(wanted, marker) || !WildcardMatch(wanted.name, marker.name)) continue;
    const bool same = last != nullptr && last->provider == marker.provider && last->name == marker.name;
    last = &marker;
    if (!same) {
      AttachSpec& spec = probes.emplace_back(ExpandedProbe{request.spec, {}, false}).spec;
      auto& usdt = spec.As<UsdtSpec>();
      usdt = {file.path, file.shown, marker.provider, marker.name, {}};
      spec.has_wildcard = false;
      spec.name = NameOf(usdt);
    }
    auto& places = probes.back().spec.As<UsdtSpec>().places;
    places.push_back({marker.address, marker.semaphore, marker.arguments});
    probes.back().multi = places.size() > 1;
  }
}

// Other probes of these files that may have been meant: of that name with another namespace, or of a near
// name.
std::vector<std::string> HintsFor(const UsdtSpec& wanted, const std::vector<Binary>& files,
                                  const std::vector<std::vector<UserMarker>>& markers) {
  std::vector<std::string> names;
  for (const auto& list : markers) {
    for (const UserMarker& marker : list)
      names.push_back(marker.name);
  }
  if (names.empty()) {
    if (files.size() > 1) return {};
    return {files[0].shown + " has no USDT probes"};
  }
  const bool known = std::any_of(names.begin(), names.end(),
                                 [&](const auto& name) { return WildcardMatch(wanted.name, name); });
  const std::string near = known ? wanted.name : Nearest(wanted.name, names);
  std::vector<std::string> hints;
  for (size_t i = 0; i < files.size() && !near.empty(); ++i) {
    for (const UserMarker& marker : markers[i]) {
      if (!WildcardMatch(near, marker.name) || hints.size() == kMostHints) continue;
      const UsdtSpec other{files[i].path, files[i].shown, marker.provider, marker.name, {}};
      std::string hint = "did you mean " + NameOf(other) + "?";
      if (std::find(hints.begin(), hints.end(), hint) == hints.end()) hints.push_back(std::move(hint));
    }
  }
  return hints;
}

std::vector<ExpandedProbe> ExpandUsdt(const ExpandRequest& request) {
  const auto& usdt = request.spec.As<UsdtSpec>();
  const auto files = FindUserTargets(request, usdt.path, WhatOf(usdt));
  if (files.empty()) return {};
  std::vector<ExpandedProbe> probes;
  std::vector<std::vector<UserMarker>> all;
  for (const Binary& file : files) {
    auto markers = request.context.host->UserMarkers(file.path);
    if (!markers && !HasStar(usdt.path)) {
      request.diags.Report(DiagId::UprobeSymbols, request.spec.range, {"usdt", markers.error().Text()});
      return {};
    }
    all.push_back(markers ? std::move(*markers) : std::vector<UserMarker>());
    AddMatches(request, file, all.back(), probes);
  }
  if (probes.empty()) return request.NoMatches(WhatOf(usdt), HintsFor(usdt, files, all));
  for (const ExpandedProbe& probe : probes) {
    const size_t places = probe.spec.As<UsdtSpec>().places.size();
    if (places <= kMostPlaces || request.context.listing) continue;
    request.diags.Report(DiagId::UsdtPlaces, request.spec.range,
                         {probe.spec.name, std::to_string(places), std::to_string(kMostPlaces)});
    return {};
  }
  return request.TooMany(probes.size()) ? std::vector<ExpandedProbe>() : probes;
}

// "int32"; of what cannot be read why that is so.
std::string TypeAt(const MarkerPlace& place, size_t number) {
  const auto arguments = SplitArguments(place.arguments);
  if (number >= arguments.size()) return {};
  const auto operand = ParseOperand(arguments[number], kNativeSyntax);
  if (!operand) return "? (" + operand.error().Text() + ")";
  return (operand->is_signed ? "int" : "uint") + std::to_string(8 * operand->size);
}

constexpr size_t kIndent = 4;

// An argument may be of another type at each place.
void Describe(const AttachSpec& spec, const ListRequest& request) {
  const auto& places = spec.As<UsdtSpec>().places;
  for (size_t number = 0;; ++number) {
    std::vector<std::string> types;
    for (const MarkerPlace& place : places) {
      std::string type = TypeAt(place, number);
      const bool known = std::find(types.begin(), types.end(), type) != types.end();
      if (!type.empty() && !known) types.push_back(std::move(type));
    }
    if (types.empty()) return;
    std::string line(kIndent, ' ');
    for (const std::string& type : types)
      line += (line.size() == kIndent ? "" : " or ") + type;
    request.lines.push_back(line + " arg" + std::to_string(number));
  }
}

}  // namespace

Result<Operand> ArgumentOfMarker(const UsdtSpec& spec, const MarkerPlace& place, uint32_t number,
                                 HostView& host) {
  const auto arguments = SplitArguments(place.arguments);
  if (number >= arguments.size()) return Operand{};
  auto operand = ParseOperand(arguments[number], kNativeSyntax);
  if (!operand || operand->symbol.empty()) return operand;
  const auto symbol = host.FindUserSymbol(spec.path, operand->symbol);
  if (!symbol) return symbol.error();
  operand->number += symbol->address;
  operand->symbol_address = symbol->address;
  return operand;
}

extern const ProbeHandler kUsdtHandler;
const ProbeHandler kUsdtHandler = {2, 3, Parse, ExpandUsdt, NoArguments, NoTemplates, Describe};

}  // namespace sonde
