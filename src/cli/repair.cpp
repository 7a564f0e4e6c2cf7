// The search for a script without errors. Leaves: FindRepair. Covered by tests/run/repair.test.
#include "cli/repair.h"

#include <algorithm>
#include <set>
#include <utility>

#include "base/fix_its.h"
#include "cli/repair_edits.h"

namespace sonde {
namespace {

constexpr size_t kLongestScript = 4000;  // bytes; more is no line that someone types
constexpr int kMostRounds = 6;           // repairs that uncover further errors
constexpr int kMostGuesses = 2;          // edits in one script that no diagnostic vouches for
constexpr int kMostParses = 160;
constexpr int kMostChecks = 12;

struct Problems {
  Diagnostics diags;
  Source source;
};

size_t Count(const Diagnostics& diags, Severity severity) {
  return static_cast<size_t>(
      std::count_if(diags.all().begin(), diags.all().end(),
                    [&](const Diagnostic& each) { return each.severity == severity; }));
}

bool IsSyntax(const Diagnostics& diags) {
  return std::any_of(diags.all().begin(), diags.all().end(),
                     [](const Diagnostic& each) { return each.id == DiagId::SyntaxError; });
}

// The text of the script itself, without what it imports.
std::string ScriptOf(const Source& source) {
  return std::string(source.text().substr(0, source.files()[0].range.end));
}

class Search {
 public:
  Search(const Trials& trials, size_t warnings) : trials_(trials), warnings_(warnings) {}

  std::optional<Repair> From(const Diagnostics& diags, const Source& source, int round, int guesses) {
    const std::string script = ScriptOf(source);
    if (round >= kMostRounds || script.size() > kLongestScript) return std::nullopt;
    const GatheredFixes fixes = GatherFixes(diags, source);
    if (fixes.all_errors && !fixes.edits.empty())
      return Follow(ApplyFixes(script, fixes.edits), round, guesses);
    if (!fixes.elsewhere.empty() || guesses >= kMostGuesses) return std::nullopt;
    return Guess(diags, source, round, guesses);
  }

 private:
  // What certain fixes leave.
  std::optional<Repair> Follow(std::string script, int round, int guesses) {
    Problems left = Check(std::move(script));
    if (!left.diags.has_errors()) return Repair{ScriptOf(left.source), guesses > 0};
    return From(left.diags, left.source, round + 1, guesses);
  }

  // The first error that has no fix, repaired by what may be meant.
  std::optional<Repair> Guess(const Diagnostics& diags, const Source& source, int round, int guesses) {
    const Diagnostic* error = Unfixed(diags, source);
    if (error == nullptr) return std::nullopt;
    const size_t errors = Count(diags, Severity::Error);
    const bool syntax = IsSyntax(diags);
    for (const Edits& edits : CandidateEdits(*error, source)) {
      std::string script = ApplyFixes(ScriptOf(source), edits);
      if (!seen_.insert(script).second) continue;
      if (auto repair = Try(std::move(script), errors, syntax, round, guesses)) return repair;
      if (parses_ > kMostParses || checks_ > kMostChecks) break;
    }
    return std::nullopt;
  }

  // `errors`: how many there were before; of the syntax only, if `syntax`.
  std::optional<Repair> Try(std::string script, size_t errors, bool syntax, int round, int guesses) {
    if (++parses_ > kMostParses) return std::nullopt;
    Problems parsed{{}, Source("", "")};
    parsed.source = trials_.parse(script, parsed.diags);
    if (parsed.diags.has_errors()) {
      const bool better = syntax && Count(parsed.diags, Severity::Error) < errors;
      return better ? From(parsed.diags, parsed.source, round + 1, guesses + 1) : std::nullopt;
    }
    Problems left = Check(std::move(script));
    if (!left.diags.has_errors()) {
      const bool sound = Count(left.diags, Severity::Warning) <= warnings_;
      return sound ? std::optional(Repair{ScriptOf(left.source), true}) : std::nullopt;
    }
    const bool better = syntax || Count(left.diags, Severity::Error) < errors;
    return better ? From(left.diags, left.source, round + 1, guesses + 1) : std::nullopt;
  }

  static const Diagnostic* Unfixed(const Diagnostics& diags, const Source& source) {
    for (const Diagnostic& each : diags.all()) {
      const bool own = !each.file && each.range.begin <= source.files()[0].range.end;
      if (each.severity == Severity::Error && each.fixes.empty()) return own ? &each : nullptr;
    }
    return nullptr;
  }

  Problems Check(std::string script) {
    Problems result{{}, Source("", "")};
    if (++checks_ > kMostChecks) {
      result.source = Source("", std::move(script));
      result.diags.Report(DiagId::SyntaxError, {0, 0}, {""});
      return result;
    }
    result.source = trials_.check(std::move(script), result.diags);
    return result;
  }

  const Trials& trials_;
  size_t warnings_;
  int parses_ = 0;
  int checks_ = 0;
  std::set<std::string> seen_;
};

}  // namespace

std::optional<Repair> FindRepair(const Diagnostics& diags, const Source& source, const Trials& trials) {
  return Search(trials, Count(diags, Severity::Warning)).From(diags, source, 0, 0);
}

}  // namespace sonde
