// Writer of pprof profiles: maps with stacks in their keys, as they are at the end. Leaves: MakePprofWriter.
// Covered by tests/output/pprof_writer_test.cpp and tests/run/pprof.test.
#include <set>

#include "base/clock.h"
#include "output/formats.h"
#include "output/gzip.h"
#include "output/picture_writer.h"
#include "output/pprof_profile.h"

namespace sonde::output {
namespace {

int64_t Now(clockid_t clock) {
  return static_cast<int64_t>(ClockNs(clock));
}

class PprofWriter : public MapPictureWriter {
 public:
  PprofWriter(Stream& out, std::string title) : out_(out), title_(std::move(title)) {}
  [[nodiscard]] std::string Summary() const override;

 private:
  void Keep(const MapData& map) override {
    if (!profile_.Set(map)) left_out_.insert(map.name);
  }
  void Write() override;

  Stream& out_;
  const std::string title_;
  const int64_t begin_ = Now(CLOCK_REALTIME);
  const int64_t begin_monotonic_ = Now(CLOCK_MONOTONIC);
  PprofProfile profile_;
  bool failed_ = false;
  std::set<std::string> left_out_;  // names of maps
};

void PprofWriter::Write() {
  const int64_t duration = Now(CLOCK_MONOTONIC) - begin_monotonic_;
  failed_ =
      !AppendGzip(out_.buffer(), profile_.Encode({.comment = title_, .begin = begin_, .duration = duration}));
  out_.Commit();
}

std::string PprofWriter::Summary() const {
  if (failed_) return "ERROR: There is not enough memory to compress the profile.";
  std::string names;
  for (const std::string& name : left_out_)
    names += (names.empty() ? "" : ", ") + name;
  if (!names.empty())
    return "NOTE: pprof does not show " + names + ": no stacks in the key, or values that do not add up.";
  return profile_.empty() ? "NOTE: the profile is empty: no map has stacks in its keys." : "";
}

}  // namespace

std::unique_ptr<Sink> MakePprofWriter(Stream& out, const WriterOptions& options) {
  return std::make_unique<PprofWriter>(out, options.title);
}

}  // namespace sonde::output
