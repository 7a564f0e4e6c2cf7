// Heat maps as one SVG that needs nothing else: a picture for who shows no scripts, and what a script needs
// to tell what is in a cell. Covered by tests/output/heat_svg_test.cpp and tests/pictures/heatmap.
#pragma once

#include <string>
#include <vector>

#include "output/heat_panel.h"

namespace sonde::output {

// Columns and rows of a panel that the picture has room for.
inline constexpr HeatSize kHeatSvgSize = {300, 64};

// `note`: a line about what is not shown; may be empty.
void AppendHeatSvg(std::string& out, const std::vector<HeatPanel>& panels, const std::string& title,
                   const std::string& note);

}  // namespace sonde::output
