// What rules about slips ask of single tokens and words. Covered by tests/golden/diag-syntax/slips/*.
#pragma once

#include <string>
#include <string_view>

namespace sonde {

// Whether the language has the word as a builtin, as a function or aggregation, as an aggregation.
bool IsBuiltin(std::string_view word);
bool IsFunction(std::string_view word);
bool IsAggregation(std::string_view word);
// Whether another language prints with it.
bool IsPrinter(std::string_view word);

// The bare name of a token of a variable or word.
std::string BareName(std::string_view text);

}  // namespace sonde
