// interval and profile: a unit and a number, or a bare duration. Leaves: their handlers.
// Covered by tests/probes/timer_test.cpp.
#include <algorithm>

#include "probes/handler.h"
#include "probes/number.h"

namespace sonde {
namespace {

constexpr uint64_t kShortest = 1000;  // ns

struct Unit {
  std::string_view name;
  uint64_t nanoseconds;  // 0: a frequency
};

// Sorted by name, as listings show them.
constexpr Unit kUnits[] = {{"hz", 0}, {"ms", 1000000}, {"s", 1000000000}, {"us", 1000}};

// A bare number of nanoseconds or a duration, kept in microseconds.
bool ParseDuration(const ParseRequest& request, AttachSpec& spec) {
  const ProbePart& part = request.parts[0];
  const std::string type(request.row.name);
  const auto number = ParseProbeNumber(part.text);
  if (!number) return request.Fail(DiagId::TimerRate, part.range, {type, number.error().Text()});
  if (number->negative || number->value == 0) return request.Fail(DiagId::TimerPositive, part.range, {type});
  if (number->value < kShortest) {
    return request.Fail(DiagId::TimerRate, part.range,
                        {type, std::to_string(number->value) + "ns. Minimum is 1000 or 1us"});
  }
  const uint64_t microseconds = number->value / 1000;
  spec.detail = TimerSpec{microseconds * 1000, 0};
  spec.name = type + ":us:" + std::to_string(microseconds);
  return true;
}

bool Parse(const ParseRequest& request, AttachSpec& spec) {
  if (request.parts.size() == 1) return ParseDuration(request, spec);
  const std::string type(request.row.name);
  const ProbePart& rate = request.parts[1];
  const auto unit = std::find_if(std::begin(kUnits), std::end(kUnits),
                                 [&](const Unit& u) { return u.name == request.parts[0].text; });
  if (unit == std::end(kUnits)) {
    const std::string seen = request.parts[0].text.empty() ? "''" : request.parts[0].text;
    request.diags.Report(DiagId::TimerUnit, request.parts[0].range, {seen}).Hint("use s, ms, us or hz");
    return false;
  }
  const auto number = ParseProbeNumber(rate.text);
  if (!number) return request.Fail(DiagId::TimerRate, rate.range, {type, number.error().Text()});
  if (number->duration) {
    return request.Fail(DiagId::TimerRate, rate.range, {type, "invalid trailing bytes: " + rate.text});
  }
  if (number->negative || number->value == 0) return request.Fail(DiagId::TimerPositive, rate.range, {type});
  spec.name = type + ":" + std::string(unit->name) + ":" + std::to_string(number->value);
  auto& timer = spec.detail.emplace<TimerSpec>();
  if (unit->nanoseconds == 0) {
    timer.frequency = number->value;
  } else if (__builtin_mul_overflow(number->value, unit->nanoseconds, &timer.period)) {
    return request.Fail(DiagId::TimerRate, rate.range, {type, "overflow error: " + rate.text});
  }
  return true;
}

std::vector<std::string> Templates(const ProbeTypeRow& row, std::string_view pattern) {
  std::vector<std::string> lines;
  for (const Unit& unit : kUnits) {
    if (WildcardMatch(pattern, unit.name))
      lines.push_back(std::string(row.name) + ":" + std::string(unit.name) + ":");
  }
  return lines;
}

}  // namespace

extern const ProbeHandler kIntervalHandler;
extern const ProbeHandler kProfileHandler;
const ProbeHandler kIntervalHandler = {1, 2, Parse, ExpandToItself, NoArguments, Templates, nullptr};
const ProbeHandler kProfileHandler = {1, 2, Parse, ExpandToItself, NoArguments, Templates, nullptr};

}  // namespace sonde
