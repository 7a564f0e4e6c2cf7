// PictureWriter: what writers of formats that show maps only (formats.def) have in common: which of a map
// they show, and when they write. Covered by tests/output/folded_writer_test.cpp.
#pragma once

#include <string>

#include "output/sink.h"

namespace sonde::output {

class PictureWriter : public Sink {
 public:
  // What the script prints is for other writers, but maps: of one that is empty at the end, as many are that
  // the script clears, what it held when it was printed last is shown.
  void Printf(const Formatter& /*format*/, std::span<const Value> /*values*/) override {}
  void Text(EventKind /*kind*/, std::string_view /*text*/) override {}
  void Print(const Value& /*value*/) override {}
  void PrintMap(const MapData& map, const PrintOptions& options) override;
  void PrintMaps(std::span<const MapData> maps, const PrintOptions& options) override;
  void BeginSnapshot(bool last) override { last_ = last; }
  void SnapshotMap(const MapData& map) override { PrintMap(map, {}); }
  void EndSnapshot() override {
    if (last_) Write();
  }
  void BeginTests(size_t /*count*/) override {}
  void BeginTest(const std::string& /*name*/) override {}
  void EndTest(const TestResult& /*result*/) override {}
  void EndTests(std::span<const TestResult> /*results*/) override {}
  void Benchmarks(std::span<const BenchmarkResult> /*results*/) override {}

 protected:
  // A map that has entries. It replaces what was there of that name.
  virtual void Keep(const MapData& map) = 0;
  // The run is over: writes what was kept.
  virtual void Write() = 0;

 private:
  bool last_ = false;
};

}  // namespace sonde::output
