// Location descriptions at a function's entry. Leaves: DescribedPlace, IsLeftOut. Covered by
// tests/dwarf/functions_test.cpp.
#include <algorithm>

#include "dwarf/calling_convention.h"
#include "dwarf/functions.h"

namespace sonde::dwarf {
namespace {

constexpr uint64_t kWord = 8;
constexpr uint16_t kGeneralRegisters = kThisMachine == Machine::Arm64 ? 32 : 16;

std::optional<uint16_t> RegisterOf(const Dwarf_Op& op) {
  uint64_t number = kGeneralRegisters;
  if (op.atom >= DW_OP_reg0 && op.atom <= DW_OP_reg31) {
    number = op.atom - DW_OP_reg0;
  } else if (op.atom == DW_OP_regx) {
    number = op.number;
  }
  return number < kGeneralRegisters ? std::optional(static_cast<uint16_t>(number)) : std::nullopt;
}

// Registers, each followed by the size of its piece when there are several.
Place InRegisters(const Dwarf_Op* ops, size_t count, uint64_t size) {
  Place place;
  uint64_t offset = 0;
  for (size_t i = 0; i < count; ++i) {
    const auto number = RegisterOf(ops[i]);
    const bool piece = i + 1 < count && ops[i + 1].atom == DW_OP_piece;
    const uint64_t bytes = piece ? ops[i + 1].number : size - offset;
    if (!number || bytes == 0 || bytes > kWord || offset + bytes > size || (!piece && count > 1)) return {};
    place.parts.push_back({*number, static_cast<uint16_t>(offset), static_cast<uint16_t>(bytes)});
    offset += bytes;
    if (piece) ++i;
  }
  if (offset != size) return {};
  place.kind = Place::Kind::Registers;
  return place;
}

bool FrameIsCfa(Dwarf_Die function) {
  Dwarf_Attribute attribute;
  Dwarf_Op* ops = nullptr;
  size_t count = 0;
  return dwarf_attr_integrate(&function, DW_AT_frame_base, &attribute) != nullptr &&
         dwarf_getlocation(&attribute, &ops, &count) == 0 && count == 1 &&
         ops[0].atom == DW_OP_call_frame_cfa;
}

bool IsList(Dwarf_Attribute& location) {
  const int form = static_cast<int>(dwarf_whatform(&location));
  return form == DW_FORM_sec_offset || form == DW_FORM_loclistx || form == DW_FORM_data4;
}

}  // namespace

bool IsLeftOut(Dwarf_Die parameter, uint64_t address, uint64_t size) {
  Dwarf_Attribute location;
  if (dwarf_attr(&parameter, DW_AT_location, &location) == nullptr) return true;
  Dwarf_Op* ops = nullptr;
  size_t count = 0;
  if (dwarf_getlocation_addr(&location, address, &ops, &count, 1) != 1 || count == 0) return IsList(location);
  uint64_t pieces = 0;
  bool whole = true;
  for (size_t i = 0; i < count; ++i) {
    if (ops[i].atom != DW_OP_piece) continue;
    whole = false;
    if (i > 0 && ops[i - 1].atom != DW_OP_piece) pieces += ops[i].number;  // else it is a hole
  }
  return !whole && pieces < size;
}

// A location that holds for the whole function and is in its frame speaks of the moment after the prologue:
// such a parameter is where the calling convention says. A location list says where it is at the entry
// itself.
Place DescribedPlace(Dwarf_Die parameter, Dwarf_Die function, uint64_t address, uint64_t size) {
  Dwarf_Attribute attribute;
  if (size == 0 || dwarf_attr(&parameter, DW_AT_location, &attribute) == nullptr) return {};
  Dwarf_Op* ops = nullptr;
  size_t count = 0;
  if (dwarf_getlocation_addr(&attribute, address, &ops, &count, 1) != 1 || count == 0) return {};
  if (RegisterOf(ops[0])) return InRegisters(ops, count, size);
  if (count != 1) return {};
  const bool list = IsList(attribute);
  constexpr int64_t kCallFrame = kThisMachine == Machine::X86_64 ? 8 : 0;  // from the stack pointer at entry
  Place place;
  place.kind = Place::Kind::Memory;
  place.base = StackPointer(kThisMachine);
  const auto offset = static_cast<int64_t>(ops[0].number);
  if (ops[0].atom == DW_OP_fbreg && offset >= 0 && offset < (1 << 20) && FrameIsCfa(function)) {
    place.displacement = static_cast<int32_t>(offset + kCallFrame);
    return place;
  }
  if (list && ops[0].atom == DW_OP_breg0 + place.base && offset > 0 && offset < (1 << 20)) {
    place.displacement = static_cast<int32_t>(offset);
    return place;
  }
  return {};
}

}  // namespace sonde::dwarf
