// Heat maps on a terminal: a line for each range of values, a character for each interval. Covered by
// tests/output/heat_terminal_test.cpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "output/heat_panel.h"

namespace sonde::output {

// How hot a cell can be, from 1; 0 is nothing.
inline constexpr size_t kHeatLevels = 9;
// Columns in front of cells: a label, or blanks.
inline constexpr size_t kHeatLabel = 18;

// The character of a level for terminals without colours, and its colour of 256 (level 1 or more).
char HeatShade(size_t level);
uint8_t HeatColor(size_t level);
// The label of a row, `kHeatLabel` columns; the line below all rows that says from when to when.
std::string HeatLabel(const std::string& row);
std::string HeatTimes(const HeatPanel& panel);

// What a terminal can show: shades of characters, 256 colours, or all of them.
enum class HeatColors : uint8_t { None, Indexed, True };

// By COLORTERM and TERM (null: not set), where colours are wanted.
HeatColors ColorsOf(bool wanted, const char* colorterm, const char* term);

// Columns beside the labels of rows that a terminal so wide has room for.
size_t HeatColumns(size_t terminal_width);

// What is traced in titles cannot command the terminal.
void AppendHeatText(std::string& out, const HeatPanel& panel, HeatColors colors);

}  // namespace sonde::output
