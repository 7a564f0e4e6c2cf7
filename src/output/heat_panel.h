// HeatPanel: one heat map as it is drawn: rows of values, columns of time, and how often. Covered by
// tests/output/heat_panel_test.cpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "output/heat_history.h"

namespace sonde::output {

struct HeatPanel {
  struct Column {
    uint64_t begin = 0, end = 0;   // nanoseconds since 1970
    std::vector<uint64_t> counts;  // by row
    [[nodiscard]] uint64_t Total() const;
  };
  std::string title;
  std::vector<std::string> rows;  // "[4K, 8K)", the least values first
  std::vector<Column> columns;
  uint64_t most = 0;   // in a cell
  uint64_t total = 0;  // of all cells
  size_t merged = 1;   // so many columns were made one
};

struct HeatSize {
  size_t columns = 0;
  size_t rows = 0;
};

// A panel for each histogram and each map of time series, the ones with most in them first; no more than
// `size` columns and rows each: neighbours are added up.
std::vector<HeatPanel> MakeHeatPanels(const HeatHistory& history, HeatSize size);

// The one of a series, "@h[sshd]"; of a map that has none of that name the one with most in it. Nothing:
// there is nothing to draw.
std::optional<HeatPanel> MakeHeatPanel(const HeatHistory& history, const std::string& map,
                                       const std::string& series, HeatSize size);

// 0 for nothing, else 1 to `levels`: how hot a cell with `count` is beside one with `most`.
size_t HeatLevel(uint64_t count, uint64_t most, size_t levels, bool logarithmic);

// Local time: "10:31:22", with milliseconds where `fine`.
std::string HeatTime(uint64_t ns, bool fine);
// Whether whole seconds do not tell the columns apart.
bool IsFine(const HeatPanel& panel);

}  // namespace sonde::output
