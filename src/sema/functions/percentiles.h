// What may stand behind the map in print(@m, top, divisor, p50, p99.9). Leaves: ReadMapArguments. Covered by
// tests/golden/typed/functions/print_percentiles.bt and tests/golden/diag/functions/err.Percentile*.
#pragma once

#include "sema/elaborator.h"

namespace sonde::sema {

// Sets top, divisor and percentiles of `event`, which prints `map`. False after a report.
bool ReadMapArguments(Elaborator& elaborator, const ast::Call& call, uint32_t map, typed::EventInfo& event);

}  // namespace sonde::sema
