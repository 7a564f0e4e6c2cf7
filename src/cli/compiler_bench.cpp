// Measuring the compiler. Leaves: BenchCompiler.
#include "cli/compiler_bench.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

#include "base/console.h"
#include "base/diagnostics.h"
#include "cli/deep_stack.h"
#include "cli/pipeline.h"
#include "codegen/codegen.h"
#include "imports/imports.h"
#include "plan/plan.h"
#include "plan/select.h"
#include "runtime/report.h"
#include "sema/check.h"

namespace sonde {
namespace {

using SteadyClock = std::chrono::steady_clock;

enum Phase : uint8_t { Parse, CheckTypes, Attach, Emitting, Optimizing, Writing, kPhases };
constexpr std::array<const char*, kPhases> kNames = {"parse", "check", "plan", "lower", "optimize", "emit"};
constexpr auto kLongEnough = std::chrono::seconds(1);
constexpr size_t kFewest = 5, kMost = 1000;

// Microseconds of each run.
struct Times {
  std::array<std::vector<double>, kPhases> phases;
  std::vector<double> all;
};

class Stopwatch {
 public:
  // Since the last call.
  double Lap() {
    const auto now = SteadyClock::now();
    const double us = std::chrono::duration<double, std::micro>(now - last_).count();
    last_ = now;
    return us;
  }

 private:
  SteadyClock::time_point last_ = SteadyClock::now();
};

// One run; false after errors, which were printed.
bool Once(const Source& script, HostView& host, const Options& options, Times& times) {
  Diagnostics diags;
  Stopwatch watch;
  double sum = 0;
  const auto done = [&](Phase phase) {
    const double lap = watch.Lap();
    times.phases[phase].push_back(lap);
    sum += lap;
  };
  const auto [source, program] = LoadProgram(Source(script), PathOf(options), diags);
  done(Parse);
  if (diags.has_errors()) return PrintDiagnostics(diags, source, host, options), false;
  typed::Program typed = Check(program, source, host, MakeCheckOptions(options, program), diags);
  done(CheckTypes);
  if (diags.has_errors()) return PrintDiagnostics(diags, source, host, options), false;
  if (Status status = SelectProbes(options.run.purpose, typed); !status)
    return runtime::PrintError(status.error()), false;
  const std::vector<ProbePlan> plan = Plan(typed, host, true);
  done(Attach);
  Lowered lowered = Lower(typed, plan, source, {});
  done(Emitting);
  auto optimized = Optimize(std::move(lowered));
  if (!optimized) return runtime::PrintError(optimized.error()), false;
  done(Optimizing);
  const auto bundle = Emit(std::move(*optimized), typed.imported.get());
  if (!bundle) return runtime::PrintError(bundle.error()), false;
  done(Writing);
  times.all.push_back(sum);
  return true;
}

// "check  20  1234  61.7 ± 2.1 us": mean and standard error.
std::string Line(const char* name, const std::vector<double>& values) {
  double sum = 0, squares = 0;
  for (const double value : values) {
    sum += value;
    squares += value * value;
  }
  const auto count = static_cast<double>(values.size());
  const double mean = sum / count;
  const double variance = std::max(0.0, squares / count - mean * mean);
  char line[128];
  std::snprintf(line, sizeof(line), "%-10s %6zu %12.1f %12.1f ± %-8.1f us\n", name, values.size(), sum, mean,
                std::sqrt(variance / count));
  return line;
}

}  // namespace

int BenchCompiler(const Source& script, HostView& host, const Options& options) {
  const DeepStack stack;
  Times times;
  const auto end = SteadyClock::now() + kLongEnough;
  while (times.all.size() < kFewest || (SteadyClock::now() < end && times.all.size() < kMost)) {
    if (!Once(script, host, options, times)) return Tell(stdout, "FAIL\n"), 1;
  }
  std::string text;
  for (size_t phase = 0; phase < kPhases; ++phase)
    text += Line(kNames[phase], times.phases[phase]);
  Tell(stdout, text + Line("total", times.all) + "PASS\n");
  return 0;
}

}  // namespace sonde
