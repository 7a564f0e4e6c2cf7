// Writer of flame graphs: the stacks of all maps at the end of the run as one SVG. Leaves:
// MakeFlamegraphWriter. Covered by tests/output/flamegraph_writer_test.cpp and tests/pictures/flamegraph.
#include <utility>

#include "output/formats.h"
#include "output/kept_stacks.h"
#include "output/picture_writer.h"
#include "output/pictures/flame_svg.h"
#include "output/pictures/flame_tree.h"
#include "output/pictures/units.h"

namespace sonde::output {
namespace {

class FlamegraphWriter : public MapPictureWriter {
 public:
  FlamegraphWriter(Stream& out, WriterOptions options) : out_(out), options_(std::move(options)) {}
  [[nodiscard]] std::string Summary() const override;

 private:
  void Keep(const MapData& map) override {
    stacks_.Keep(map);
    units_[map.name] = UnitOf(map, options_.counted);
  }
  void Write() override;

  Stream& out_;
  WriterOptions options_;
  KeptStacks stacks_;
  std::map<std::string, std::string> units_;  // by map
  bool mixed_ = false;
};

void FlamegraphWriter::Write() {
  FlameLook look;
  look.title = options_.title;
  bool first = true;
  for (const auto& [name, map] : stacks_.maps()) {
    const std::string& unit = units_[name];
    mixed_ = mixed_ || (!first && unit != look.unit);
    look.unit = unit;
    first = false;
  }
  if (mixed_) look.unit.clear();
  look.icicle = options_.flame.icicle;
  look.reverse = options_.flame.reverse;
  look.before = options_.flame.diff;
  const FoldedFile* before = options_.flame.before.get();
  AppendFlameSvg(out_.buffer(), MakeFlameTree(stacks_.maps(), look.reverse, before), look);
  out_.Commit();
}

std::string FlamegraphWriter::Summary() const {
  std::string lines = stacks_.LeftOut("flamegraph");
  if (mixed_) {
    lines +=
        (lines.empty() ? "" : "\n") +
        std::string("WARNING: flamegraph: its maps have different units, whose widths cannot be compared");
  }
  return lines;
}

}  // namespace

std::unique_ptr<Sink> MakeFlamegraphWriter(Stream& out, const WriterOptions& options) {
  return std::make_unique<FlamegraphWriter>(out, options);
}

}  // namespace sonde::output
