// Probes of all processes in a run with -c. Leaves: UnfilteredProbe. Covered by tests/messages.
#include "cli/child_filter.h"

#include <algorithm>

#include "ast/walker.h"
#include "probes/probe_names.h"

namespace sonde {
namespace {

// What tells one process from another.
constexpr std::string_view kIdentities[] = {"pid",     "tid",     "cpid",   "comm", "has_cpid", "progenyof",
                                            "ppid",    "curtask", "uid",    "gid",  "username", "cgroup",
                                            "elapsed", "kstack",  "ustack", "pcomm"};

// Probes that -c does not limit to the child (language.md 7.4).
bool SeesAll(const ast::AttachPoint& point) {
  const ProbeTypeRow* row = FindProbeType(point.text.substr(0, point.text.find(':')));
  return row != nullptr && (row->flags & (InKernel | HasRecord | HasRawArguments)) != 0;
}

bool Asks(const ast::Expr& expr) {
  std::string name;
  if (expr.kind == ast::ExprKind::Identifier) name = ast::As<ast::Identifier>(expr).name;
  if (expr.kind == ast::ExprKind::Call) name = ast::As<ast::Call>(expr).name.text;
  if (expr.kind == ast::ExprKind::FieldAccess) name = ast::As<ast::FieldAccess>(expr).field.text;
  const bool field = name.find("pid") != std::string::npos || name.find("comm") != std::string::npos;
  return field || std::find(std::begin(kIdentities), std::end(kIdentities), name) != std::end(kIdentities);
}

}  // namespace

std::string UnfilteredProbe(const ast::Program& program) {
  for (const ast::Probe& probe : program.probes) {
    if (probe.predicate || ast::AnyExpr(*probe.body, Asks)) continue;
    const auto point = std::find_if(probe.attach_points.begin(), probe.attach_points.end(), SeesAll);
    if (point != probe.attach_points.end()) return point->text;
  }
  return {};
}

}  // namespace sonde
