// Leaves: UnitOf. Covered by tests/output/flamegraph_writer_test.cpp.
#include "output/pictures/units.h"

namespace sonde::output {
namespace {

struct Ending {
  std::string_view word;
  std::string_view unit;
};
constexpr Ending kEndings[] = {{"ns", "ns"}, {"nsec", "ns"}, {"nsecs", "ns"},  {"nanoseconds", "ns"},
                               {"us", "us"}, {"usec", "us"}, {"usecs", "us"},  {"microseconds", "us"},
                               {"ms", "ms"}, {"msec", "ms"}, {"msecs", "ms"},  {"milliseconds", "ms"},
                               {"sec", "s"}, {"secs", "s"},  {"seconds", "s"}, {"bytes", "bytes"}};

}  // namespace

std::string UnitOf(const MapData& map, std::string_view counted) {
  const bool counts = map.function == Aggregation::Count || map.function == Aggregation::Hist ||
                      map.function == Aggregation::Lhist;
  if (counts) return std::string(counted);
  std::string_view word = map.name;
  word.remove_prefix(word.find_last_of("@_") + 1);
  for (const Ending& ending : kEndings) {
    if (word == ending.word) return std::string(ending.unit);
  }
  return {};
}

}  // namespace sonde::output
