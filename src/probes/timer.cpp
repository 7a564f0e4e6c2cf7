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

// Other spellings of units, and how many of ours one is.
struct OtherUnit {
  std::string_view name;
  std::string_view unit;
  uint64_t count;
};
constexpr OtherUnit kOtherUnits[] = {
    {"sec", "s", 1},     {"secs", "s", 1},     {"second", "s", 1}, {"seconds", "s", 1}, {"msec", "ms", 1},
    {"millis", "ms", 1}, {"usec", "us", 1},    {"m", "s", 60},     {"min", "s", 60},    {"mins", "s", 60},
    {"minute", "s", 60}, {"minutes", "s", 60}, {"h", "s", 3600},   {"hour", "s", 3600}, {"d", "s", 86400},
    {"Hz", "hz", 1},     {"HZ", "hz", 1},      {"hertz", "hz", 1}, {"S", "s", 1},       {"MS", "ms", 1},
};

const Unit* FindUnit(std::string_view name) {
  const auto* unit =
      std::find_if(std::begin(kUnits), std::end(kUnits), [&](const Unit& u) { return u.name == name; });
  return unit == std::end(kUnits) ? nullptr : unit;
}

bool IsNumber(std::string_view text) {
  return !text.empty() && text.size() < 10 && text.find_first_not_of("0123456789") == std::string_view::npos;
}

// What is usual: 99 times a second on every CPU, once a second on one.
std::string UsualTimer(const ProbeTypeRow& row) {
  return std::string(row.name) + (row.kind == ProbeKind::Profile ? ":hz:99" : ":s:1");
}

// `unit` and `number` as a timer; empty if they are none. Fractions of a second become milliseconds.
std::string TimerOf(const ProbeTypeRow& row, std::string_view unit, std::string_view number) {
  const std::string type = std::string(row.name) + ":";
  const size_t dot = number.find('.');
  if (dot != std::string_view::npos) {
    if (unit != "s" || !IsNumber(number.substr(0, dot)) || !IsNumber(number.substr(dot + 1)) ||
        number.size() - dot > 4)
      return {};
    std::string digits = std::string(number.substr(0, dot)) + std::string(number.substr(dot + 1)) +
                         std::string(4 - (number.size() - dot), '0');
    digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
    return digits.empty() ? std::string() : type + "ms:" + digits;
  }
  if (!IsNumber(number)) return {};
  if (FindUnit(unit) != nullptr) return type + std::string(unit) + ":" + std::string(number);
  for (const OtherUnit& other : kOtherUnits) {
    if (other.name == unit)
      return type + std::string(other.unit) + ":" +
             std::to_string(std::stoull(std::string(number)) * other.count);
  }
  return {};
}

// The parts of a timer whose unit and number are exchanged, joined, or separated by something else.
std::string MeantTimer(const ParseRequest& request) {
  const auto& parts = request.parts;
  if (parts.size() == 2) {
    const std::string meant = TimerOf(request.row, parts[0].text, parts[1].text);
    return meant.empty() ? TimerOf(request.row, parts[1].text, parts[0].text) : meant;
  }
  const std::string& text = parts[0].text;
  const size_t digits = text.find_first_not_of("0123456789.");
  if (digits == std::string::npos) {  // a number alone
    return TimerOf(request.row, request.row.kind == ProbeKind::Profile ? "hz" : "s", text);
  }
  if (digits > 0) return TimerOf(request.row, text.substr(digits), text.substr(0, digits));
  const size_t sign = text.find_first_of("=- ");
  if (sign == std::string::npos) return {};
  return TimerOf(request.row, text.substr(0, sign), text.substr(sign + 1));
}

// Reports, with the timer that was probably meant; false.
bool Refuse(const ParseRequest& request, DiagId id, SourceRange range, std::vector<std::string> args) {
  Diagnostic& diagnostic = request.diags.Report(id, range, std::move(args));
  const std::string meant = MeantTimer(request);
  if (id == DiagId::TimerUnit) diagnostic.Hint("use s, ms, us or hz");
  if (meant.empty() || meant.ends_with(":0")) {
    const std::string usual = UsualTimer(request.row);
    diagnostic.Hint("write " + usual);
    if (request.parts.size() == 1 && FindUnit(request.parts[0].text) != nullptr)
      diagnostic.Fix(request.parts[0].range, usual.substr(request.row.name.size() + 1));
    return false;
  }
  diagnostic.Hint("write " + meant);
  const std::string_view type = request.row.name;
  SourceRange whole = request.parts.front().range.Join(request.parts.back().range);
  diagnostic.Fix(whole, meant.substr(type.size() + 1));
  return false;
}

// A bare number of nanoseconds or a duration, kept in microseconds.
bool ParseDuration(const ParseRequest& request, AttachSpec& spec) {
  const ProbePart& part = request.parts[0];
  const std::string type(request.row.name);
  const auto number = ParseProbeNumber(part.text);
  if (!number) return Refuse(request, DiagId::TimerRate, part.range, {type, number.error().Text()});
  if (number->negative || number->value == 0)
    return Refuse(request, DiagId::TimerPositive, part.range, {type});
  if (number->value < kShortest) {
    return Refuse(request, DiagId::TimerRate, part.range,
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
  const Unit* unit = FindUnit(request.parts[0].text);
  if (unit == nullptr) {
    const std::string seen = request.parts[0].text.empty() ? "''" : request.parts[0].text;
    return Refuse(request, DiagId::TimerUnit, request.parts[0].range, {seen});
  }
  const auto number = ParseProbeNumber(rate.text);
  if (!number) return Refuse(request, DiagId::TimerRate, rate.range, {type, number.error().Text()});
  if (number->duration) {
    return Refuse(request, DiagId::TimerRate, rate.range, {type, "invalid trailing bytes: " + rate.text});
  }
  if (number->negative || number->value == 0)
    return Refuse(request, DiagId::TimerPositive, rate.range, {type});
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
