// What may stand behind the map in print(@m, @others..., top, divisor, p50, p99.9). Leaves: IsWholeMap,
// ReadMapArguments. Covered by tests/golden/typed/functions/print_{percentiles,joined}.bt and
// tests/golden/diag/functions/err.{Percentile,Join}*.
#pragma once

#include "sema/elaborator.h"

namespace sonde::sema {

// Whether an argument is the name of a map alone.
bool IsWholeMap(const ast::Expr& arg);

// Sets joined, top, divisor and percentiles of `event`, which prints `map`. False after a report.
bool ReadMapArguments(Elaborator& elaborator, const ast::Call& call, uint32_t map, typed::EventInfo& event);

}  // namespace sonde::sema
