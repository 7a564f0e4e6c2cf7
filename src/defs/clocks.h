// Clock: which clock an integer was read from, a part of its type; expanded from clocks.def. Covered by
// tests/types/merge_test.cpp and tests/run/times.test.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace sonde {

enum class Clock : uint8_t {
  None,  // of any number; as a time it counts as one of Boot
#define CLOCK(id, name, origin) id,
#include "defs/clocks.def"
  Several,  // of what may be either of two
};

// What a time counts from. The numbers are part of what programs send (ValueKind::Timestamp).
enum class TimeOrigin : uint8_t { Boot = 0, Epoch = 1, None };

struct ClockRow {
  Clock clock;
  std::string_view name;
  TimeOrigin origin;
};

inline constexpr ClockRow kClocks[] = {
#define CLOCK(id, name, origin) {Clock::id, name, TimeOrigin::origin},
#include "defs/clocks.def"
};

constexpr std::optional<Clock> FindClock(std::string_view name) {
  for (const auto& row : kClocks) {
    if (row.name == name) return row.clock;
  }
  return std::nullopt;
}

constexpr TimeOrigin OriginOf(Clock clock) {
  for (const auto& row : kClocks) {
    if (row.clock == clock) return row.origin;
  }
  return clock == Clock::None ? TimeOrigin::Boot : TimeOrigin::None;
}

// The clock of what is read from either: a number without a clock takes the other's.
constexpr Clock JoinClocks(Clock a, Clock b) {
  if (a == b || b == Clock::None) return a;
  if (a == Clock::None) return b;
  const bool dates = OriginOf(a) == TimeOrigin::Epoch && OriginOf(b) == TimeOrigin::Epoch;
  return dates ? Clock::Tai : Clock::Several;
}

}  // namespace sonde
