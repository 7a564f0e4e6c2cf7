// Checking the places of uprobes. Leaves: CheckUprobePlace, MayProbeReturn. Covered by
// tests/probes/uprobe_test.cpp and tests/run/uprobe-places.test.
#include "probes/uprobe_code.h"

#include <algorithm>
#include <cstdio>

namespace sonde {
namespace {

std::string Hex(uint64_t value) {
  char text[24];
  std::snprintf(text, sizeof text, "0x%llx", static_cast<unsigned long long>(value));
  return text;
}

// "uprobe:./c:f+1", "uprobe:./c:0x1141"
std::string LineFor(const AttachSpec& spec, const UserFunction& function, uint64_t offset) {
  const auto& user = spec.As<UserSpec>();
  std::string line = std::string(RowOf(spec.kind).name) + ":" + user.shown + ":";
  if (user.address) return line + Hex(function.address + offset);
  line += user.function;
  return offset == 0 ? line : line + "+" + std::to_string(offset);
}

// "./c:f+2", "./c:0x1141", "./c@c.c:9"
std::string PlaceOf(const AttachSpec& spec) {
  const auto& user = spec.As<UserSpec>();
  if (user.address && !user.source) return user.shown + ":" + Hex(*user.address);
  return spec.name.substr(spec.name.find(':') + 1);
}

class Checker {
 public:
  Checker(const ExpandRequest& request, AttachSpec& spec)
      : request_(request), spec_(spec), user_(spec.As<UserSpec>()) {}

  bool Run() {
    HostView& host = *request_.context.host;
    if (user_.address) {
      auto function = host.UserFunctionAt(user_.path, *user_.address);
      if (function) return CheckIn(*function, *user_.address - function->address);
      return Doubt(DiagId::UprobeAddress, DiagId::UprobeAddressUnsafe, {Hex(*user_.address)});
    }
    auto functions = host.FindUserFunctions(user_.path, user_.function);
    if (!functions) return true;  // reported by who looked for it
    const bool all = std::all_of(functions->begin(), functions->end(),
                                 [this](const UserFunction& f) { return CheckIn(f, user_.offset); });
    // Other code of that name has another hash.
    if (functions->size() > 1) user_.code_size = 0;
    return all;
  }

 private:
  bool Doubt(DiagId error, DiagId warning, std::vector<std::string> args,
             const std::vector<std::string>& hints = {}) {
    const bool unsafe = request_.context.unsafe;
    Diagnostic& report = request_.diags.Report(unsafe ? warning : error, spec_.range, std::move(args));
    for (const auto& hint : hints)
      report.Hint(hint);
    return unsafe;
  }

  bool NoBoundary(const std::string& why, const std::vector<std::string>& hints = {}) {
    const std::string what = user_.function.empty() ? PlaceOf(spec_) : user_.function;
    return Doubt(DiagId::UprobeNoBoundary, DiagId::UprobeNoBoundaryUnsafe, {what, why}, hints);
  }

  bool CheckIn(const UserFunction& function, uint64_t offset) {
    if (function.size == 0) return NoBoundary("symbol has size 0");
    if (offset >= function.size) {
      return Doubt(DiagId::ProbeOutside, DiagId::ProbeOutsideUnsafe,
                   {user_.function, std::to_string(function.size)});
    }
    if (offset == 0) return true;
    if ((RowOf(spec_.kind).flags & AtReturn) != 0) {
      return Doubt(DiagId::UretprobeInside, DiagId::UretprobeInsideUnsafe, {PlaceOf(spec_), function.name},
                   {LineFor(spec_, function, 0)});
    }
    return CheckInstruction(function, offset);
  }

  bool CheckInstruction(const UserFunction& function, uint64_t offset) {
    const auto span = request_.context.host->UserInstruction(user_.path, function, offset);
    if (!span) return NoBoundary(span.error().Text(), span.error().hints);
    if (span->begin == offset) {
      user_.code_size = offset;
      user_.code_hash = span->code_hash;
      return true;
    }
    std::vector<std::string> hints = {"instructions begin at " + LineFor(spec_, function, span->begin)};
    if (span->end < function.size) hints.back() += " and " + LineFor(spec_, function, span->end);
    return Doubt(DiagId::UprobeMiddle, DiagId::UprobeMiddleUnsafe, {PlaceOf(spec_)}, hints);
  }

  const ExpandRequest& request_;
  AttachSpec& spec_;
  UserSpec& user_;
};

}  // namespace

bool CheckUprobePlace(const ExpandRequest& request, AttachSpec& spec) {
  return Checker(request, spec).Run();
}

bool MayProbeReturn(std::string_view symbol) {
  if (symbol == "_start") return false;  // begins with the number of arguments on top of its stack
  // The rarely used part of a function, which jumps there.
  const size_t cold = symbol.rfind(".cold");
  return cold == std::string_view::npos || (cold + 5 != symbol.size() && symbol[cold + 5] != '.');
}

}  // namespace sonde
