// The kernel's software events, for the software probe and for attaching it.
// Covered by tests/probes/software_test.cpp.
#pragma once

#include <cstdint>
#include <string_view>

namespace sonde {

struct SoftwareEvent {
  std::string_view name;
  std::string_view alias;   // empty for none
  uint64_t default_period;  // events
  uint64_t config;          // enum perf_sw_ids
};

inline constexpr SoftwareEvent kSoftwareEvents[] = {
    {"alignment-faults", "", 1, 7},    {"bpf-output", "", 1, 10},    {"context-switches", "cs", 1000, 3},
    {"cpu-clock", "cpu", 1000000, 0},  {"cpu-migrations", "", 1, 4}, {"dummy", "", 1, 9},
    {"emulation-faults", "", 1, 8},    {"major-faults", "", 1, 6},   {"minor-faults", "", 100, 5},
    {"page-faults", "faults", 100, 2}, {"task-clock", "", 1, 1},
};

// By name or alias; null if there is none.
constexpr const SoftwareEvent* FindSoftwareEvent(std::string_view name) {
  for (const auto& event : kSoftwareEvents) {
    if (event.name == name || (!event.alias.empty() && event.alias == name)) return &event;
  }
  return nullptr;
}

}  // namespace sonde
