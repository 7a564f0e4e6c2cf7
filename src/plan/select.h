// SelectProbes: which probes of a script a run is for. Covered by tests/plan/select_test.cpp.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"

namespace sonde {

namespace typed {
struct Program;
}

enum class Purpose : uint8_t { Trace, Test, Benchmark };

// --probe-filter: takes out probes whose full name ("kprobe:vfs_read") has no match of `regex` (ECMAScript),
// and of a wildcard the functions of which that is true. begin, end and self stay. An error if it is no
// regular expression.
Status FilterProbes(const std::string& regex, typed::Program& program);

// Takes the other probes out: of a trace its tests and benchmarks, of tests all but them and begin. A script
// without any is traced, whatever it is run for. An error if a trace has nothing left.
Status SelectProbes(Purpose purpose, typed::Program& program);

}  // namespace sonde
