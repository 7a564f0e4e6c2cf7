// Finding types by name. Leaves: NameIndex. Covered by tests/dwarf/types_test.cpp.
#include "dwarf/name_index.h"

#include <cstdlib>
#include <functional>
#include <memory>

namespace sonde::dwarf {
namespace {

constexpr uint64_t kEntriesPerUnit = 1U << 22;
constexpr int kDeepestScope = 16;

uint64_t Mix(uint64_t hash, std::string_view name) {
  return (hash ^ std::hash<std::string_view>()(name)) * 0x9e3779b97f4a7c15ULL + 1;
}

NameKind KindOf(int tag) {
  switch (tag) {
    case DW_TAG_structure_type:
    case DW_TAG_class_type:
      return NameKind::Struct;
    case DW_TAG_union_type:
      return NameKind::Union;
    case DW_TAG_enumeration_type:
      return NameKind::Enum;
    default:
      return NameKind::Plain;
  }
}

bool IsScope(int tag) {
  return tag == DW_TAG_namespace || tag == DW_TAG_module || tag == DW_TAG_compile_unit ||
         tag == DW_TAG_partial_unit || IsRecord(tag);
}

uint64_t KeyOf(uint64_t scope, NameKind kind, std::string_view name) {
  return Mix(scope + static_cast<uint64_t>(kind), name);
}

}  // namespace

void NameIndex::Add(NameKind kind, std::string_view name, Dwarf_Die die, bool nested) {
  const auto [it, is_new] = by_name_[static_cast<size_t>(kind)].try_emplace(name, Entry{die, nested});
  if (!is_new && it->second.nested && !nested) it->second = {die, nested};
}

void NameIndex::AddType(Dwarf_Die die, int tag, Scope scope) {
  const char* text = dwarf_diename(&die);
  if (text == nullptr || *text == '\0' || FlagOf(die, DW_AT_declaration)) return;
  Add(KindOf(tag), text, die, scope.depth > 0);
  by_scope_.try_emplace(KeyOf(scope.hash, KindOf(tag), text), die);
}

// Enumerators of an `enum class` are no names of their own.
void NameIndex::AddEnumerators(Dwarf_Die die, Budget& budget) {
  if (FlagOf(die, DW_AT_enum_class)) return;
  ForEachChild(die, budget, [&](Dwarf_Die& child) {
    const char* name = TagOf(child) == DW_TAG_enumerator ? dwarf_diename(&child) : nullptr;
    if (name != nullptr) Add(NameKind::Enumerator, name, die, false);
    return true;
  });
}

void NameIndex::ReadScope(Dwarf_Die parent, Scope scope, Budget& budget) {
  ForEachChild(parent, budget, [&](Dwarf_Die& child) {
    const int tag = TagOf(child);
    switch (tag) {
      case DW_TAG_enumeration_type:
        AddEnumerators(child, budget);
        [[fallthrough]];
      case DW_TAG_typedef:
      case DW_TAG_base_type:
        AddType(child, tag, scope);
        return true;
      default:
        break;
    }
    if (IsRecord(tag)) AddType(child, tag, scope);
    if (IsScope(tag) && scope.depth < kDeepestScope && dwarf_haschildren(&child) == 1) {
      ReadScope(child, {Mix(scope.hash, NameOf(child)), scope.depth + 1}, budget);
    }
    return true;
  });
}

bool NameIndex::ReadNextUnit() {
  if (next_unit_ == file_.units().size()) return false;
  Budget budget(kEntriesPerUnit);
  if (const auto root = file_.Entries(file_.units()[next_unit_++])) ReadScope(*root, {}, budget);
  return true;
}

std::optional<Dwarf_Die> NameIndex::Find(NameKind kind, std::string_view name) {
  const auto& names = by_name_[static_cast<size_t>(kind)];
  do {
    const auto found = names.find(name);
    if (found != names.end()) return found->second.die;
  } while (ReadNextUnit());
  return std::nullopt;
}

std::optional<Dwarf_Die> NameIndex::FindDefinition(Dwarf_Die declaration) {
  const std::string_view name = NameOf(declaration);
  if (name.empty()) return std::nullopt;
  Dwarf_Die* found = nullptr;
  const int count = dwarf_getscopes_die(&declaration, &found);
  const std::unique_ptr<Dwarf_Die, decltype(&std::free)> scopes(found, &std::free);
  uint64_t hash = 0;
  for (int i = count - 2; i > 0; --i)  // from below the unit to above the declaration
    hash = Mix(hash, NameOf(scopes.get()[i]));
  const uint64_t key = KeyOf(hash, KindOf(TagOf(declaration)), name);
  do {
    const auto at = by_scope_.find(key);
    if (at != by_scope_.end()) return at->second;
  } while (ReadNextUnit());
  return std::nullopt;
}

}  // namespace sonde::dwarf
