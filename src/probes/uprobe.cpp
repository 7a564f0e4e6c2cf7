// uprobe and uretprobe: target:function[+offset], target:address, target:cpp:name, target@file:line. Leaves:
// their handlers. Covered by tests/probes/uprobe_test.cpp and tests/dwarf/probes_test.cpp.
#include "probes/handler.h"
#include "probes/number.h"
#include "probes/uprobe_debug.h"
#include "probes/uprobe_expand.h"

namespace sonde {
namespace {

constexpr std::string_view kCpp = "cpp";

bool ParseNumberPart(const ParseRequest& request, DiagId id, const ProbePart& part, const std::string& text,
                     uint64_t& value) {
  const auto number = ParseProbeNumber(text);
  if (number && !number->negative && !number->duration) {
    value = number->value;
    return true;
  }
  const std::string why = number ? "invalid integer: " + text : number.error().Text();
  return request.Fail(id, part.range, {std::string(request.row.name), why});
}

// C++ names may hold a plus of their own (operator+), so only digits behind it make an offset.
size_t FindOffset(const std::string& text) {
  const size_t plus = text.rfind('+');
  if (plus == std::string::npos || plus + 1 == text.size()) return std::string::npos;
  return text[plus + 1] >= '0' && text[plus + 1] <= '9' ? plus : std::string::npos;
}

bool ParseFunction(const ParseRequest& request, const ProbePart& part, UserSpec& user) {
  const size_t plus = FindOffset(part.text);
  user.function = part.text.substr(0, plus);
  if (user.function.empty()) {
    return request.Fail(DiagId::ProbeEmptyPart, part.range, {std::string(request.row.name), "function"});
  }
  if (plus == std::string::npos) return true;
  if ((request.row.flags & AtReturn) != 0) return request.Fail(DiagId::ProbeOffsetAtReturn, part.range);
  if (HasStar(part.text)) return request.Fail(DiagId::ProbeWildcardWith, part.range, {"an offset"});
  return ParseNumberPart(request, DiagId::ProbeOffset, part, part.text.substr(plus + 1), user.offset);
}

constexpr size_t kPartsWithoutColumn = 3;

bool ParseCount(const ProbePart& part, uint32_t& value) {
  const auto number = ParseProbeNumber(part.text);
  if (!number || number->negative || number->duration || number->value == 0 || number->value > 0xffffffffU) {
    return false;
  }
  value = static_cast<uint32_t>(number->value);
  return true;
}

// target@file:line[:column]
bool ParseSource(const ParseRequest& request, const ProbePart& part, AttachSpec& spec) {
  const auto& parts = request.parts;
  if ((request.row.flags & AtReturn) != 0) return request.Fail(DiagId::UprobeLocationAtReturn, part.range);
  const bool placed =
      parts.size() >= kPartsWithoutColumn && parts[1].separator == '@' && !parts[1].text.empty();
  auto& user = spec.As<UserSpec>();
  SourceLine& source = user.source.emplace();
  if (!placed || parts[2].separator != ':' || !ParseCount(parts[2], source.line)) {
    const bool file = part.text.empty() || part.text.find('.') != std::string::npos;
    const std::string target = std::string(request.row.name) + ":" + parts[0].text;
    request.diags.Report(DiagId::UprobeLocation, part.range)
        .Hint(file ? "for example: " + target + "@main.c:10"
                   : "a function stands behind a colon: " + target + ":" + part.text);
    return false;
  }
  if (parts.size() > kPartsWithoutColumn && !ParseCount(parts[3], source.column)) {
    return request.Fail(DiagId::UprobeLocation, parts[3].range);
  }
  user.path = parts[0].text;
  source.file = parts[1].text;
  if (HasStar(user.path) || HasStar(source.file)) {
    return request.Fail(DiagId::ProbeWildcardWith, part.range, {"a source code location"});
  }
  if (user.path.empty() && request.context.pids.empty()) {
    return request.Fail(DiagId::ProbeEmptyPart, parts[0].range, {std::string(request.row.name), "target"});
  }
  spec.name = UprobeName(spec);
  return true;
}

bool Parse(const ParseRequest& request, AttachSpec& spec) {
  auto& user = spec.detail.emplace<UserSpec>();
  for (const auto& part : request.parts) {
    if (part.separator == '@') return ParseSource(request, part, spec);
  }
  if (request.parts.size() > 1) {
    user.path = request.parts[0].text;
    if (user.path.empty() && request.context.pids.empty()) {
      const std::string type(request.row.name), function = request.parts.back().text;
      request.diags.Report(DiagId::ProbeEmptyPart, request.parts[0].range, {type, "target"})
          .Hint("name the program: " + type + ":PROGRAM:" + function +
                ", or a process with -p; of the C library it is " + type + ":libc:" + function);
      return false;
    }
  }
  if (request.parts.size() == 3) {
    user.language = request.parts[1].text;
    if (user.language != kCpp) {
      Diagnostic& report =
          request.diags.Report(DiagId::UprobeLanguage, request.parts[1].range, {user.language});
      const std::string& last = request.parts[2].text;
      const bool line = last.find_first_not_of("0123456789") == std::string::npos;
      const std::string type(request.row.name);
      if (user.language.find('.') != std::string::npos && line) {
        report.Hint("a line of the source stands behind @: " + type + ":" + user.path + "@" + user.language +
                    ":" + last);
      } else {
        report.Hint("a function is " + type + ":" + user.path + ":" + last +
                    ", one of C++ by its name there " + type + ":" + user.path + ":cpp:" + last);
      }
      return false;
    }
  }
  const ProbePart& target = request.parts.back();
  const bool address = !target.text.empty() && target.text[0] >= '0' && target.text[0] <= '9';
  if (address) {
    if (!ParseNumberPart(request, DiagId::ProbeAddress, target, target.text, user.address.emplace()))
      return false;
    if (HasStar(user.path)) {
      return request.Fail(DiagId::ProbeWildcardWith, request.parts[0].range, {"an address"});
    }
  } else if (!ParseFunction(request, target, user)) {
    return false;
  }
  spec.has_wildcard = HasStar(user.path) || HasStar(user.function);
  spec.name = UprobeName(spec);
  return true;
}

// The parameters that debug information has.
void Describe(const AttachSpec& spec, const ListRequest& request) {
  HostView& host = *request.context.host;
  const auto& user = spec.As<UserSpec>();
  if ((RowOf(spec.kind).flags & AtReturn) != 0 || user.address || user.offset != 0) return;
  const auto function = host.FindUserFunction(user.path, user.function);
  DebugInfo* debug = host.DebugInfoOf(user.path);
  if (!function || debug == nullptr) return;
  if (!debug->Available()) {
    request.Warn("No DWARF found for \"" + user.shown + "\", cannot show parameter info");
    return;
  }
  AppendParameters(*function, *debug, request.lines);
}

}  // namespace

extern const ProbeHandler kUprobeHandler;
extern const ProbeHandler kUretprobeHandler;
const ProbeHandler kUprobeHandler = {2, 3, Parse, ExpandUprobe, UprobeArguments, NoTemplates, Describe};
const ProbeHandler kUretprobeHandler = {2, 3, Parse, ExpandUprobe, NoArguments, NoTemplates, Describe};

}  // namespace sonde
