// NameIndex: types and enumerators by name. Units are read in file order until a name is found, and what was
// met on the way is kept; only entries outside functions are looked at. Covered by
// tests/dwarf/types_test.cpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_map>

#include "dwarf/die.h"
#include "dwarf/dwarf_file.h"

namespace sonde::dwarf {

enum class NameKind : uint8_t { Plain, Struct, Union, Enum, Enumerator };  // Plain: typedef or base type

class NameIndex {
 public:
  explicit NameIndex(DwarfFile& file) : file_(file) {}

  // The definition outside of namespaces and classes if there is one before the first other, else that one.
  // Of an enumerator: its enumeration. nullopt: none.
  std::optional<Dwarf_Die> Find(NameKind kind, std::string_view name);
  // The definition that belongs to a declaration: same kind, name and surrounding scopes.
  std::optional<Dwarf_Die> FindDefinition(Dwarf_Die declaration);

 private:
  struct Entry {
    Dwarf_Die die;
    bool nested = false;
  };
  struct Scope {
    uint64_t hash = 0;  // of the names around
    int depth = 0;
  };

  bool ReadNextUnit();
  void ReadScope(Dwarf_Die parent, Scope scope, Budget& budget);
  void AddType(Dwarf_Die die, int tag, Scope scope);
  void AddEnumerators(Dwarf_Die die, Budget& budget);
  void Add(NameKind kind, std::string_view name, Dwarf_Die die, bool nested);

  DwarfFile& file_;
  size_t next_unit_ = 0;
  std::unordered_map<std::string_view, Entry> by_name_[5];
  std::unordered_map<uint64_t, Dwarf_Die> by_scope_;
};

}  // namespace sonde::dwarf
