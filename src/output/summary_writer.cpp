// Writer of a few lines for people about the stacks of maps: how much there is, what share of it has no stack
// and what share of the frames no name, and the functions that were called last. Leaves: MakeSummaryWriter.
// Covered by tests/output/summary_writer_test.cpp and tests/run/profile.test.
#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "output/formats.h"
#include "output/kept_stacks.h"
#include "output/picture_writer.h"
#include "output/pictures/svg.h"
#include "output/pictures/units.h"

namespace sonde::output {
namespace {

constexpr size_t kMostFunctions = 5;
constexpr size_t kLongestName = 100;  // characters
constexpr size_t kShareWidth = 9;     // of "100.00 %" and a blank in front

bool IsFrame(const StackName& name) {
  return name.kind != CodeKind::Label && name.kind != CodeKind::Gap;
}

// For people who have not learned the suffixes of folded stacks.
std::string TextOf(const StackName& name) {
  std::string text = Shortened(name.text, kLongestName);
  if (name.kind == CodeKind::Kernel) text += " (kernel)";
  if (name.kind == CodeKind::Inlined) text += " (inlined)";
  if (name.kind == CodeKind::Jit) text += " (generated)";
  return text;
}

// What the rows of a map add up to.
struct Totals {
  uint64_t all = 0;
  uint64_t without_stack = 0;
  uint64_t frames = 0;  // of each row as often as its count says
  uint64_t unnamed_frames = 0;
  std::map<std::string, uint64_t> last;  // by the function called last; those without a name are one

  void Take(const FoldedMap& map, const StackRow& row);
  // The largest first.
  [[nodiscard]] std::vector<std::pair<std::string, uint64_t>> Largest() const;
};

void Totals::Take(const FoldedMap& map, const StackRow& row) {
  const StackName* leaf = nullptr;
  for (const uint32_t number : row.path) {
    const StackName& name = map.names[number];
    if (!IsFrame(name)) continue;
    leaf = &name;
    frames += row.count;
    if (!name.known) unnamed_frames += row.count;
  }
  all += row.count;
  if (leaf == nullptr) {
    without_stack += row.count;
  } else {
    last[leaf->known ? TextOf(*leaf) : "(no name)"] += row.count;
  }
}

std::vector<std::pair<std::string, uint64_t>> Totals::Largest() const {
  std::vector<std::pair<std::string, uint64_t>> functions(last.begin(), last.end());
  std::stable_sort(functions.begin(), functions.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  functions.resize(std::min(functions.size(), kMostFunctions));
  return functions;
}

void AppendShare(std::string& out, uint64_t part, uint64_t whole, std::string_view of) {
  const std::string share = ShareText(part, whole);
  out.append(kShareWidth - std::min(kShareWidth, share.size()), ' ');
  out += share;
  out += "  ";
  out += of;
  out += '\n';
}

class SummaryWriter : public MapPictureWriter {
 public:
  SummaryWriter(Stream& out, WriterOptions options) : out_(out), options_(std::move(options)) {}
  // That there was nothing is said by the lines themselves.
  [[nodiscard]] std::string Summary() const override {
    return stacks_.nothing() ? std::string() : stacks_.LeftOut("summary");
  }

 private:
  void Keep(const MapData& map) override {
    stacks_.Keep(map);
    units_[map.name] = UnitOf(map, options_.counted);
  }
  void Write() override;
  void Append(const FoldedMap& map, std::string_view unit);

  Stream& out_;
  WriterOptions options_;
  KeptStacks stacks_;
  std::map<std::string, std::string> units_;  // by map
};

// Several maps are told apart by their names.
void SummaryWriter::Write() {
  for (const auto& [name, map] : stacks_.maps()) {
    if (stacks_.maps().size() > 1) out_.buffer() += name + ": ";
    Append(map, units_[name]);
  }
  if (stacks_.maps().empty()) out_.buffer() += "0 " + options_.counted + " in 0 stacks\n";
  out_.Commit();
}

void SummaryWriter::Append(const FoldedMap& map, std::string_view unit) {
  Totals totals;
  for (const StackRow& row : map.rows)
    totals.Take(map, row);
  std::string& out = out_.buffer();
  out += AmountText(totals.all, unit) + " in " + AmountText(map.rows.size(), "") +
         (map.rows.size() == 1 ? " stack\n" : " stacks\n");
  AppendShare(out, totals.without_stack, totals.all, "without a stack");
  AppendShare(out, totals.unnamed_frames, totals.frames, "of frames without a name");
  out += "in the functions called last:\n";
  for (const auto& [name, count] : totals.Largest())
    AppendShare(out, count, totals.all, name);
}

}  // namespace

std::unique_ptr<Sink> MakeSummaryWriter(Stream& out, const WriterOptions& options) {
  return std::make_unique<SummaryWriter>(out, options);
}

}  // namespace sonde::output
