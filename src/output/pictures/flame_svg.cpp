// Leaves: AppendFlameSvg. Covered by tests/output/flame_svg_test.cpp and tests/pictures/flamegraph.
#include "output/pictures/flame_svg.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string_view>
#include <vector>

#include "base/utf8.h"
#include "output/pictures/embedded.h"
#include "output/pictures/svg.h"

namespace sonde::output {
namespace {

// As in flamegraph.js.
constexpr int kRow = 17, kPad = 10, kTop = 74;
constexpr double kLetter = 6.7;

constexpr int kWidth = 1200;              // pixels, of the still picture
constexpr double kNarrowest = 0.1;        // pixels, of a frame
constexpr size_t kMostBytes = 700000;     // of the data for the script
constexpr size_t kMostDrawn = 8000;       // frames in the still picture
constexpr size_t kLongestName = 500;      // characters
constexpr size_t kLongestTitle = 120;     // characters
constexpr size_t kMostVanished = 20;      // frames in the list
constexpr size_t kLongestVanished = 150;  // characters of a line of it
constexpr double kFramesWidth = kWidth - 2 * kPad;

char LetterOf(CodeKind kind) {
  switch (kind) {
    case CodeKind::Label:
      return 'l';
    case CodeKind::Gap:
      return 'g';
    case CodeKind::Kernel:
      return 'k';
    case CodeKind::User:
      return 'u';
    case CodeKind::Cpp:
      return 'c';
    case CodeKind::Jit:
      return 'j';
    case CodeKind::Inlined:
      return 'i';
  }
  return 'l';
}

// "k2": the kind of code, and one of four shades, the same for a name in every picture.
std::string ClassOf(const StackName& name) {
  uint32_t hash = 2166136261U;
  for (const char byte : name.text)
    hash = (hash ^ static_cast<unsigned char>(byte)) * 16777619U;
  return {LetterOf(name.kind), static_cast<char>('0' + (hash >> 13U) % 4)};
}

void AppendBase36(std::string& out, uint64_t number) {
  char digits[24];
  out.append(digits, std::to_chars(digits, digits + sizeof(digits), number, 36).ptr);
}

class FlameSvg {
 public:
  FlameSvg(std::string& out, const FlameTree& tree, const FlameLook& look)
      : out_(out), tree_(tree), look_(look), all_(std::max<uint64_t>(tree.nodes.front().now, 1)) {}

  void Append() {
    Choose();
    MakeNotes();
    AppendHead();
    AppendStill();
    AppendData();
    AppendScript();
  }

 private:
  void Choose();
  void MakeNotes();
  void MakeNotesOfDifference();
  void AppendHead();
  void AppendStill();
  void AppendData();
  void AppendNames();
  void AppendScript();
  [[nodiscard]] double Points(const FlameNode& node) const;
  [[nodiscard]] std::string ClassOfNode(const FlameNode& node) const;
  [[nodiscard]] size_t DataBytes() const;
  [[nodiscard]] bool compares() const { return !look_.before.empty(); }
  [[nodiscard]] int Height() const {
    return kTop + kRow * static_cast<int>(deepest_ + 1) + 8 + kNoteRow * static_cast<int>(notes_.size()) + 8;
  }

  static constexpr int kNoteRow = 15;

