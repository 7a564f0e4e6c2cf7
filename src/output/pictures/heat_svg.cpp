// Drawing of heat maps. Leaves: AppendHeatSvg. Covered by tests/output/heat_svg_test.cpp and
// tests/pictures/heatmap.
#include "output/pictures/heat_svg.h"

#include <algorithm>

#include "output/pictures/embedded.h"
#include "output/pictures/svg.h"

namespace sonde::output {
namespace {

constexpr size_t kLevels = 9;
constexpr double kWidth = 1200, kLeft = 130, kRight = 16, kTop = 76;
constexpr double kPanelHead = 26, kPanelFoot = 34;  // title above the cells, times below them
constexpr double kPanelCells = 420, kHighestRow = 18, kLowestRow = 6;
constexpr double kLabelDistance = 12;  // of labels of rows
constexpr size_t kTimes = 8;           // labels of columns
constexpr size_t kLongestTitle = 95;
constexpr size_t kLongestLabel = 21;  // what is cut is said where a cell is pointed at

double RowHeight(const HeatPanel& panel) {
  return std::clamp(kPanelCells / static_cast<double>(panel.rows.size()), kLowestRow, kHighestRow);
}

double Height(const HeatPanel& panel) {
  return kPanelHead + RowHeight(panel) * static_cast<double>(panel.rows.size()) + kPanelFoot;
}

class Drawing {
 public:
  explicit Drawing(std::string& out) : out_(out) {}
  void Head(double height, const std::string& title, const std::string& note);
  void Panel(const HeatPanel& panel, double top);
  void Foot();

 private:
  void Attribute(const char* name, double value);
  void Text(const char* kind, double x, double y, const std::string& text);
  void Labels(const HeatPanel& panel, double top);
  void Times(const HeatPanel& panel, double y);
  void Row(const HeatPanel& panel, size_t row, double y);
  void Legend();

  // Where a moment is.
  [[nodiscard]] static double X(const HeatPanel& panel, uint64_t time) {
    const uint64_t begin = panel.columns.front().begin, end = panel.columns.back().end;
    const double part =
        static_cast<double>(time - begin) / static_cast<double>(std::max(end - begin, uint64_t{1}));
    return kLeft + part * (kWidth - kLeft - kRight);
  }

