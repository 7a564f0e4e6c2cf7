// Line tables. Leaves: FindSourceLine, InFolderOf, IsSourceFile. Covered by tests/dwarf/lines_test.cpp.
#include "dwarf/source_lines.h"

#include <filesystem>
#include <map>

#include "dwarf/die.h"

namespace sonde::dwarf {
namespace {

std::string Joined(const char* folder, std::string_view name) {
  if (name.starts_with('/') || folder == nullptr) return std::string(name);
  return (std::filesystem::path(folder) / name).lexically_normal().string();
}

// The function, possibly an inlined one, that an address belongs to: its entry and the name of the one
// around.
struct Owner {
  const void* entry = nullptr;
  std::string name;
};

constexpr uint64_t kEntriesSearched = 1U << 22;

void FindOwner(Dwarf_Die scope, uint64_t address, int depth, Budget& budget, Owner& owner) {
  if (depth > kDeepestNesting) return;
  ForEachChild(scope, budget, [&](Dwarf_Die& child) {
    const int tag = TagOf(child);
    if (tag == DW_TAG_namespace || tag == DW_TAG_module || IsRecord(tag)) {
      FindOwner(child, address, depth + 1, budget, owner);
      return true;
    }
    const bool function = tag == DW_TAG_subprogram || tag == DW_TAG_inlined_subroutine;
    if ((!function && tag != DW_TAG_lexical_block) || dwarf_haspc(&child, address) != 1) return true;
    if (function) owner = {child.addr, std::string(NameOf(child))};
    FindOwner(child, address, depth + 1, budget, owner);
    return false;
  });
}

Owner OwnerOf(Dwarf_Die root, uint64_t address) {
  Owner owner;
  Budget budget(kEntriesSearched);
  FindOwner(root, address, 0, budget, owner);
  return owner;
}

struct Search {
  std::string_view name;
  uint32_t line;
  uint32_t column;
  bool seen_file = false;
  std::vector<CodeLine> places{};

  // Of each function the lowest address; other statements of the line come later in it.
  void Look(Dwarf_Die unit, std::optional<Dwarf_Die> entries) {
    Dwarf_Lines* lines = nullptr;
    size_t count = 0;
    if (dwarf_getsrclines(&unit, &lines, &count) != 0) return;
    std::map<uint64_t, std::string> statements;
    for (size_t i = 0; i < count; ++i) {
      Dwarf_Line* row = dwarf_onesrcline(lines, i);
      int number = 0;
      if (row == nullptr || dwarf_lineno(row, &number) != 0) continue;
      if (number != static_cast<int>(line)) continue;
      bool statement = false;
      bool end = false;
      int at_column = 0;
      Dwarf_Addr address = 0;
      if (dwarf_linebeginstatement(row, &statement) != 0 || !statement) continue;
      if (dwarf_lineendsequence(row, &end) != 0 || end) continue;
      if (dwarf_linecol(row, &at_column) != 0 || dwarf_lineaddr(row, &address) != 0 || address == 0) continue;
      if (column != 0 && at_column != static_cast<int>(column)) continue;
      const char* file = dwarf_linesrc(row, nullptr, nullptr);
      if (file != nullptr && IsSourceFile(file, name)) statements.emplace(address, file);
    }
    std::map<const void*, bool> owners;
    for (const auto& [address, file] : statements) {
      const Owner owner = entries ? OwnerOf(*entries, address) : Owner{};
      if (!owners.emplace(owner.entry, true).second) continue;
      places.push_back({address, file, line, owner.name});
    }
  }

  bool HasFile(Dwarf_Die unit) const {
    Dwarf_Files* files = nullptr;
    size_t count = 0;
    if (dwarf_getsrcfiles(&unit, &files, &count) != 0) return false;
    for (size_t i = 0; i < count; ++i) {
      const char* file = dwarf_filesrc(files, i, nullptr, nullptr);
      if (file != nullptr && IsSourceFile(file, name)) return true;
    }
    return false;
  }
};

}  // namespace

std::string InFolderOf(Dwarf_Die unit, std::string_view file) {
  Dwarf_Attribute attribute;
  const char* folder = nullptr;
  if (dwarf_attr(&unit, DW_AT_comp_dir, &attribute) != nullptr) folder = dwarf_formstring(&attribute);
  return Joined(folder, file);
}

bool IsSourceFile(std::string_view path, std::string_view asked) {
  while (asked.starts_with("./"))
    asked.remove_prefix(2);
  if (!path.ends_with(asked) || asked.empty()) return false;
  if (path.size() == asked.size()) return true;
  return !asked.starts_with('/') && path[path.size() - asked.size() - 1] == '/';
}

// First the units whose own source file it is; a header is looked for in all units.
Result<std::vector<CodeLine>> FindSourceLine(DwarfFile& file, std::string_view name, uint32_t line,
                                             uint32_t column) {
  Search search{name, line, column};
  for (Unit& unit : file.units()) {
    if (TagOf(unit.root) == DW_TAG_type_unit) continue;
    std::optional<Dwarf_Die> entries;
    std::string path = InFolderOf(unit.root, NameOf(unit.root));
    if (unit.skeleton && NameOf(unit.root).empty()) {  // the name is in the split part
      entries = file.Entries(unit);
      if (entries) path = Joined(nullptr, NameOf(*entries));
    }
    if (!IsSourceFile(path, name)) continue;
    search.seen_file = true;
    search.Look(unit.root, file.Entries(unit));
  }
  if (!search.seen_file) {
    for (Unit& unit : file.units()) {
      if (TagOf(unit.root) == DW_TAG_type_unit || !search.HasFile(unit.root)) continue;
      search.seen_file = true;
      search.Look(unit.root, file.Entries(unit));
    }
  }
  if (!search.seen_file) return Error("No compilation unit matches " + std::string(name));
  if (search.places.empty()) {
    std::string text = std::string(name) + ":" + std::to_string(line);
    if (column != 0) text += ":" + std::to_string(column);
    return Error("Unable to map '" + text + "' to address")
        .Hint("no statement begins there: the line is empty, was optimised away, or belongs to the next one");
  }
  return std::move(search.places);
}

}  // namespace sonde::dwarf
