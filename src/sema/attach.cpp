// Expansion of attach points. Leaves: ExpandProbes. Covered by tests/golden/typed/probes/* and
// tests/golden/diag/probes/*.
#include "sema/attach.h"

#include <algorithm>
#include <iterator>
#include <set>

#include "ast/walker.h"
#include "probes/attach_point.h"
#include "sema/names.h"

namespace sonde::sema {
namespace {

struct MissingRow {
  std::string_view name;
  ProbeContext::Missing value;
};
constexpr MissingRow kMissing[] = {
    {"error", ProbeContext::Missing::Error},
    {"warn", ProbeContext::Missing::Warn},
    {"ignore", ProbeContext::Missing::Ignore},
};

// What a condition of `if comptime` says that asks for nothing but probetype; no value for any other.
std::optional<bool> OfType(const ast::Expr& condition, std::string_view type) {
  const ast::Expr& expr = Plain(condition);
  if (expr.kind == ast::ExprKind::Comptime) return OfType(*ast::As<ast::Comptime>(expr).operand, type);
  if (expr.kind != ast::ExprKind::Binary) return {};
  const auto& node = ast::As<ast::Binary>(expr);
  if (node.op == BinaryOp::Or || node.op == BinaryOp::And) {
    const auto left = OfType(*node.left, type);
    const auto right = OfType(*node.right, type);
    if (!left || !right) return {};
    return node.op == BinaryOp::Or ? *left || *right : *left && *right;
  }
  const auto builtin = BuiltinOf(*node.left);
  const ast::Expr& right = Plain(*node.right);
  if (!builtin || builtin->id != BuiltinId::ProbeType || right.kind != ast::ExprKind::StringLiteral)
    return {};
  const bool same = ast::As<ast::StringLiteral>(right).value == type;
  if (node.op == BinaryOp::Equal) return same;
  if (node.op == BinaryOp::NotEqual) return !same;
  return {};
}

// `probe` is a constant of each program, and uaddr() has to know where the program stands. What `if comptime`
// leaves out for this type of probe names neither.
bool NamesProbe(const ast::Expr& root, std::string_view type);

bool NamesProbe(const ast::Block& block, std::string_view type) {
  bool found = false;
  ast::Walk(block, ast::Visitor{[&](const ast::Expr& expr) {
                                  found = found || NamesProbe(expr, type);
                                  return false;
                                },
                                {},
                                {}});
  return found;
}

bool NamesProbe(const ast::Expr& root, std::string_view type) {
  bool found = false;
  const auto visit = [&](const ast::Expr& written) {
    const auto builtin = BuiltinOf(written);
    if (builtin && builtin->id == BuiltinId::Probe) found = true;
    const ast::Expr& expr = Plain(written);
    if (expr.kind == ast::ExprKind::Call &&
        FindFunction(ast::As<ast::Call>(expr).name.text) == FunctionId::Uaddr)
      found = true;
    if (found || expr.kind != ast::ExprKind::If) return !found;
    const auto& node = ast::As<ast::If>(expr);
    const bool chooses = node.condition->kind == ast::ExprKind::Comptime;
    const auto chosen = chooses ? OfType(*node.condition, type) : std::nullopt;
    if (!chosen) return true;
    found = *chosen ? NamesProbe(*node.then, type) : node.otherwise && NamesProbe(*node.otherwise, type);
    return false;
  };
  ast::Walk(root, ast::Visitor{visit, {}, {}});
  return found;
}

bool NeedsOneProgramEach(const ast::Probe& probe, std::string_view type) {
  return (probe.predicate && NamesProbe(*probe.predicate, type)) || NamesProbe(*probe.body, type);
}

ProbeContext MakeContext(HostView& host, const CheckOptions& options, const typed::Config& config) {
  ProbeContext context;
  context.host = &host;
  context.words = {options.positional, options.parameters, options.this_kernel};
  context.pids = options.pids;
  context.has_child = options.has_child;
  context.child_program = options.child_program;
  context.unsafe = options.unsafe;
  context.this_kernel = options.this_kernel;
  context.max_programs = config.max_bpf_progs;
  for (const auto& row : kMissing) {
    if (row.name == config.missing_probes) context.missing = row.value;
  }
  if (options.tell_ignored && context.missing == ProbeContext::Missing::Ignore)
    context.missing = ProbeContext::Missing::Warn;
  return context;
}

class Expander {
 public:
  Expander(const ProbeContext& context, Diagnostics& diags)
      : context_(context), missing_(context.missing), diags_(diags) {}

