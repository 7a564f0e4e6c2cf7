// Opening debug information. Leaves: DwarfFile. Covered by tests/dwarf/*.
#include "dwarf/dwarf_file.h"

#include <dwarf.h>

#include <algorithm>

#include "dwarf/die.h"
#include "dwarf/guarded_open.h"

namespace sonde::dwarf {
namespace {

constexpr size_t kMostUnits = 1U << 20;
constexpr int kMostRangesPerUnit = 1 << 20;

std::string PartName(Dwarf_Die root) {
  for (const unsigned attribute : {DW_AT_dwo_name, DW_AT_GNU_dwo_name}) {
    Dwarf_Attribute found;
    const char* name = dwarf_attr(&root, attribute, &found) != nullptr ? dwarf_formstring(&found) : nullptr;
    if (name != nullptr) return name;
  }
  return {};
}

// PROG.dwp beside the program, PROG.debug.dwp and PROG.dwp beside its debug file, PROG.dwp in each folder.
std::vector<std::string> PackagesOf(const std::string& path, const std::string& debug_path,
                                    const std::vector<std::string>& folders) {
  const auto end = [](const std::string& text) { return text.rfind('/') + 1; };
  const std::string name = path.substr(end(path)) + ".dwp";
  std::vector<std::string> packages = {path + ".dwp", debug_path + ".dwp",
                                       debug_path.substr(0, end(debug_path)) + name};
  for (const std::string& folder : folders) {
    if (folder.starts_with('/')) packages.push_back(folder + "/" + name);
  }
  return packages;
}

}  // namespace

Result<std::unique_ptr<DwarfFile>> DwarfFile::Open(const std::string& path, const std::string& debug_path,
                                                   const std::vector<std::string>& folders) {
  std::unique_ptr<DwarfFile> file(new DwarfFile);
  file->packages_ = PackagesOf(path, debug_path, folders);
  auto opened = OpenDebugFile(debug_path);
  if (!opened) return opened.TakeError();
  file->file_.emplace(std::move(*opened));
  file->dwarf_ = dwarf_begin(file->file_->fd(), DWARF_C_READ);
  if (file->dwarf_ == nullptr) {
    return Error("the debug information of " + debug_path + " cannot be read: " + dwarf_errmsg(-1));
  }
  file->AddUnits(file->dwarf_);
  if (Dwarf* shared = dwarf_getalt(file->dwarf_)) {
    (void)dwarf_getalt(shared);  // looked for once; later its forms would look for one
    file->AddUnits(shared);
  }
  if (file->units_.empty()) return Error("the debug information of " + debug_path + " is damaged or empty");
  return file;
}

DwarfFile::~DwarfFile() {
  if (dwarf_ != nullptr) dwarf_end(dwarf_);
}

void DwarfFile::AddUnits(Dwarf* dwarf) {
  Dwarf_CU* at = nullptr;
  uint8_t type = 0;
  Unit unit;
  while (units_.size() < kMostUnits &&
         dwarf_get_units(dwarf, at, &at, nullptr, &type, &unit.root, nullptr) == 0) {
    unit.skeleton = type == DW_UT_skeleton;
    units_.push_back(unit);
  }
}

std::optional<Dwarf_Die> DwarfFile::Entries(Unit& unit) {
  if (!unit.skeleton) return unit.root;
  if (unit.full || unit.missing) return unit.full;
  Dwarf_Die part{};
  uint64_t id = 0;
  const bool known =
      dwarf_cu_info(unit.root.cu, nullptr, nullptr, nullptr, &part, &id, nullptr, nullptr) == 0;
  if (known && part.addr != nullptr && dwarf_tag(&part) == DW_TAG_compile_unit) {
    unit.full = part;
    return unit.full;
  }
  if (!package_) package_.emplace(SplitPackage::Find(packages_));
  if (known) unit.full = package_->Unit(id, unit.root);
  unit.cut = unit.full.has_value();
  unit.missing = !unit.full.has_value();
  if (unit.missing && missing_part_.empty()) missing_part_ = PartName(unit.root);
  return unit.full;
}

void DwarfFile::ReadRanges() {
  ranges_.emplace();
  for (size_t i = 0; i < units_.size(); ++i) {
    Dwarf_Addr base = 0;
    Dwarf_Addr low = 0;
    Dwarf_Addr high = 0;
    ptrdiff_t at = 0;
    for (int n = 0; n < kMostRangesPerUnit; ++n) {
      at = dwarf_ranges(&units_[i].root, at, &base, &low, &high);
      if (at <= 0) break;
      if (low < high) ranges_->push_back({low, high, i});
    }
  }
  std::sort(ranges_->begin(), ranges_->end(), [](const Range& a, const Range& b) { return a.low < b.low; });
}

Unit* DwarfFile::UnitAt(uint64_t address) {
  if (!ranges_) ReadRanges();
  auto after = std::upper_bound(ranges_->begin(), ranges_->end(), address,
                                [](uint64_t a, const Range& range) { return a < range.low; });
  if (after == ranges_->begin()) return nullptr;
  const Range& range = *--after;
  return address < range.high ? &units_[range.unit] : nullptr;
}

}  // namespace sonde::dwarf
