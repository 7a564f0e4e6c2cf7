// What places of static probes (USDT) have as arguments. Covered by tests/probes/usdt_test.cpp.
#pragma once

#include "base/result.h"
#include "host/host_view.h"
#include "typed/attach_spec.h"
#include "types/operand.h"

namespace sonde {

// Where argument `number` (from 0) lies at one place of a probe, with symbols found in its file. The constant
// 0 where the note has fewer. The error says what it is that a program of the kernel cannot read.
Result<Operand> ArgumentOfMarker(const UsdtSpec& spec, const MarkerPlace& place, uint32_t number,
                                 HostView& host);

}  // namespace sonde
