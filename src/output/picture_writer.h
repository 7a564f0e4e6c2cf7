// PictureWriter: what writers of formats that show maps only (formats.def) have in common: when they write.
// MapPictureWriter: which of a map they show. Covered by tests/output/folded_writer_test.cpp.
#pragma once

#include <string>

#include "output/sink.h"

namespace sonde::output {

// What the script prints is for other writers, but maps.
class PictureWriter : public Sink {
 public:
  void Printf(const Formatter& /*format*/, std::span<const Value> /*values*/) override {}
  void Text(EventKind /*kind*/, std::string_view /*text*/) override {}
  void Print(const Value& /*value*/) override {}
  void BeginSnapshot(bool last) override { last_ = last; }
  void EndSnapshot() override {
    if (last_) Write();
  }
  void BeginTests(size_t /*count*/) override {}
  void BeginTest(const std::string& /*name*/) override {}
  void EndTest(const TestResult& /*result*/) override {}
  void EndTests(std::span<const TestResult> /*results*/) override {}
  void Benchmarks(std::span<const BenchmarkResult> /*results*/) override {}

 protected:
  // Whether the snapshot at hand is that of the end.
  [[nodiscard]] bool last() const { return last_; }
  // The run is over: writes the picture.
  virtual void Write() = 0;

 private:
  bool last_ = false;
};

// Of maps as they are at the end: of one that is empty then, as many are that the script clears, what it held
// when it was printed last is shown.
class MapPictureWriter : public PictureWriter {
 public:
  void PrintMap(const MapData& map, const PrintOptions& options) override;
  void PrintMaps(std::span<const MapData> maps, const PrintOptions& options) override;
  void SnapshotMap(const MapData& map) override { PrintMap(map, {}); }

 protected:
  // A map that has entries. It replaces what was there of that name.
  virtual void Keep(const MapData& map) = 0;
};

}  // namespace sonde::output
