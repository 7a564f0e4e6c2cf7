// Events that the kernel counts, expanded from counted_events.def. Covered by tests/probes/counted_test.cpp.
#pragma once

#include <cstdint>
#include <string_view>

#include "defs/probe_types.h"

namespace sonde {

struct CountedEvent {
  ProbeKind probe;
  std::string_view name;
  std::string_view alias;   // empty for none
  uint64_t default_period;  // events; of clocks nanoseconds
  uint64_t config;          // enum perf_sw_ids or perf_hw_id
};

inline constexpr CountedEvent kCountedEvents[] = {
#define COUNTED_EVENT(probe, name, alias, period, config) {ProbeKind::probe, name, alias, period, config},
#include "defs/counted_events.def"
};

// By name or alias; null if this kind of probe has none.
constexpr const CountedEvent* FindCountedEvent(ProbeKind probe, std::string_view name) {
  for (const auto& event : kCountedEvents) {
    if (event.probe != probe) continue;
    if (event.name == name || (!event.alias.empty() && event.alias == name)) return &event;
  }
  return nullptr;
}

}  // namespace sonde
