// Types of tracepoint fields from their C declarations. Covered by tests/probes/c_type_test.cpp.
#pragma once

#include "btf/btf.h"
#include "host/host_view.h"
#include "probes/attach_point.h"

namespace sonde {

// Width from the format file, sign from the declaration, names through `btf` (null: without). `space` is that
// of the field's pointers. is_common is left for the caller.
ProbeArgument DescribeField(const TracepointField& field, AddressSpace space, Btf* btf);

}  // namespace sonde