  void Add(const ast::Probe& probe) {
    const size_t before = instances_.size();
    wrong_ = false;
    const bool some_given =
        std::any_of(probe.attach_points.begin(), probe.attach_points.end(), [this](const auto& point) {
          return FindParameters(point.text, context_.words).empty_positional == 0;
        });
    bool left_out = false;
    for (const auto& point : probe.attach_points) {
      const ParameterUse use = FindParameters(point.text, context_.words);
      // An attach point may depend on what the command line need not say; a word, if the probe has others.
      if (use.empty_named ||
          (use.empty_positional != 0 && some_given && missing_ != ProbeContext::Missing::Error)) {
        left_out = true;
        continue;
      }
      context_.missing = use.named ? ProbeContext::Missing::Error : missing_;
      if (use.empty_positional != 0) {
        AddLacking(probe, point, use.empty_positional);
      } else {
        AddTexts(probe, point);
      }
    }
    if (instances_.size() > before) return;
    if (wrong_) {
      AddPlaceholder(probe);
    } else if (!left_out && missing_ == ProbeContext::Missing::Warn) {
      diags_.Report(DiagId::ProbeRemoved, HeadOf(probe));
    }
  }

  std::vector<ProbeInstance> Take() && { return std::move(instances_); }

 private:
  static SourceRange HeadOf(const ast::Probe& probe) {
    return probe.attach_points.front().range.Join(probe.attach_points.back().range);
  }

  void AddTexts(const ast::Probe& probe, const ast::AttachPoint& point) {
    const auto texts = ExpandProbeType(point.text, context_);
    if (texts.size() > 1) {
      AddSeveralTypes(probe, texts, point);
    } else {
      AddPoint(probe, texts.empty() ? point.text : texts.front(), point.range);
    }
  }

  // Whatever is wrong with an attach point that lacks a word, the word is what to look for.
  void AddLacking(const ast::Probe& probe, const ast::AttachPoint& point, uint64_t number) {
    Diagnostics heard;
    ProbeContext context = context_;
    context.missing = ProbeContext::Missing::Error;
    Expander lacking(context, heard);
    lacking.AddTexts(probe, point);
    std::move(lacking.instances_.begin(), lacking.instances_.end(), std::back_inserter(instances_));
    wrong_ = wrong_ || lacking.wrong_;
    for (Diagnostic diagnostic : heard.all()) {
      diagnostic.hints = {"the command line does not give $" + std::to_string(number) +
                          ": words behind the script are $1, $2 and so on"};
      diagnostic.fixes.clear();
      diags_.Add(std::move(diagnostic));
    }
  }

  void AddPoint(const ast::Probe& probe, const std::string& text, SourceRange range) {
    const auto spec = ParseAttachPoint(text, range, context_, diags_);
    if (!spec) {
      wrong_ = true;
      return;
    }
    const ProbeTypeRow& row = RowOf(spec->kind);
    if ((row.flags & Single) != 0 && probe.attach_points.size() > 1) {
      diags_.Report(DiagId::ProbeSingle, range, {std::string(row.name)});
      wrong_ = true;
      return;
    }
    const bool trial = spec->kind == ProbeKind::Test || spec->kind == ProbeKind::Bench;
    if (trial && !trials_.insert(spec->name).second) {
      diags_.Report(DiagId::TrialTwice, range,
                    {spec->name.substr(spec->name.find(':') + 1), std::string(row.name)});
      wrong_ = true;
      return;
    }
    auto expanded = Expand(*spec, NeedsOneProgramEach(probe, row.name), context_, diags_);
    if (expanded.empty() && context_.missing == ProbeContext::Missing::Error) wrong_ = true;
    for (auto& target : expanded)
      AddInstance(probe, std::move(target));
  }

