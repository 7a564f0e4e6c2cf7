// Functions by address, parameters. Leaves: Functions. Covered by tests/dwarf/functions_test.cpp.
#include "dwarf/functions.h"

#include <algorithm>

#include "dwarf/calling_convention.h"

namespace sonde::dwarf {
namespace {

constexpr uint64_t kEntriesPerUnit = 1U << 22;
constexpr uint64_t kMostParameters = 256;
constexpr uint64_t kEntriesSearched = 1U << 26;

std::vector<Dwarf_Die> ParametersOf(Dwarf_Die function) {
  std::vector<Dwarf_Die> parameters;
  Budget budget(1U << 16);
  ForEachChild(function, budget, [&](Dwarf_Die& child) {
    if (TagOf(child) == DW_TAG_formal_parameter) parameters.push_back(child);
    return parameters.size() < kMostParameters;
  });
  return parameters;
}

// The entry with the parameters: an instance may leave them to its abstract origin or its declaration.
std::vector<Dwarf_Die> AllParameters(Dwarf_Die function) {
  std::vector<Dwarf_Die> parameters = ParametersOf(function);
  for (int step = 0; parameters.empty() && step < 4; ++step) {
    auto origin = Referenced(function, DW_AT_abstract_origin);
    if (!origin) origin = Referenced(function, DW_AT_specification);
    if (!origin) break;
    function = *origin;
    parameters = ParametersOf(function);
  }
  return parameters;
}

// Functions that the compiler has made of another one take what it likes.
bool IsClone(std::string_view symbol, Dwarf_Die function) {
  for (const std::string_view mark : {".isra.", ".constprop.", ".part.", ".specialized."}) {
    if (symbol.find(mark) != std::string_view::npos) return true;
  }
  return NumberOf(function, DW_AT_calling_convention) == DW_CC_nocall;
}

// Where the value ends that registers hold: padding behind it is nowhere.
uint64_t EndOf(const Place& place, uint64_t size) {
  uint64_t end = 0;
  for (const RegisterPart& part : place.parts)
    end = std::max(end, uint64_t{part.offset} + part.size);
  return end != 0 ? end : size;
}

bool IsExternal(Dwarf_Die function) {
  Dwarf_Attribute attribute;
  bool external = false;
  return dwarf_attr_integrate(&function, DW_AT_external, &attribute) != nullptr &&
         dwarf_formflag(&attribute, &external) == 0 && external;
}

const char* FileOf(Dwarf_Die unit, uint64_t index) {
  Dwarf_Files* files = nullptr;
  size_t count = 0;
  if (dwarf_getsrcfiles(&unit, &files, &count) != 0 || index >= count) return nullptr;
  return dwarf_filesrc(files, index, nullptr, nullptr);
}

bool IsFunction(Dwarf_Die die, std::string_view name) {
  return TagOf(die) == DW_TAG_subprogram && (NameOf(die) == name || LinkageNameOf(die) == name);
}

// Walks the inlined calls of one unit and keeps those of the function.
struct InlinedSearch {
  std::string_view name;
  Dwarf_Die unit;
  Dwarf_Die skeleton;  // of a split unit; it has the files when the unit itself has none
  size_t most;
  Budget budget{kEntriesSearched};
  std::vector<CodeLine> found{};

  bool Visit(Dwarf_Die scope, std::string_view around, int depth) {
    if (depth > kDeepestNesting) return true;
    return ForEachChild(scope, budget, [&](Dwarf_Die& child) {
      std::string_view function = around;
      switch (TagOf(child)) {
        case DW_TAG_subprogram:
          function = NameOf(child);
          break;
        case DW_TAG_inlined_subroutine:
          if (NameOf(child) == name || LinkageNameOf(child) == name) Add(child, around);
          break;
        case DW_TAG_lexical_block:
        case DW_TAG_namespace:
          break;
        default:
          return true;
      }
      return found.size() < most && (dwarf_haschildren(&child) != 1 || Visit(child, function, depth + 1));
    });
  }

