// SplitPackage: the split units of a program gathered in one .dwp file. libdw reads single .dwo files by
// itself; of a package each unit is cut out when it is asked for and given to libdw as a file of its own in
// memory. Format: DWARF 5, 7.3.5, and the GNU form before it. Covered by tests/dwarf/types_test.cpp.
#pragma once

#include <elfutils/libdw.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace sonde::dwarf {

class SplitPackage {
 public:
  // The first of the paths that is a package; one without units if none is.
  static SplitPackage Find(const std::vector<std::string>& paths);
  SplitPackage();
  SplitPackage(SplitPackage&&) noexcept;
  SplitPackage& operator=(SplitPackage&&) noexcept;
  ~SplitPackage();

  // Root entry of the unit `id` whose skeleton is given; nullopt if the package does not have it. It lives as
  // long as the package.
  std::optional<Dwarf_Die> Unit(uint64_t id, Dwarf_Die skeleton);

 private:
  struct Contents;
  std::unique_ptr<Contents> contents_;
};

}  // namespace sonde::dwarf
