// Sessions: a kprobe and a kretprobe on the same functions, which one link can serve. Covered by
// tests/plan/session_test.cpp.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace sonde {

class HostView;

namespace typed {
struct Program;
}

namespace plan {

// For each probe of `program` the one that would be the other half of a session, by its index: exactly one
// block has the single attach point kprobe:X, and exactly one other kretprobe:X, both for whole functions. A
// function that the kernel does not list as traceable can have kprobes, but no such link. Nobody of a session
// reads registers that the link does not save.
std::vector<std::optional<uint32_t>> FindSessions(const typed::Program& program, HostView& host);

}  // namespace plan
}  // namespace sonde