  void Add(Dwarf_Die call, std::string_view around) {
    CodeLine place;
    place.address = EntryOf(call).value_or(0);
    place.line = static_cast<uint32_t>(NumberOf(call, DW_AT_call_line).value_or(0));
    const uint64_t index = NumberOf(call, DW_AT_call_file).value_or(0);
    const char* file = FileOf(unit, index);
    if (file == nullptr) file = FileOf(skeleton, index);
    if (file != nullptr) place.file = file;
    place.function = around;
    found.push_back(std::move(place));
  }
};

}  // namespace

void Functions::Collect(Dwarf_Die scope, bool cut, Known& known, int depth, Budget& budget) {
  ForEachChild(scope, budget, [&](Dwarf_Die& child) {
    const int tag = TagOf(child);
    if (tag == DW_TAG_subprogram) {
      if (cut && !dwarf_hasattr(&child, DW_AT_low_pc)) {
        const std::string_view linkage = LinkageNameOf(child);
        if (dwarf_hasattr(&child, DW_AT_ranges))
          known.by_name.emplace(linkage.empty() ? NameOf(child) : linkage, child);
      } else if (const auto entry = EntryOf(child)) {
        known.by_address.emplace(*entry, child);
      }
    } else if ((tag == DW_TAG_namespace || tag == DW_TAG_module || IsRecord(tag)) &&
               depth < kDeepestNesting && dwarf_haschildren(&child) == 1) {
      Collect(child, cut, known, depth + 1, budget);
    }
    return true;
  });
}

const Functions::Known& Functions::FunctionsOf(Unit& unit) {
  const auto [it, is_new] = by_unit_.try_emplace(&unit);
  Budget budget(kEntriesPerUnit);
  if (const auto root = is_new ? file_.Entries(unit) : std::nullopt) {
    Collect(*root, unit.cut, it->second, 0, budget);
  }
  return it->second;
}

std::optional<Dwarf_Die> Functions::Find(const Known& known, uint64_t address, std::string_view symbol) {
  if (const auto found = known.by_address.find(address); found != known.by_address.end())
    return found->second;
  if (const auto found = known.by_name.find(symbol); found != known.by_name.end()) return found->second;
  return std::nullopt;
}

Result<DebugFunction> Functions::At(uint64_t address, std::string_view symbol) {
  Unit* unit = file_.UnitAt(address);
  if (unit == nullptr) {
    return Error("the debug information does not describe " + std::string(symbol))
        .Hint("its source file was compiled without -g, or it is written in assembly");
  }
  const Known& functions = FunctionsOf(*unit);
  if (unit->missing) {
    return Error("the split debug information " + file_.missing_part() + " was not found")
        .Hint(
            "it is looked for where the compiler wrote it and beside the file; a package FILE.dwp does as "
            "well");
  }
  const auto found = Find(functions, address, symbol);
  if (!found) {
    return Error("the debug information has no function that begins at " + std::string(symbol));
  }
  DebugFunction result;
  result.name = NameOf(*found);
  AddParameters(*found, *unit, address, IsClone(symbol, *found), result);
  return result;
}

void Functions::AddParameters(Dwarf_Die function, const Unit& unit, uint64_t address, bool clone,
                              DebugFunction& result) {
  const int language = LanguageOf(function);
  const bool own_convention = language == DW_LANG_Go;
  // Callers of a function that others may call as well follow the convention.
  const bool may_leave_out = !unit.cut && (language == DW_LANG_Rust || !IsExternal(function));
  CallingConvention convention(kThisMachine, language, TypeOf(function));
  for (const Dwarf_Die& die : AllParameters(function)) {
    const auto type = TypeOf(die);
    DebugParameter parameter;
    parameter.name = NameOf(die);
    parameter.c_type = Declare(type);
    parameter.type = types_.Convert(type);
    Placement placement = convention.Next(type);
    const uint64_t size = parameter.type->size;
    Place described = unit.cut ? Place() : DescribedPlace(die, function, address, size);
    if (described.kind != Place::Kind::None) {
      placement = {std::move(described), ""};
    } else if (clone || own_convention) {
      placement = {{}, "the compiler does not say where it is at the function's entry"};
    } else if (may_leave_out && IsLeftOut(die, address, EndOf(placement.place, size))) {
      placement = {{}, "the compiler has left it, or a part of it, out"};
    }
    parameter.place = std::move(placement.place);
    parameter.problem = std::move(placement.problem);
    const TypeKind kind = parameter.type->kind;
    if (parameter.problem.empty() && (kind == TypeKind::None || kind == TypeKind::Void)) {
      parameter.problem = "the language has no such type";
    }
    if (!parameter.problem.empty()) parameter.place = {};
    result.parameters.push_back(std::move(parameter));
  }
}

std::vector<CodeLine> Functions::InlinedAt(std::string_view function, size_t most) {
  std::vector<CodeLine> places;
  for (Unit& unit : file_.units()) {
    const auto root = file_.Entries(unit);
    if (!root) continue;
    // Only units that know the function's name need to be walked.
    bool known = false;
    Budget budget(kEntriesPerUnit);
    const auto look = [&](const auto& self, Dwarf_Die scope, int depth) -> void {
      ForEachChild(scope, budget, [&](Dwarf_Die& child) {
        known = known || IsFunction(child, function);
        const int tag = TagOf(child);
        const bool scoped = tag == DW_TAG_namespace || IsRecord(tag);
        if (!known && scoped && depth < kDeepestNesting) self(self, child, depth + 1);
        return !known;
      });
    };
    look(look, *root, 0);
    if (!known && TagOf(*root) == DW_TAG_compile_unit) continue;
    InlinedSearch search{function, *root, unit.root, most - places.size()};
    search.Visit(*root, {}, 0);
    places.insert(places.end(), std::make_move_iterator(search.found.begin()),
                  std::make_move_iterator(search.found.end()));
    if (places.size() >= most) break;
  }
  return places;
}

}  // namespace sonde::dwarf
