// Writer of heat maps: histograms as they were printed, one after the other, and time series, as colours over
// time; an SVG, on a terminal blocks of colour. Leaves: MakeHeatmapWriter. Covered by
// tests/output/heatmap_writer_test.cpp and tests/run/heatmap.test.
#include <sys/ioctl.h>

#include <cstdlib>
#include <set>

#include "base/clock.h"
#include "output/formats.h"
#include "output/heat_terminal.h"
#include "output/picture_writer.h"
#include "output/pictures/heat_svg.h"

namespace sonde::output {
namespace {

constexpr size_t kMostPanels = 24;  // that one picture shows
constexpr HeatSize kTerminalSize = {80, 32};

uint64_t Now() {
  return ClockNs(CLOCK_REALTIME);
}

class HeatmapWriter : public PictureWriter {
 public:
  HeatmapWriter(Stream& out, std::string title) : out_(out), title_(std::move(title)), history_(Now()) {}

  void PrintMap(const MapData& map, const PrintOptions& /*options*/) override { Look(map, true); }
  void PrintMaps(std::span<const MapData> maps, const PrintOptions& /*options*/) override {
    for (const MapData& map : maps)
      Look(map, true);
  }
  void MapCleared(const std::string& name) override { history_.Cleared(name); }
  // What is left at the end is a column only if something has come since the last one.
  void SnapshotMap(const MapData& map) override { Look(map, !last()); }
  [[nodiscard]] std::string Summary() const override;

 private:
  void Look(const MapData& map, bool empty_too) {
    if (!history_.Look(map, Now(), empty_too)) others_.insert(map.name);
  }
  void Write() override;
  [[nodiscard]] HeatSize TerminalSize() const;

  Stream& out_;
  const std::string title_;
  HeatHistory history_;
  bool empty_ = false;
  std::string note_;              // about panels that are not shown
  std::set<std::string> others_;  // maps of other kinds
};

HeatSize HeatmapWriter::TerminalSize() const {
  winsize window{};
  const bool known = ioctl(out_.fd(), TIOCGWINSZ, &window) == 0 && window.ws_col > 0;
  return {HeatColumns(known ? window.ws_col : kTerminalSize.columns), kTerminalSize.rows};
}

void HeatmapWriter::Write() {
  const bool terminal = out_.is_terminal();
  std::vector<HeatPanel> panels = MakeHeatPanels(history_, terminal ? TerminalSize() : kHeatSvgSize);
  empty_ = panels.empty();
  if (panels.size() > kMostPanels) {
    note_ = "the " + std::to_string(kMostPanels) + " of " + std::to_string(panels.size()) +
            " histograms with most in them are shown";
    panels.resize(kMostPanels);
  }
  if (terminal) {
    const HeatColors colors = ColorsOf(out_.color(), std::getenv("COLORTERM"), std::getenv("TERM"));
    for (const HeatPanel& panel : panels) {
      AppendHeatText(out_.buffer(), panel, colors);
      out_.Append("\n");
    }
  } else {
    AppendHeatSvg(out_.buffer(), panels, title_, note_);
    out_.Commit();
  }
}

std::string HeatmapWriter::Summary() const {
  if (!note_.empty()) return "NOTE: heatmap: " + note_ + ".";
  if (empty_ && others_.empty())
    return "NOTE: the heat map is empty: no histogram or time series had anything in it.";
  std::string names;
  for (const std::string& name : others_)
    names += (names.empty() ? "" : ", ") + name;
  return names.empty() ? "" : "NOTE: heatmap does not show " + names + ": neither hist, lhist nor tseries.";
}

}  // namespace

std::unique_ptr<Sink> MakeHeatmapWriter(Stream& out, const WriterOptions& options) {
  return std::make_unique<HeatmapWriter>(out, options.title);
}

}  // namespace sonde::output
