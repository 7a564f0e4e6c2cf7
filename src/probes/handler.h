// ProbeHandler: what each probe type does with attach points. One file per type defines its handlers; the
// table that finds them is expanded from defs/probe_types.def, so a row without a handler does not link.
// Covered by tests/probes/*.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "probes/attach_point.h"
#include "probes/parts.h"

namespace sonde {

// What a handler's functions work with. `parts` are those after the probe type; their number has been
// checked.
struct ParseRequest {
  const ProbeTypeRow& row;
  const std::vector<ProbePart>& parts;
  const ProbeContext& context;
  Diagnostics& diags;

  // Reports and returns false, to end a parse function with.
  [[nodiscard]] bool Fail(DiagId id, SourceRange range, std::vector<std::string> args = {}) const {
    diags.Report(id, range, std::move(args));
    return false;
  }
};

struct ExpandRequest {
  const AttachSpec& spec;
  bool one_program_each;
  const ProbeContext& context;
  Diagnostics& diags;

  // Reports as missing_probes says, with hints for an error; always returns an empty list. `instead`: the
  // attach point that was meant, where that is certain.
  [[nodiscard]] std::vector<ExpandedProbe> NoMatches(std::string_view what,
                                                     const std::vector<std::string>& hints = {},
                                                     const std::string& instead = {}) const;
  // True after reporting that `count` programs are too many.
  [[nodiscard]] bool TooMany(size_t count) const;
};

// For listings.
struct ListRequest {
  const ProbeContext& context;
  bool verbose;
  std::vector<std::string>* warnings = nullptr;
  std::vector<std::string>& lines;

  void Warn(std::string text) const {
    if (warnings == nullptr) return;
    if (std::find(warnings->begin(), warnings->end(), text) == warnings->end())
      warnings->push_back(std::move(text));
  }
};

struct ProbeHandler {
  size_t least_parts;
  size_t most_parts;
  // Fills kind-specific members and `name`. False after a report.
  bool (*parse)(const ParseRequest& request, AttachSpec& spec);
  std::vector<ExpandedProbe> (*expand)(const ExpandRequest& request);
  Result<std::vector<ProbeArgument>> (*arguments)(const AttachSpec& spec, HostView& host);
  // For probes that a number completes ("interval:s:"): what stands before it, for a pattern of the first
  // part. Sorted; empty for all other probes, whose listings are what their attach points expand to.
  std::vector<std::string> (*templates)(const ProbeTypeRow& row, std::string_view pattern);
  // Appends the arguments of one probe, indented; null when there is nothing to say.
  void (*describe)(const AttachSpec& spec, const ListRequest& request);
};

const ProbeHandler& HandlerOf(ProbeKind kind);

// The only expansion of probes that match nothing: themselves.
std::vector<ExpandedProbe> ExpandToItself(const ExpandRequest& request);
// For probes that listings show as what they expand to.
std::vector<std::string> NoTemplates(const ProbeTypeRow& row, std::string_view pattern);
// For probes without args.
Result<std::vector<ProbeArgument>> NoArguments(const AttachSpec& spec, HostView& host);

}  // namespace sonde
