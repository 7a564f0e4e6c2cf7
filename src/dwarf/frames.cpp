// From an address outwards: its line, the calls that were inlined around it, the function. Leaves:
// FindFrames. Covered by tests/dwarf/frames_test.cpp.
#include "dwarf/frames.h"

#include <algorithm>

#include "dwarf/die.h"
#include "dwarf/source_lines.h"

namespace sonde::dwarf {
namespace {

constexpr uint64_t kEntriesAround = 1U << 22;

struct Position {
  std::string file;
  uint32_t line = 0;
};

// The functions that hold the address, outermost first.
void FindChain(Dwarf_Die scope, uint64_t address, int depth, Budget& budget, std::vector<Dwarf_Die>& chain) {
  if (depth > kDeepestNesting) return;
  ForEachChild(scope, budget, [&](Dwarf_Die& child) {
    const int tag = TagOf(child);
    if (tag == DW_TAG_namespace || tag == DW_TAG_module || IsRecord(tag)) {
      const size_t before = chain.size();
      FindChain(child, address, depth + 1, budget, chain);
      return chain.size() == before;
    }
    const bool function = tag == DW_TAG_subprogram || tag == DW_TAG_inlined_subroutine;
    if ((!function && tag != DW_TAG_lexical_block) || dwarf_haspc(&child, address) != 1) return true;
    if (function) chain.push_back(child);
    FindChain(child, address, depth + 1, budget, chain);
    return false;
  });
}

Position LineOf(Dwarf_Die unit, uint64_t address) {
  Dwarf_Line* row = dwarf_getsrc_die(&unit, address);
  int line = 0;
  if (row == nullptr || dwarf_lineno(row, &line) != 0 || line <= 0) return {};
  const char* file = dwarf_linesrc(row, nullptr, nullptr);
  if (file == nullptr) return {};
  return {InFolderOf(unit, file), static_cast<uint32_t>(line)};
}

// Where the function around an inlined one calls it. The files of `entries` are what the number counts.
Position CallSite(Dwarf_Die inlined, Dwarf_Die entries, Dwarf_Die unit) {
  const auto number = NumberOf(inlined, DW_AT_call_file);
  const auto line = NumberOf(inlined, DW_AT_call_line);
  Dwarf_Files* files = nullptr;
  size_t count = 0;
  if (!number || !line || dwarf_getsrcfiles(&entries, &files, &count) != 0 || *number >= count) return {};
  const char* file = dwarf_filesrc(files, *number, nullptr, nullptr);
  if (file == nullptr) return {};
  return {InFolderOf(unit, file), static_cast<uint32_t>(*line)};
}

std::string FunctionName(Dwarf_Die function) {
  const std::string_view linkage = LinkageNameOf(function);
  return std::string(linkage.empty() ? NameOf(function) : linkage);
}

}  // namespace

std::vector<SourceFrame> FindFrames(DwarfFile& file, uint64_t address) {
  Unit* unit = file.UnitAt(address);
  if (unit == nullptr) return {};
  const std::optional<Dwarf_Die> entries = file.Entries(*unit);
  std::vector<Dwarf_Die> chain;
  Budget budget(kEntriesAround);
  if (entries) FindChain(*entries, address, 0, budget, chain);
  std::vector<SourceFrame> frames;
  Position position = LineOf(unit->root, address);
  for (auto function = chain.rbegin(); function != chain.rend(); ++function) {
    const bool inlined = TagOf(*function) == DW_TAG_inlined_subroutine;
    frames.push_back({FunctionName(*function), std::move(position.file), position.line, inlined});
    position = inlined ? CallSite(*function, *entries, unit->root) : Position{};
    if (!inlined) return frames;
  }
  frames.push_back(
      {{}, std::move(position.file), position.line, false});  // of a function that is not described
  return frames;
}

}  // namespace sonde::dwarf
