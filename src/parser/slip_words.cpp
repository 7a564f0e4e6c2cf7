// Leaves: what slip_words.h declares. Covered by tests/golden/diag-syntax/slips/*.
#include "parser/slip_words.h"

#include <algorithm>

#include "defs/aggregations.h"
#include "defs/builtins.h"
#include "defs/foreign_names.h"
#include "defs/functions.h"

namespace sonde {
namespace {

template <typename Rows>
bool Has(const Rows& rows, std::string_view word) {
  return std::any_of(std::begin(rows), std::end(rows), [&](const auto& row) { return row.name == word; });
}

}  // namespace

bool IsBuiltin(std::string_view word) {
  return Has(kBuiltins, word);
}

bool IsFunction(std::string_view word) {
  return Has(kFunctions, word) || IsAggregation(word);
}

bool IsAggregation(std::string_view word) {
  return Has(kAggregations, word);
}

bool IsPrinter(std::string_view word) {
  const ForeignNameRow* row = FindForeignName(word);
  return row != nullptr && row->instead == RowOf(FunctionId::Print).name;
}

std::string BareName(std::string_view text) {
  return std::string(text.starts_with('$') || text.starts_with('@') ? text.substr(1) : text);
}

}  // namespace sonde
