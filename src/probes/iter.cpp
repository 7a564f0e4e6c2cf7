// iter: NAME, the objects of one kind that the kernel has, one by one, or NAME:PIN, the same for whoever
// reads the file PIN. Which kinds there are says the kernel's BTF: a struct bpf_iter__NAME, which a program
// is called with, and a function bpf_iter_NAME, which it is attached to. Leaves: its handler. Covered by
// tests/probes/iter_test.cpp and tests/run/iter.test.
#include <algorithm>

#include "base/nearest.h"
#include "probes/handler.h"

namespace sonde {
namespace {

constexpr std::string_view kPinFolder = "/sys/fs/bpf/";  // of names that are no absolute paths

// The BPF filesystem takes no dots in names.
bool ParsePin(const ParseRequest& request, IterSpec& iter) {
  const ProbePart& part = request.parts[1];
  const std::string_view name = std::string_view(part.text).substr(part.text.rfind('/') + 1);
  if (name.empty())
    return request.Fail(DiagId::ProbeEmptyPart, part.range, {std::string(request.row.name), "pin"});
  if (name.find('.') != std::string_view::npos)
    return request.Fail(DiagId::IterPinDot, part.range, {std::string(name)});
  iter.pin = part.text.starts_with('/') ? part.text : std::string(kPinFolder) + part.text;
  return true;
}

bool Parse(const ParseRequest& request, AttachSpec& spec) {
  auto& iter = spec.detail.emplace<IterSpec>();
  const ProbePart& object = request.parts[0];
  iter.object = object.text;
  if (iter.object.empty()) {
    return request.Fail(DiagId::ProbeEmptyPart, object.range, {std::string(request.row.name), "name"});
  }
  spec.has_wildcard = HasStar(iter.object);
  if (spec.has_wildcard && !request.context.listing)
    return request.Fail(DiagId::ProbeWildcard, object.range, {std::string(request.row.name)});
  spec.name = std::string(request.row.name) + ":" + iter.object;
  if (request.parts.size() == 1) return true;
  spec.name += request.parts[1].separator + request.parts[1].text;
  if (request.parts[1].separator != ':')
    return request.Fail(DiagId::IterUnknown, request.parts[1].range,
                        {spec.name.substr(spec.name.find(':') + 1)});
  return ParsePin(request, iter);
}

// Whether the objects are entries of one map, which a program has to be told before it is attached.
bool OfOneMap(Btf& btf, const std::string& object) {
  const auto iterator = btf.FindIterator(object);
  const auto& members = iterator ? iterator->parameters : std::vector<BtfParameter>{};
  return members.size() > 1 &&
         std::any_of(members.begin(), members.end(), [](const auto& member) { return member.name == "map"; });
}

std::vector<ExpandedProbe> ExpandIter(const ExpandRequest& request) {
  const AttachSpec& spec = request.spec;
  const std::string& object = spec.As<IterSpec>().object;
  auto btf = request.context.host->KernelBtf();
  std::vector<std::string> names;
  if (btf && (*btf)->FindIterator(object)) {
    names = {object};  // looking for all would read every type of the kernel
  } else if (btf) {
    names = (*btf)->IteratorNames();
    std::sort(names.begin(), names.end());
  }
  std::vector<ExpandedProbe> probes;
  for (const std::string& name : names) {
    if (!WildcardMatch(object, name)) continue;
    ExpandedProbe& probe = probes.emplace_back(ExpandedProbe{spec, {}, false});
    probe.spec.As<IterSpec>().object = name;
    probe.spec.has_wildcard = false;
    if (spec.has_wildcard) probe.spec.name = std::string(RowOf(spec.kind).name) + ":" + name;
  }
  if (!request.context.listing && probes.size() == 1 && OfOneMap(**btf, object)) {
    request.diags.Report(DiagId::IterOfMap, spec.range, {object});
    return {};
  }
  if (!probes.empty()) return probes;
  if (request.context.missing != ProbeContext::Missing::Error) return request.NoMatches(object);
  auto& report = request.diags.Report(DiagId::IterUnknown, spec.range, {object});
  if (!btf) {
    report.Hint(btf.error().Text());
  } else if (const std::string near = Nearest(object, names); !near.empty()) {
    report.Hint("did you mean iter:" + near + "?");
  } else {
    report.Hint("`sonde -l 'iter:*'` lists what this kernel has");
  }
  return {};
}

void Describe(const AttachSpec& spec, const ListRequest& request) {
  auto btf = request.context.host->KernelBtf();
  if (!btf) return;
  const auto iterator = (*btf)->FindIterator(spec.As<IterSpec>().object);
  if (!iterator) return;
  for (const BtfParameter& member : iterator->parameters)
    request.lines.push_back("    " + member.c_type + " " + member.name);
}

}  // namespace

extern const ProbeHandler kIterHandler;
const ProbeHandler kIterHandler = {1, 2, Parse, ExpandIter, NoArguments, NoTemplates, Describe};

}  // namespace sonde
