// Slips at the top level: probes written as elsewhere (SystemTap, a shell, C), blocks and predicates in the
// wrong place. They are found in the text, since the top level has no tokens. Covered by
// tests/golden/diag-syntax/slips/* and tests/messages.
#pragma once

#include <optional>
#include <string_view>

#include "base/source.h"
#include "parser/slips.h"

namespace sonde {

// At `at`, behind the attach point `point`, a block should begin. `shell`: a shell has read the script
// before.
std::optional<Slip> HeaderSlip(std::string_view text, SourceRange point, uint32_t at, bool shell);

// At `at` an attach point should begin. `block`: where the block of the probe before begins, or 0.
std::optional<Slip> ItemSlip(std::string_view text, uint32_t at, uint32_t block);

// A probe written as a call: TRACEPOINT_PROBE(syscalls, sys_enter_open).
std::optional<Slip> CalledProbe(std::string_view text, uint32_t at);

// A probe with slashes in the place of colons: the predicate that begins at `slash` touches a bare probe
// type.
std::optional<Slip> SlashedProbe(std::string_view text, SourceRange point, uint32_t slash);

// `include <x.h>` without its `#`, and where it ends.
Slip BareInclude(std::string_view text, uint32_t at);
uint32_t EndOfInclude(std::string_view text, uint32_t at);

// A line that begins with `#` and is none of the preprocessor.
std::optional<Slip> TopLevelComment(std::string_view text, uint32_t at);

}  // namespace sonde
