// SelectProbes: which probes of a script a run is for. Covered by tests/plan/select_test.cpp.
#pragma once

#include <cstdint>

#include "base/result.h"

namespace sonde {

namespace typed {
struct Program;
}

enum class Purpose : uint8_t { Trace, Test, Benchmark };

// Takes the other probes out: of a trace its tests and benchmarks, of tests all but them and begin. A script
// without any is traced, whatever it is run for. An error if a trace has nothing left.
Status SelectProbes(Purpose purpose, typed::Program& program);

}  // namespace sonde
