// Putting named arguments in order. Leaves: HasNamedArguments, InOrder. Covered by the tests named in the
// header.
#include "sema/named_arguments.h"

#include <algorithm>

#include "base/nearest.h"
#include "defs/aggregations.h"
#include "defs/functions.h"
#include "sema/names.h"

namespace sonde::sema {
namespace {

using ast::ExprKind;

// The signature of a function of the language; null: the name is none's.
const Signature* SignatureOf(const std::string& name) {
  if (const auto function = FindFunction(name)) return &RowOf(*function).signature;
  if (const auto aggregation = FindAggregation(name)) return &RowOf(*aggregation).signature;
  return nullptr;
}

// The names that arguments may be given by: of what comes any number of times there is none.
std::vector<std::string> NamesOf(const Signature& signature) {
  std::vector<std::string> names;
  const uint32_t named = signature.variadic ? signature.count - 1 : signature.count;
  for (uint32_t i = 0; i < named; ++i)
    names.emplace_back(signature.params[i].name);
  return names;
}

class Arranger {
 public:
  Arranger(const ast::Call& call, const Signature& signature, const DiagnosticReporter& report)
      : call_(call), names_(NamesOf(signature)), report_(report) {}

  std::vector<const ast::Expr*> Run() {
    for (const auto& argument : call_.args) {
      if (!Place(*argument)) return {};
    }
    const auto gap = std::find(ordered_.begin(), ordered_.end(), nullptr);
    if (gap == ordered_.end()) return std::move(ordered_);
    const auto& last = ast::As<ast::NamedArgument>(*call_.args.back());
    const std::string& missing = names_[static_cast<size_t>(gap - ordered_.begin())];
    report_(DiagId::NamedGap, last.range, {call_.name.text, missing});
    return {};
  }

 private:
  // False after a report.
  bool Place(const ast::Expr& argument) {
    if (argument.kind != ExprKind::NamedArgument) {
      if (!named_) return ordered_.push_back(&argument), true;
      report_(DiagId::NamedOrder, argument.range, {});
      return false;
    }
    named_ = true;
    const auto& given = ast::As<ast::NamedArgument>(argument);
    const auto found = std::find(names_.begin(), names_.end(), given.name.text);
    if (found == names_.end()) return Unknown(given);
    const auto index = static_cast<size_t>(found - names_.begin());
    if (index < ordered_.size() && ordered_[index] != nullptr) {
      report_(DiagId::NamedTwice, given.name.range, {call_.name.text, given.name.text})
          .Note(ordered_[index]->range, "This is the first.");
      return false;
    }
    ordered_.resize(std::max(ordered_.size(), index + 1));
    ordered_[index] = given.value.get();
    return true;
  }

  bool Unknown(const ast::NamedArgument& given) {
    Diagnostic& diagnostic =
        report_(DiagId::NamedUnknown, given.name.range, {call_.name.text, given.name.text});
    const Suggestion near = FindNearest(given.name.text, names_);
    const std::string& own = given.name.text;
    if (call_.name.text == RowOf(FunctionId::Print).name && (own == "end" || own == "sep" || own == "file")) {
      diagnostic.Hint(
          "print() writes one value and ends its line; other ways are those of printf(\"%s %d\", comm, pid)");
    } else if (near.certain) {
      diagnostic.Hint("did you mean `" + near.name + "`?").Fix(given.name.range, near.name);
    } else if (!names_.empty()) {
      std::string all;
      for (const std::string& name : names_)
        all += (all.empty() ? "" : ", ") + name;
      diagnostic.Hint("it has: " + all);
    }
    return false;
  }

  const ast::Call& call_;
  const std::vector<std::string> names_;
  const DiagnosticReporter& report_;
  std::vector<const ast::Expr*> ordered_;
  bool named_ = false;
};

}  // namespace

bool HasNamedArguments(const ast::Call& call) {
  return std::any_of(call.args.begin(), call.args.end(),
                     [](const auto& argument) { return argument->kind == ExprKind::NamedArgument; });
}

std::vector<const ast::Expr*> InOrder(const ast::Call& call, bool own, const DiagnosticReporter& report) {
  const Signature* const signature = own ? nullptr : SignatureOf(call.name.text);
  if (signature != nullptr) return Arranger(call, *signature, report).Run();
  report(DiagId::NamedElsewhere, call.range, {call.name.text});
  return {};
}

}  // namespace sonde::sema
