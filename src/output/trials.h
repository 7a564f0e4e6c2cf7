// What --test and --bench found, for sinks. Covered by tests/runtime/trials_test.cpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace sonde::output {

struct TestResult {
  std::string name;
  uint64_t nanoseconds = 0;  // that its program took
  bool passed = false;
  std::string output;  // what it printed, as text
};

struct BenchmarkResult {
  std::string name;
  uint64_t nanoseconds = 0;  // one run, on the average
  uint64_t runs = 0;         // that were measured
};

class TrialSink {
 public:
  virtual ~TrialSink() = default;
  virtual void BeginTests(size_t count) = 0;
  virtual void BeginTest(const std::string& name) = 0;
  virtual void EndTest(const TestResult& result) = 0;
  virtual void EndTests(std::span<const TestResult> results) = 0;
  virtual void Benchmarks(std::span<const BenchmarkResult> results) = 0;
};

}  // namespace sonde::output
