// Listings of probes (cli-and-output.md 4). A pattern is read and expanded as the attach point that it is, so
// a listing shows what the same text attaches to. Leaves: ListProbes, ListExpanded. Covered by
// tests/probes/list_test.cpp.
#include <algorithm>
#include <limits>

#include "probes/cpp_names.h"
#include "probes/handler.h"
#include "probes/probe_names.h"

namespace sonde {
namespace {

// Cuts at `at` outside of quotes, which stay.
std::vector<std::string> Cut(const std::string& text, char at) {
  std::vector<std::string> pieces(1);
  bool quoted = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"') quoted = !quoted;
    if (quoted && c == '\\' && i + 1 < text.size()) pieces.back() += text[i++];
    if (c == at && !quoted) {
      pieces.emplace_back();
    } else {
      pieces.back() += text[i];
    }
  }
  return pieces;
}

std::string Join(const std::vector<std::string>& parts) {
  std::string text;
  for (const auto& part : parts)
    text += (text.empty() ? "" : ":") + part;
  return text;
}

bool IsNumber(const std::string& text) {
  return !text.empty() && text[0] >= '0' && text[0] <= '9';
}

std::string Lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

// Where text of an attach point would otherwise be split or replaced.
std::string Quoted(const std::string& text) {
  if (text.find_first_of(" \t,{:@\"$\\") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "\"";
}

// A probe as a listing shows it: what can be typed to attach to it alone.
struct Line {
  std::string text;
  AttachSpec spec;  // of this one function
};

// The functions of a user program; with `cpp` by their C++ names.
std::vector<Line> UserLines(const ExpandedProbe& probe, bool cpp) {
  std::vector<Line> lines;
  const auto& spec = probe.spec;
  const auto& user = spec.As<UserSpec>();
  const std::string head = std::string(RowOf(spec.kind).name) + ":" + Quoted(user.shown) + ":";
  if (user.source) return {{spec.name, spec}};
  const auto add = [&](const std::string& function) {
    Line line{head, spec};
    line.spec.As<UserSpec>().function = function;
    line.spec.has_wildcard = false;
    const std::string demangled = cpp ? DemangledName(function) : function;
    line.text += demangled == function ? Quoted(function) : "cpp:\"" + demangled + "\"";
    if (user.offset != 0) line.text += "+" + std::to_string(user.offset);
    lines.push_back(std::move(line));
  };
  if (user.address) return {{head + std::to_string(*user.address), spec}};
  if (!probe.multi) add(user.function);
  for (const auto& function : probe.functions)
    add(function);
  return lines;
}

std::vector<Line> LinesOf(const ExpandedProbe& probe, bool cpp) {
  if (const auto* usdt = std::get_if<UsdtSpec>(&probe.spec.detail)) {
    const std::string name = Quoted(usdt->provider) + ":" + Quoted(usdt->name);
    return {{"usdt:" + Quoted(usdt->shown) + ":" + name, probe.spec}};
  }
  if ((RowOf(probe.spec.kind).flags & InUser) != 0) return UserLines(probe, cpp);
  if (!probe.multi) return {{probe.spec.name, probe.spec}};
  std::vector<Line> lines;
  for (const auto& function : probe.functions) {
    lines.push_back({std::string(RowOf(probe.spec.kind).name) + ":" + function, probe.spec});
    lines.back().spec.As<KernelSpec>().function = function;
    lines.back().spec.has_wildcard = false;
  }
  return lines;
}

void Append(const std::vector<Line>& probes, const ListRequest& request) {
  const std::string* last = nullptr;
  for (const Line& line : probes) {
    if (last != nullptr && *last == line.text) continue;
    last = &line.text;
    request.lines.push_back(line.text);
    const auto describe = HandlerOf(line.spec.kind).describe;
    if (request.verbose && describe != nullptr) describe(line.spec, request);
  }
}

// What one probe type has for the text of an attach point; nothing when it is none.
void ListText(const std::string& text, const ListRequest& request) {
  Diagnostics unheard;
  const auto spec = ParseAttachPoint(text, {0, static_cast<uint32_t>(text.size())}, request.context, unheard);
  if (!spec || (RowOf(spec->kind).flags & Special) != 0) return;
  std::vector<Line> lines;
  for (const ExpandedProbe& probe : Expand(*spec, false, request.context, unheard)) {
    auto found = LinesOf(probe, false);
    std::move(found.begin(), found.end(), std::back_inserter(lines));
  }
  std::stable_sort(lines.begin(), lines.end(), [](const Line& a, const Line& b) { return a.text < b.text; });
  Append(lines, request);
}

// `parts` are those after the type. Empty and missing ones are `*`.
void ListType(const ProbeTypeRow& row, std::vector<std::string> parts, const ListRequest& request) {
  for (auto& part : parts) {
    if (part.empty()) part = "*";
  }
  if (parts.size() == 1 && !IsNumber(parts[0])) {
    const auto templates = HandlerOf(row.kind).templates(row, parts[0]);
    request.lines.insert(request.lines.end(), templates.begin(), templates.end());
    if (!templates.empty()) return;
  }
  if (parts.size() == 1 && (row.flags & InUser) != 0 && request.context.pids.empty()) parts.emplace_back("*");
  if (parts.size() == 1 && row.kind == ProbeKind::Tracepoint && parts[0] != "*") {
    if (!HasStar(parts[0])) parts.emplace_back("*");
  }
  ListText(std::string(row.name) + ":" + Join(parts), request);
}

std::vector<const ProbeTypeRow*> Sorted(std::vector<const ProbeTypeRow*> rows) {
  std::sort(rows.begin(), rows.end(), [](const auto* a, const auto* b) { return a->name < b->name; });
  return rows;
}

// A word without a colon is looked for in the last part of every kernel probe.
void ListWord(const std::string& word, const ListRequest& request) {
  const bool all = word.empty() || word == "*";
  const bool user = !request.context.pids.empty() && all;
  const std::string pattern = all ? "*" : "*" + word + "*";
  std::vector<const ProbeTypeRow*> rows;
  for (const auto& row : kProbeTypes) {
    const bool searched = user ? (row.flags & InUser) != 0
                               : (row.flags & (Wildcard | Counted)) != 0 || row.target == TargetSort::Object;
    const bool other = !user && (row.flags & InUser) != 0;
    if (searched && !other && (row.flags & AtReturn) == 0) rows.push_back(&row);
  }
  for (const ProbeTypeRow* row : Sorted(rows)) {
    ListType(*row, user ? std::vector<std::string>{"*", "*"} : std::vector{pattern}, request);
  }
}

// A `*` in the probe type. The events that take a number are shown as well, though only a name attaches them.
void ListTypes(const std::string& type, const std::vector<std::string>& parts, const ListRequest& request) {
  std::vector<const ProbeTypeRow*> rows;
  for (const auto& text : ExpandProbeType(Lower(type) + ":" + Join(parts), request.context)) {
    const ProbeTypeRow* row = FindProbeType(text.substr(0, text.find(':')));
    if (row != nullptr) rows.push_back(row);
  }
  for (const auto& row : kProbeTypes) {
    const bool counted = ((row.flags & Counted) != 0 || row.target == TargetSort::Object) &&
                         WildcardMatch(Lower(type), row.name) && parts.size() == 1;
    if (counted && std::find(rows.begin(), rows.end(), &row) == rows.end()) rows.push_back(&row);
  }
  for (const ProbeTypeRow* row : Sorted(rows))
    ListType(*row, parts, request);
}

void ListOne(const std::string& pattern, const ListRequest& request) {
  std::vector<std::string> parts = Cut(pattern, ':');
  const std::string type = parts[0];
  parts.erase(parts.begin());
  if (parts.empty()) {
    ListWord(type, request);
  } else if (HasStar(type)) {
    ListTypes(type, parts, request);
  } else if (const ProbeTypeRow* row = FindProbeType(type.substr(type.find('=') + 1))) {
    ListType(*row, parts, request);
  }
}

// A listing is not limited as programs are, and what is not there is not mentioned.
ProbeContext ForListing(ProbeContext context) {
  context.max_programs = std::numeric_limits<uint64_t>::max();
  context.missing = ProbeContext::Missing::Ignore;
  context.listing = true;
  return context;
}

}  // namespace

std::vector<std::string> ListProbes(const std::string& pattern, bool verbose, const ProbeContext& context,
                                    std::vector<std::string>* warnings) {
  std::vector<std::string> lines;
  const ProbeContext listing = ForListing(context);
  for (const std::string& each : Cut(pattern, ','))
    ListOne(each, {listing, verbose, warnings, lines});
  return lines;
}

std::vector<std::string> ListExpanded(const ExpandedProbe& probe, bool verbose, const ProbeContext& context,
                                      std::vector<std::string>* warnings) {
  const auto* user = std::get_if<UserSpec>(&probe.spec.detail);
  std::vector<std::string> lines;
  Append(LinesOf(probe, user != nullptr && !user->language.empty()), {context, verbose, warnings, lines});
  return lines;
}

}  // namespace sonde
