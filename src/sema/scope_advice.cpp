// Where a variable that is not visible is set, and what to write instead. Leaves: AdviseScope. Covered by
// tests/golden/diag/names/err.UndefinedVariable.*.
#include <algorithm>
#include <optional>

#include "ast/walker.h"
#include "probes/attach_point.h"
#include "sema/advice.h"

namespace sonde::sema {
namespace {

struct Place {
  SourceRange range;                  // the name there
  const ast::Probe* probe = nullptr;  // in whose block
};

// The first assignment of the variable in a probe.
std::optional<SourceRange> FirstSet(const ast::Probe& probe, const std::string& name) {
  std::optional<SourceRange> first;
  const auto note = [&](SourceRange range) {
    if (!first || range.begin < first->begin) first = range;
  };
  ast::Walk(*probe.body, ast::Visitor{{},
                                      [&](const ast::Stmt& stmt) {
                                        if (stmt.kind == ast::StmtKind::Assign) {
                                          const auto& assign = ast::As<ast::Assign>(stmt);
                                          if (assign.target->kind == ast::ExprKind::Variable &&
                                              ast::As<ast::Variable>(*assign.target).name == name)
                                            note(assign.target->range);
                                        } else if (stmt.kind == ast::StmtKind::Let &&
                                                   ast::As<ast::Let>(stmt).variable.text == name) {
                                          note(ast::As<ast::Let>(stmt).variable.range);
                                        } else if (stmt.kind == ast::StmtKind::For &&
                                                   ast::As<ast::For>(stmt).variable.text == name) {
                                          note(ast::As<ast::For>(stmt).variable.range);
                                        }
                                        return true;
                                      },
                                      {}});
  return first;
}

bool Holds(SourceRange outer, SourceRange inner) {
  return outer.begin <= inner.begin && inner.end <= outer.end;
}

// Nobody's thread runs there: what it keeps belongs to all.
bool OfNobody(const ast::Probe& probe) {
  const std::string& text = probe.attach_points.front().text;
  const std::string type = text.substr(0, text.find(':'));
  constexpr std::string_view kNobody[] = {"begin", "BEGIN", "end", "END", "interval", "i", "self"};
  return std::find(std::begin(kNobody), std::end(kNobody), type) != std::end(kNobody);
}

// The variable becomes a map wherever the two probes name it.
void FixAll(Diagnostic& diagnostic, const ast::Probe& probe, const std::string& name,
            const std::string& map) {
  const auto fix = [&](const ast::Expr& expr) {
    if (expr.kind == ast::ExprKind::Variable && ast::As<ast::Variable>(expr).name == name)
      diagnostic.Fix(expr.range, map);
  };
  if (probe.predicate) ast::WalkExprs(*probe.predicate, fix);
  ast::WalkExprs(*probe.body, fix);
}

}  // namespace

void AdviseScope(const Context& context, Diagnostic& diagnostic, const std::string& name, SourceRange range) {
  const ast::Probe* here = nullptr;
  for (const ast::Probe& probe : context.program.probes)
    if (Holds(probe.range, range)) here = &probe;
  if (here == nullptr) return;
  if (const auto set = FirstSet(*here, name); set && set->begin < range.begin) {
    const bool loop =
        context.Text({set->begin > 4 ? set->begin - 5 : 0, set->begin}).find("for") != std::string::npos;
    diagnostic.Note(*set, "it is set here, in an inner block, and ends with that block.");
    if (loop) {
      diagnostic.Hint(
          "the variable of a loop ends with it; keep the last value in one of its own: let $last = 0; before "
          "the loop, $last = " +
          name + "; in it");
    } else {
      diagnostic.Hint("declare it before that block: let " + name + ";");
      diagnostic.Fix({here->body->range.begin + 1, here->body->range.begin + 1}, " let " + name + ";");
    }
    return;
  }
  for (const ast::Probe& probe : context.program.probes) {
    if (&probe == here) continue;
    const auto set = FirstSet(probe, name);
    if (!set) continue;
    const bool shared = OfNobody(probe) || OfNobody(*here);
    const std::string map = "@" + name.substr(1) + (shared ? "" : "[tid]");
    diagnostic.Note(*set, "it is set here, in another probe, and ends with that block.");
    diagnostic.Hint("what another probe reads is kept in a map: " + map + " = ... there, " + map + " here");
    FixAll(diagnostic, probe, name, map);
    FixAll(diagnostic, *here, name, map);
    return;
  }
}

}  // namespace sonde::sema