  std::string& out_;
};

void Drawing::Attribute(const char* name, double value) {
  out_ += std::string(" ") + name + "=\"";
  AppendTenths(out_, value);
  out_ += '"';
}

void Drawing::Text(const char* kind, double x, double y, const std::string& text) {
  out_ += std::string("<text class=\"") + kind + '"';
  Attribute("x", x);
  Attribute("y", y);
  out_ += '>';
  AppendXml(out_, text);
  out_ += "</text>\n";
}

void Drawing::Head(double height, const std::string& title, const std::string& note) {
  out_ += "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\"";
  Attribute("width", kWidth);
  Attribute("height", height);
  out_ += " viewBox=\"0 0 1200 ";
  AppendTenths(out_, height);
  out_ += "\">\n<style>\n";
  out_ += EmbeddedText("heatmap.css");
  out_ += "</style>\n<rect class=\"back\" width=\"100%\" height=\"100%\"/>\n";
  Text("title", kWidth / 2, 28, Shortened(title.empty() ? "Heat map" : title, kLongestTitle));
  if (!note.empty()) Text("note", kLeft, kTop - 10, note);
  out_ += "<text id=\"info\" x=\"130\" y=\"50\"> </text>\n";
  Legend();
}

// The button is of the script: without it nothing could be chosen.
void Drawing::Legend() {
  constexpr double kBox = 14;
  const double left = kWidth - kRight - kBox * kLevels;
  Text("end", left - 6, 50, "less");
  for (size_t level = 1; level <= kLevels; ++level) {
    out_ += "<rect class=\"l" + std::to_string(level) + "\" y=\"40\" height=\"12\"";
    Attribute("x", left + kBox * static_cast<double>(level - 1));
    Attribute("width", kBox);
    out_ += "/>\n";
  }
  out_ +=
      "<text id=\"scale\" class=\"end\" tabindex=\"0\" role=\"button\" x=\"1184\" y=\"68\">colour: "
      "logarithmic</text>\n";
}

void Drawing::Labels(const HeatPanel& panel, double top) {
  const double height = RowHeight(panel);
  double free = top + height * static_cast<double>(panel.rows.size()) + kLabelDistance;
  for (size_t row = 0; row < panel.rows.size(); ++row) {
    const double y = top + height * static_cast<double>(panel.rows.size() - row);
    if (free - y < kLabelDistance) continue;
    free = y;
    Text("end", kLeft - 6, y - height / 2 + 4, Shortened(panel.rows[row], kLongestLabel));
  }
}

void Drawing::Times(const HeatPanel& panel, double y) {
  const bool fine = IsFine(panel);
  const size_t count = panel.columns.size();
  const size_t step = std::max<size_t>(1, (count + kTimes - 1) / kTimes);
  for (size_t column = 0; column < count; column += step) {
    const uint64_t time = panel.columns[column].begin;
    const double x = X(panel, time);
    if (kWidth - x < 100) break;
    Text("", x, y + 14, HeatTime(time, fine));
  }
}

// One row of cells, those with nothing left out. Each says what it is, for who points at it.
void Drawing::Row(const HeatPanel& panel, size_t row, double y) {
  const bool fine = IsFine(panel);
  const double height = RowHeight(panel);
  for (const HeatPanel::Column& column : panel.columns) {
    const uint64_t count = column.counts[row];
    if (count == 0) continue;
    const double x = X(panel, column.begin);
    out_ += "<rect class=\"l" + std::to_string(HeatLevel(count, panel.most, kLevels, true)) + "\" data-n=\"" +
            std::to_string(count) + '"';
    Attribute("x", x);
    Attribute("y", y);
    Attribute("width", std::max(X(panel, column.end) - x, 0.5));
    Attribute("height", height);
    out_ += "><title>";
    AppendXml(out_, HeatTime(column.begin, fine) + " to " + HeatTime(column.end, fine) + ", " +
                        panel.rows[row] + ": " + AmountText(count, "") + " of " +
                        AmountText(column.Total(), "") + ", " + ShareText(count, column.Total()));
    out_ += "</title></rect>\n";
  }
}

void Drawing::Panel(const HeatPanel& panel, double top) {
  std::string merged;
  if (panel.merged > 1) merged = "; " + std::to_string(panel.merged) + " intervals in a column";
  Text("name", kLeft, top + kPanelHead - 8,
       Shortened(panel.title, kLongestTitle) + "  (" + AmountText(panel.total, "") + merged + ")");
  const double cells = top + kPanelHead, height = RowHeight(panel) * static_cast<double>(panel.rows.size());
  Labels(panel, cells);
  out_ += "<rect class=\"ground\"";
  Attribute("x", kLeft);
  Attribute("y", cells);
  Attribute("width", kWidth - kLeft - kRight);
  Attribute("height", height);
  out_ += "/>\n<g class=\"cells\" data-most=\"" + std::to_string(panel.most) + "\">\n";
  for (size_t row = 0; row < panel.rows.size(); ++row)
    Row(panel, row, cells + RowHeight(panel) * static_cast<double>(panel.rows.size() - 1 - row));
  out_ += "</g>\n";
  Times(panel, cells + height);
}

void Drawing::Foot() {
  out_ += "<script><![CDATA[\n";
  out_ += EmbeddedText("heatmap.js");
  out_ += "]]></script>\n</svg>\n";
}

}  // namespace

void AppendHeatSvg(std::string& out, const std::vector<HeatPanel>& panels, const std::string& title,
                   const std::string& note) {
  double height = kTop;
  for (const HeatPanel& panel : panels)
    height += Height(panel);
  Drawing drawing(out);
  drawing.Head(height + (panels.empty() ? 20 : 0), title, note);
  double top = kTop;
  for (const HeatPanel& panel : panels) {
    drawing.Panel(panel, top);
    top += Height(panel);
  }
  drawing.Foot();
}

}  // namespace sonde::output
