// Rows of text in columns that are as wide as what is in them. Covered by tests/base/columns_test.cpp.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sonde {

// A line for each row, without its newline. `sides`: for each column 'l' or 'r', to which side of it cells
// stand. Rows have a cell for each. Widths are those of bytes.
std::vector<std::string> InColumns(const std::vector<std::vector<std::string>>& rows, std::string_view sides);

}  // namespace sonde