  void AddInstance(const ast::Probe& probe, ExpandedProbe target) {
    ProbeInstance& instance = instances_.emplace_back();
    instance.probe = &probe;
    instance.target = std::move(target);
    if (!IsArmedLater(instance.target.spec)) return;
    const WatchSpec watch = instance.target.spec.As<WatchSpec>();
    ProbeInstance& arming = instances_.emplace_back();  // behind the one that it arms
    arming.probe = &probe;
    arming.target = *watch.function;
    arming.watched_argument = watch.argument;
  }

  // A wildcard in the probe type: types without a match are left out silently as long as one has some.
  void AddSeveralTypes(const ast::Probe& probe, const std::vector<std::string>& texts,
                       const ast::AttachPoint& point) {
    ProbeContext context = context_;
    context.missing = ProbeContext::Missing::Ignore;
    Diagnostics unheard;
    Expander several(context, unheard);
    for (const auto& text : texts)
      several.AddPoint(probe, text, point.range);
    std::move(several.instances_.begin(), several.instances_.end(), std::back_inserter(instances_));
    if (!several.instances_.empty() || context_.missing == ProbeContext::Missing::Ignore) return;
    const bool error = context_.missing == ProbeContext::Missing::Error;
    diags_.Report(error ? DiagId::ProbeNoMatches : DiagId::ProbeNoMatchesSkipped, point.range,
                  {"probe", point.text});
    wrong_ = wrong_ || error;
  }

  // Errors in the block are worth finding in the same go.
  void AddPlaceholder(const ast::Probe& probe) {
    ProbeInstance& instance = instances_.emplace_back();
    instance.probe = &probe;
    instance.placeholder = true;
    instance.target.spec.range = HeadOf(probe);
  }

  ProbeContext context_;
  ProbeContext::Missing missing_;  // as the script has it; of what the command line names none may be missing
  Diagnostics& diags_;
  std::set<std::string> trials_;  // names of tests and benchmarks so far
  std::vector<ProbeInstance> instances_;
  bool wrong_ = false;
};

void CheckLimits(const std::vector<ProbeInstance>& instances, const typed::Config& config,
                 Diagnostics& diags) {
  if (instances.empty()) return;
  const std::string count = std::to_string(instances.size());
  const SourceRange range = instances.back().target.spec.range;
  if (instances.size() > config.max_bpf_progs) {
    diags.Report(DiagId::ProbeTooMany, range, {count, std::to_string(config.max_bpf_progs)})
        .Hint("You can increase the limit through the BPFTRACE_MAX_BPF_PROGS environment variable.");
  } else if (instances.size() > config.max_probes) {
    diags.Report(DiagId::TooManyProbes, range, {count, std::to_string(config.max_probes)})
        .Hint(
            "You can increase the limit through the BPFTRACE_MAX_PROBES environment variable, but BE CAREFUL "
            "since a high number of probes attached can cause your system to crash.");
  }
}

}  // namespace

std::vector<ProbeInstance> ExpandProbes(const ast::Program& program, HostView& host,
                                        const CheckOptions& options, const typed::Config& config,
                                        Diagnostics& diags) {
  const ProbeContext context = MakeContext(host, options, config);
  Expander expander(context, diags);
  for (const auto& probe : program.probes)
    expander.Add(probe);
  std::vector<ProbeInstance> instances = std::move(expander).Take();
  CheckLimits(instances, config, diags);
  return instances;
}

}  // namespace sonde::sema
