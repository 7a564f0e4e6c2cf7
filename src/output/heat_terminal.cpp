// Heat maps as text. Leaves: what heat_terminal.h declares. Covered by tests/output/heat_terminal_test.cpp.
#include "output/heat_terminal.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/printable.h"
#include "output/text.h"

namespace sonde::output {
namespace {

// From little to much: shades for terminals without colours.
constexpr std::string_view kShades = " .:-=+*#%@";
struct Color {
  uint8_t red, green, blue;
  uint8_t index;  // of 256 colours, the nearest
};
// From dark red to a pale yellow, for a dark ground as for a light one; the same as the picture's in the
// dark.
constexpr std::array<Color, kHeatLevels> kColors = {{{64, 18, 14, 52},
                                                     {104, 22, 14, 52},
                                                     {146, 30, 14, 88},
                                                     {186, 44, 14, 124},
                                                     {216, 72, 20, 166},
                                                     {236, 108, 32, 202},
                                                     {246, 146, 58, 208},
                                                     {252, 188, 102, 215},
                                                     {255, 232, 170, 223}}};

void AppendGround(std::string& out, size_t level, HeatColors colors) {
  const Color& color = kColors[level - 1];
  if (colors == HeatColors::Indexed) {
    out += "\x1b[48;5;" + std::to_string(color.index) + "m";
  } else {
    out += "\x1b[48;2;" + std::to_string(color.red) + ";" + std::to_string(color.green) + ";" +
           std::to_string(color.blue) + "m";
  }
}

// One cell, with what changes the colour in front of it; `ground` is the level that it has.
void AppendCell(std::string& out, size_t level, size_t& ground, HeatColors colors) {
  if (colors == HeatColors::None) {
    out += kShades[level];
    return;
  }
  if (level != ground) {
    if (level == 0) {
      out += "\x1b[0m";
    } else {
      AppendGround(out, level, colors);
    }
    ground = level;
  }
  out += ' ';
}

void AppendLegend(std::string& out, const HeatPanel& panel, HeatColors colors) {
  out.append(kHeatLabel, ' ');
  out += "1 ";
  size_t ground = 0;
  for (size_t level = 1; level <= kHeatLevels; ++level) {
    AppendCell(out, level, ground, colors);
    if (colors != HeatColors::None) AppendCell(out, level, ground, colors);
  }
  if (ground != 0) out += "\x1b[0m";
  out += " " + std::to_string(panel.most) + ", logarithmic";
  if (panel.merged > 1) out += "; " + std::to_string(panel.merged) + " intervals in a column";
  out += "\n";
}

}  // namespace

char HeatShade(size_t level) {
  return kShades[level];
}

uint8_t HeatColor(size_t level) {
  return kColors[level - 1].index;
}

std::string HeatLabel(const std::string& row) {
  constexpr size_t kMost = kHeatLabel - 1;
  if (row.size() <= kMost) return std::string(kMost - row.size(), ' ') + row + ' ';
  return row.substr(0, kMost - 2) + ".. ";
}

std::string HeatTimes(const HeatPanel& panel) {
  const bool fine = IsFine(panel);
  const std::string begin = HeatTime(panel.columns.front().begin, fine);
  const std::string end = HeatTime(panel.columns.back().end, fine);
  const size_t width = std::max(panel.columns.size(), begin.size() + end.size() + 3);
  const std::string between(width - begin.size() - end.size(), ' ');
  return std::string(kHeatLabel, ' ') + begin + (panel.columns.size() < width ? " - " : between) + end;
}

HeatColors ColorsOf(bool wanted, const char* colorterm, const char* term) {
  const std::string_view depth = colorterm == nullptr ? "" : colorterm, name = term == nullptr ? "" : term;
  if (!wanted || name == "dumb") return HeatColors::None;
  if (depth == "truecolor" || depth == "24bit") return HeatColors::True;
  return name.find("256color") != std::string_view::npos ? HeatColors::Indexed : HeatColors::None;
}

size_t HeatColumns(size_t terminal_width) {
  constexpr size_t kLeast = 20;
  return std::max(kLeast, terminal_width > kHeatLabel ? terminal_width - kHeatLabel : 0);
}

void AppendHeatText(std::string& out, const HeatPanel& panel, HeatColors colors) {
  AppendPrintable(out, panel.title, Newlines::Escape);
  out += "  (" + std::to_string(panel.total) + ")\n";
  for (size_t row = panel.rows.size(); row-- > 0;) {
    out += HeatLabel(panel.rows[row]);
    size_t ground = 0;
    for (const HeatPanel::Column& column : panel.columns)
      AppendCell(out, HeatLevel(column.counts[row], panel.most, kHeatLevels, true), ground, colors);
    if (ground != 0) out += "\x1b[0m";
    out += "\n";
  }
  out += HeatTimes(panel) + "\n";
  AppendLegend(out, panel, colors);
}

}  // namespace sonde::output
