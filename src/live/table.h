// Table: a map as rows and columns: parts of keys, and what there is of values. Of its entries only those are
// made text that somebody sees. Covered by tests/live/table_test.cpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "live/lines.h"
#include "output/value.h"

namespace sonde::live {

struct Column {
  std::string name;
  Side side = Side::Left;  // numbers stand on the right
};

struct Sorting {
  size_t column = 0;
  bool reversed = false;  // numbers begin with the greatest, else; texts with the first
  bool operator==(const Sorting&) const = default;
};

class Table {
 public:
  // `map` outlives this.
  explicit Table(const output::MapData& map);

  // First those of the key.
  [[nodiscard]] const std::vector<Column>& columns() const { return columns_; }
  [[nodiscard]] size_t key_columns() const { return key_columns_; }
  // The column of values that maps are sorted by when they are printed.
  [[nodiscard]] size_t main_column() const { return main_column_; }

  // The entries whose keys have `filter` in them (upper or lower case), sorted.
  [[nodiscard]] std::vector<uint32_t> Order(Sorting sorting, std::string_view filter) const;
  // Printable; one for each column.
  [[nodiscard]] std::vector<std::string> Cells(uint32_t entry) const;
  // The number in a column; nothing if there is none.
  [[nodiscard]] std::optional<long double> NumberIn(uint32_t entry, size_t column) const;
  [[nodiscard]] const output::MapEntry& entry(uint32_t index) const { return map_.entries[index]; }

 private:
  [[nodiscard]] bool InOrder(Sorting sorting) const;
  [[nodiscard]] bool Matches(uint32_t entry, std::string_view lower) const;

  const output::MapData& map_;
  std::vector<Column> columns_;
  size_t key_columns_ = 0, main_column_ = 0;
};

}  // namespace sonde::live
