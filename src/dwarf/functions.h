// Functions of a file with debug information: by address, with their parameters, and where they were inlined.
// Covered by tests/dwarf/functions_test.cpp.
#pragma once

#include <string_view>
#include <unordered_map>
#include <vector>

#include "dwarf/debug_info.h"
#include "dwarf/dwarf_file.h"
#include "dwarf/dwarf_types.h"

namespace sonde::dwarf {

class Functions {
 public:
  Functions(DwarfFile& file, DwarfTypes& types) : file_(file), types_(types) {}

  // As DebugInfo has them.
  Result<DebugFunction> At(uint64_t address, std::string_view symbol);
  std::vector<CodeLine> InlinedAt(std::string_view function, size_t most);

 private:
  struct Known {
    std::unordered_map<uint64_t, Dwarf_Die> by_address;
    std::unordered_map<std::string_view, Dwarf_Die> by_name;  // those of cut units without an address
  };

  const Known& FunctionsOf(Unit& unit);
  static void Collect(Dwarf_Die scope, bool cut, Known& known, int depth, Budget& budget);
  static std::optional<Dwarf_Die> Find(const Known& known, uint64_t address, std::string_view symbol);
  void AddParameters(Dwarf_Die function, const Unit& unit, uint64_t address, bool clone,
                     DebugFunction& result);

  DwarfFile& file_;
  DwarfTypes& types_;
  std::unordered_map<const Unit*, Known> by_unit_;
};

// Whether an optimised function's parameter, or a part of it, has no location at the entry: a caller that
// knows the function need not have passed it.
bool IsLeftOut(Dwarf_Die parameter, uint64_t address, uint64_t size);
// Where a parameter's location description for `address`, its function's entry, says that it lies; of kind
// None when there is none or it is about a later moment.
Place DescribedPlace(Dwarf_Die parameter, Dwarf_Die function, uint64_t address, uint64_t size);

}  // namespace sonde::dwarf
