// DwarfFile: an open file with debug information and its units. The headers of units are read in one pass,
// their entries when they are asked; split units (.dwo, .dwp) are found then. Covered by tests/dwarf/*.
#pragma once

#include <elfutils/libdw.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/foreign_file.h"
#include "dwarf/split_package.h"

namespace sonde::dwarf {

struct Unit {
  Dwarf_Die root{};  // of the unit in the file itself: a skeleton when the unit is split
  bool skeleton = false;
  std::optional<Dwarf_Die> full;  // with all entries, once it was asked; see DwarfFile::Entries
  bool missing = false;           // its split part was not found
  // It was cut out of a package: lists of ranges and locations in it count from an address that libdw does
  // not know.
  bool cut = false;
};

class DwarfFile {
 public:
  // `debug_path`: the file that has the debug information of `path`. `folders`: where packages of split units
  // are looked for, after those beside the two files.
  static Result<std::unique_ptr<DwarfFile>> Open(const std::string& path, const std::string& debug_path,
                                                 const std::vector<std::string>& folders = {});
  DwarfFile(const DwarfFile&) = delete;
  DwarfFile& operator=(const DwarfFile&) = delete;
  ~DwarfFile();

  // Compile, partial and type units, those of a file shared with others (dwz) last.
  std::vector<Unit>& units() { return units_; }
  // The unit's root entry with children; nullopt when its split part is missing.
  std::optional<Dwarf_Die> Entries(Unit& unit);
  // The unit whose code holds `address`; null if there is none.
  Unit* UnitAt(uint64_t address);
  // Name of the first split part that was asked for and not found; empty if none.
  [[nodiscard]] const std::string& missing_part() const { return missing_part_; }

 private:
  struct Range {
    uint64_t low = 0;
    uint64_t high = 0;
    size_t unit = 0;
  };

  DwarfFile() = default;
  void AddUnits(Dwarf* dwarf);
  void ReadRanges();

  std::optional<ForeignFile> file_;
  Dwarf* dwarf_ = nullptr;
  std::vector<std::string> packages_;  // paths that may be one
  std::vector<Unit> units_;
  std::optional<std::vector<Range>> ranges_;  // sorted by low
  std::optional<SplitPackage> package_;       // once a split part was not found by itself
  std::string missing_part_;
};

}  // namespace sonde::dwarf