  std::string& out_;
  const FlameTree& tree_;
  const FlameLook& look_;
  const uint64_t all_;
  Pruned shown_;
  double narrowest_ = kNarrowest;  // pixels
  uint32_t deepest_ = 0;
  double most_points_ = 0;
  std::vector<std::string> notes_;  // lines below the picture
};

// Names once each, frames with two to four short numbers.
size_t FlameSvg::DataBytes() const {
  constexpr size_t kFrame = 9, kFrameOfDifference = 13;
  std::vector<bool> seen(tree_.names.size());
  size_t bytes = shown_.nodes.size() * (compares() ? kFrameOfDifference : kFrame);
  for (const FlameNode& node : shown_.nodes) {
    if (!seen[node.name]) bytes += std::min(tree_.names[node.name].text.size(), kLongestName) + 3;
    seen[node.name] = true;
  }
  return bytes;
}

void FlameSvg::Choose() {
  for (;; narrowest_ *= 2) {
    const double least = static_cast<double>(all_) / kFramesWidth * narrowest_;
    shown_ = Prune(tree_, static_cast<uint64_t>(std::ceil(least)));
    if (DataBytes() <= kMostBytes) break;
  }
  for (const FlameNode& node : shown_.nodes) {
    deepest_ = std::max(deepest_, node.depth);
    most_points_ = std::max(most_points_, std::abs(Points(node)));
  }
}

double FlameSvg::Points(const FlameNode& node) const {
  if (!compares()) return 0;
  const double before = static_cast<double>(std::max<uint64_t>(tree_.nodes.front().before, 1));
  return static_cast<double>(node.now) / static_cast<double>(all_) -
         static_cast<double>(node.before) / before;
}

std::string FlameSvg::ClassOfNode(const FlameNode& node) const {
  if (!compares()) return node.depth == 0 ? "r0" : ClassOf(tree_.names[node.name]);
  constexpr double kSteps = 5, kRounding = 1e-9;
  const double points = Points(node);
  const double part = most_points_ > 0 ? std::sqrt(std::abs(points) / most_points_) : 0;
  const int step = static_cast<int>(std::ceil(kSteps * part - kRounding));
  return step <= 0 ? "d0" : (points > 0 ? "p" : "m") + std::to_string(step);
}

void FlameSvg::MakeNotes() {
  const FlameNode& root = tree_.nodes.front();
  notes_.push_back(AmountText(root.now, look_.unit) + " in " + AmountText(tree_.stacks, "") +
                   (tree_.stacks == 1 ? " stack" : " stacks") +
                   (look_.reverse ? ", each turned over: callers stand on what they call" : ""));
  if (shown_.frames_left_out > 0) {
    std::string narrow;
    AppendTenths(narrow, narrowest_);
    notes_.back() += "; left out: " + AmountText(shown_.frames_left_out, "") + " frames narrower than " +
                     narrow + " pixels, " + ShareText(shown_.width_left_out, root.now) + " of all";
  }
  if (compares()) MakeNotesOfDifference();
}

void FlameSvg::MakeNotesOfDifference() {
  const uint64_t before = tree_.nodes.front().before;
  notes_.push_back("Red has a larger share than in " + look_.before + " (" + AmountText(before, look_.unit) +
                   "), blue a smaller one; as wide as it is now");
  const std::vector<size_t> gone = Vanished(tree_);
  if (gone.empty()) return;
  notes_.push_back("Gone since then, " + AmountText(gone.size(), gone.size() == 1 ? "frame:" : "frames:"));
  for (size_t i = 0; i < std::min(gone.size(), kMostVanished); ++i) {
    const std::string share = ShareText(tree_.nodes[gone[i]].before, before);
    std::string path = PathText(tree_, gone[i]);
    // What is gone is at the end.
    if (const size_t length = Characters(path); length > kLongestVanished) {
      size_t cut = path.size() > kLongestVanished ? path.size() - kLongestVanished : 0;
      while (cut < path.size() && IsInsideUtf8(path[cut]))
        ++cut;
      path = "…" + path.substr(cut);
    }
    notes_.push_back("− " + share + "  " + path);
  }
  if (gone.size() > kMostVanished)
    notes_.push_back("… and " + AmountText(gone.size() - kMostVanished, "more"));
}

void FlameSvg::AppendHead() {
  const std::string size = std::to_string(kWidth) + "\" height=\"" + std::to_string(Height());
  out_ += "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" +
          size + "\" viewBox=\"0 0 " + std::to_string(kWidth) + " " + std::to_string(Height()) +
          "\">\n<title>";
  const std::string title = Shortened(look_.title.empty() ? "Flame graph" : look_.title, kLongestTitle);
  AppendXml(out_, title);
  out_ += "</title>\n<style>\n";
  out_ += EmbeddedText("flamegraph.css");
  out_ += "</style>\n<rect id=\"back\" width=\"" + size + "\"/>\n<text id=\"title\" x=\"" +
          std::to_string(kWidth / 2) + "\" y=\"22\">";
  AppendXml(out_, title);
  out_ +=
      "</text>\n<text id=\"hint\" class=\"note\" x=\"10\" y=\"48\">Open this picture in a browser to zoom "
      "and search.</text>\n"
      "<text id=\"details\" x=\"10\" y=\"67\"></text>\n<text id=\"matched\" x=\"1190\" y=\"67\"></text>\n";
  int y = kTop + kRow * static_cast<int>(deepest_ + 1) + 8;
  for (const std::string& note : notes_) {
    out_ += "<text class=\"note\" x=\"10\" y=\"" + std::to_string(y += kNoteRow) + "\">";
    AppendXml(out_, note);
    out_ += "</text>\n";
  }
}

// Frames of a colour are one path; the widest have their names.
void FlameSvg::AppendStill() {
  std::vector<uint64_t> widths;
  for (const FlameNode& node : shown_.nodes)
    widths.push_back(node.now);
  uint64_t least = static_cast<uint64_t>(static_cast<double>(all_) / kFramesWidth / 2);
  if (widths.size() > kMostDrawn) {
    std::nth_element(widths.begin(), widths.begin() + kMostDrawn, widths.end(), std::greater<>());
    least = std::max(least, widths[kMostDrawn] + 1);
  }
  std::map<std::string, std::string> paths;  // by class
  std::string texts;
  std::vector<uint64_t> free;  // by depth: where the next frame begins
  for (const FlameNode& node : shown_.nodes) {
    free.resize(node.depth + 2);
    const uint64_t from = free[node.depth];
    free[node.depth] += node.now;
    free[node.depth + 1] = from;
    if (node.now < least) continue;
    const double scale = kFramesWidth / static_cast<double>(all_);
    const double x = kPad + static_cast<double>(from) * scale, width = static_cast<double>(node.now) * scale;
    const int row = static_cast<int>(look_.icicle ? node.depth : deepest_ - node.depth);
    const int y = kTop + kRow * row;
    std::string& path = paths[ClassOfNode(node)];
    path += 'M';
    AppendTenths(path, x);
    path += ' ' + std::to_string(y) + 'h';
    AppendTenths(path, std::max(width, kNarrowest));
    path += "v16h-";
    AppendTenths(path, std::max(width, kNarrowest));
    path += 'z';
    const double fits = std::floor((width - 6) / kLetter);
    if (fits < 3) continue;
    texts += "<text x=\"";
    AppendTenths(texts, x + 3);
    texts += "\" y=\"" + std::to_string(y + 12) + "\">";
    AppendXml(texts, Shortened(tree_.names[node.name].text, static_cast<size_t>(fits)));
    texts += "</text>\n";
  }
  out_ += "<g id=\"still\">\n";
  for (const auto& [name, path] : paths)
    out_ += "<path class=\"" + name + "\" d=\"" + path + "\"/>\n";
  out_ += texts + "</g>\n<g id=\"frames\"/>\n";
}

void FlameSvg::AppendData() {
  out_ += "<metadata id=\"facts\">unit=" + look_.unit + "\nicicle=" + (look_.icicle ? "1" : "0") + "\n";
  if (compares()) {
    out_ += "before=";
    AppendXml(out_, look_.before);
    out_ += '\n';
  }
  out_ += "</metadata>\n<metadata id=\"names\">";
  AppendNames();
  out_ += "</metadata>\n";
}

// Names in the order in which frames first have them, then the frames: number of the name, width, what it was
// before, and how many levels it is below the level above the frame before it.
void FlameSvg::AppendNames() {
  std::vector<uint32_t> numbers(tree_.names.size(), UINT32_MAX);
  uint32_t next = 0;
  std::string nodes;
  uint32_t open = 0;  // depth at which a frame above the last one would be
  for (const FlameNode& node : shown_.nodes) {
    uint32_t& number = numbers[node.name];
    if (number == UINT32_MAX) {
      const StackName& name = tree_.names[node.name];
      if (next > 0) out_ += '\n';
      out_ += node.depth == 0 ? "r0" : ClassOf(name);
      AppendXml(out_, Shortened(name.text, kLongestName));
      number = next++;
    }
    if (node.depth > 0) nodes += ' ';
    AppendBase36(nodes, number);
    nodes += ',';
    AppendBase36(nodes, node.now);
    if (compares()) nodes += ',', AppendBase36(nodes, node.before);
    if (open > node.depth) nodes += ',', AppendBase36(nodes, open - node.depth);
    open = node.depth + 1;
  }
  out_ += "</metadata>\n<metadata id=\"nodes\">" + nodes;
}

// Last: it reads what stands before it.
void FlameSvg::AppendScript() {
  out_ += "<script><![CDATA[\n";
  out_ += EmbeddedText("flamegraph.js");
  out_ += "]]></script>\n</svg>\n";
}

}  // namespace

void AppendFlameSvg(std::string& out, const FlameTree& tree, const FlameLook& look) {
  FlameSvg(out, tree, look).Append();
}

}  // namespace sonde::output
