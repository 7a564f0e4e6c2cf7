// Calling conventions. Leaves: CallingConvention. Sources: System V ABI for AMD64, 3.2.3; Itanium C++
// ABI, 3.1.2; AAPCS64, 6.8.2. Covered by tests/dwarf/convention_test.cpp.
#include "dwarf/calling_convention.h"

#include <algorithm>
#include <span>

#include "dwarf/dwarf_types.h"

namespace sonde::dwarf {
namespace {

constexpr uint64_t kWord = 8;
constexpr uint64_t kTwoWords = 16;
constexpr size_t kFloatRegisters = 8;  // on both machines
constexpr uint64_t kMembers = 4096;    // that a classification looks at

constexpr uint16_t kX86Registers[] = {5, 4, 1, 2, 8, 9};  // di si dx cx r8 r9
constexpr uint16_t kArmRegisters[] = {0, 1, 2, 3, 4, 5, 6, 7};

std::span<const uint16_t> RegistersOf(Machine machine) {
  if (machine == Machine::Arm64) return kArmRegisters;
  return kX86Registers;
}

uint64_t RoundUp(uint64_t value, uint64_t to) {
  return (value + to - 1) / to * to;
}

bool IsRust(int language) {
  return language == DW_LANG_Rust;
}

bool IsPointerLike(int tag) {
  return tag == DW_TAG_pointer_type || tag == DW_TAG_reference_type || tag == DW_TAG_rvalue_reference_type;
}

// A C++ class that cannot be copied byte by byte is passed behind a pointer.
bool NeedsPointer(Dwarf_Die type) {
  const auto convention = NumberOf(type, DW_AT_calling_convention);
  if (convention == DW_CC_pass_by_reference) return true;
  if (convention == DW_CC_pass_by_value) return false;
  bool found = false;
  const std::string_view own = NameOf(type);
  Budget budget(kMembers);
  ForEachChild(type, budget, [&](Dwarf_Die& child) {
    const int tag = TagOf(child);
    if (tag == DW_TAG_inheritance) {
      const auto base = Stripped(TypeOf(child));
      found = NumberOf(child, DW_AT_virtuality).value_or(0) != 0 ||
              (base && base->addr != type.addr && IsRecord(TagOf(*base)) &&
               NumberOf(*base, DW_AT_calling_convention) == DW_CC_pass_by_reference);
    } else if (tag == DW_TAG_subprogram && !FlagOf(child, DW_AT_artificial) &&
               NumberOf(child, DW_AT_defaulted).value_or(0) != DW_DEFAULTED_in_class) {
      const std::string_view name = NameOf(child);
      bool copies = false;
      if (name == own && !own.empty()) {  // X(const X&), X(X&&)
        int parameters = 0;
        ForEachChild(child, budget, [&](Dwarf_Die& parameter) {
          if (TagOf(parameter) != DW_TAG_formal_parameter || FlagOf(parameter, DW_AT_artificial)) return true;
          const auto reference = TypeOf(parameter);
          const bool refers = reference && (TagOf(*reference) == DW_TAG_reference_type ||
                                            TagOf(*reference) == DW_TAG_rvalue_reference_type);
          const auto target = refers ? Stripped(TypeOf(*reference)) : std::nullopt;
          copies = ++parameters == 1 && target && target->addr == type.addr;
          return true;
        });
      }
      found = copies || name.starts_with('~') || NumberOf(child, DW_AT_virtuality).value_or(0) != 0;
    }
    return !found;
  });
  return found;
}

uint64_t AlignmentAt(std::optional<Dwarf_Die> type, int depth, Budget& budget) {
  type = Stripped(type);
  if (!type || depth > kDeepestNesting) return 1;
  uint64_t alignment = NumberOf(*type, DW_AT_alignment).value_or(0);
  const int tag = TagOf(*type);
  if (tag == DW_TAG_array_type) {
    return std::max({alignment, AlignmentAt(TypeOf(*type), depth + 1, budget), uint64_t{1}});
  }
  if (!IsRecord(tag)) {
    const uint64_t size = IsPointerLike(tag) || tag == DW_TAG_ptr_to_member_type ? kWord : SizeOf(*type);
    return std::max({alignment, std::min(std::max(size, uint64_t{1}), kTwoWords)});
  }
  ForEachMember(*type, budget, [&](Dwarf_Die& member) {
    const uint64_t own = NumberOf(member, DW_AT_alignment).value_or(0);
    const uint64_t natural = AlignmentAt(TypeOf(member), depth + 1, budget);
    const uint64_t offset = OffsetOf(member).value_or(0);
    // Packed records place members where their types do not want to be.
    alignment = std::max({alignment, own, offset % natural == 0 ? natural : 1});
    return true;
  });
  return std::max(alignment, uint64_t{1});
}

}  // namespace

uint64_t AlignmentOf(std::optional<Dwarf_Die> type) {
  Budget budget(kMembers);
  return AlignmentAt(std::move(type), 0, budget);
}

uint16_t StackPointer(Machine machine) {
  return machine == Machine::Arm64 ? 31 : 7;
}

CallingConvention::CallingConvention(Machine machine, int language, std::optional<Dwarf_Die> result)
    : machine_(machine), language_(language) {
  if (machine == Machine::X86_64) stack_ = kWord;  // behind the return address
  result = Stripped(result);
  if (!result) return;
  const Shape shape = ShapeOf(*result);
  // arm64 has a register of its own for the place of a result.
  if ((shape.in_memory || shape.by_pointer) && IsRecord(TagOf(*result)) && machine == Machine::X86_64) {
    integers_ = 1;
  }
  lost_ = shape.unknown;
}

// Marks the words that a value at `offset` covers. False when the whole belongs into memory.
bool CallingConvention::Classify(Dwarf_Die type, uint64_t offset, Word (&words)[2], int depth) {
  if (depth > kDeepestNesting) return false;
  const int tag = TagOf(type);
  Budget budget(kMembers);
  if (IsRecord(tag)) {
    bool fits = true;
    ForEachMember(type, budget, [&](Dwarf_Die& member) {
      const auto inner = Stripped(TypeOf(member));
      auto at = OffsetOf(member);
      if (!inner || !at) return fits = false;
      if (const auto bits = NumberOf(member, DW_AT_bit_size)) {
        const uint64_t first = NumberOf(member, DW_AT_data_bit_offset).value_or(*at * 8) / 8;
        const uint64_t last = (NumberOf(member, DW_AT_data_bit_offset).value_or(*at * 8) + *bits - 1) / 8;
        for (const uint64_t byte : {offset + first, offset + last}) {
          if (byte < kTwoWords) words[byte / kWord].kind = Kind::Integer;
        }
        return true;
      }
      return fits = Classify(*inner, offset + *at, words, depth + 1);
    });
    return fits;
  }
  if (tag == DW_TAG_array_type) {
    auto element = Stripped(TypeOf(type));
    if (!element || FlagOf(type, DW_AT_GNU_vector)) return false;
    Dwarf_Word size = 0;
    Dwarf_Word total = 0;
    if (dwarf_aggregate_size(&*element, &size) != 0 || size == 0) return true;
    if (dwarf_aggregate_size(&type, &total) != 0) return true;  // without a length
    for (uint64_t at = 0; at < total && offset + at < kTwoWords; at += size) {
      if (!Classify(*element, offset + at, words, depth + 1)) return false;
    }
    return true;
  }
  const bool pointer = IsPointerLike(tag);
  uint64_t size = pointer ? kWord : SizeOf(type);
  if (tag == DW_TAG_ptr_to_member_type) size = std::max(size, kWord);
  if (size == 0) return true;
  const uint64_t encoding = NumberOf(type, DW_AT_encoding).value_or(0);
  const bool real = tag == DW_TAG_base_type && encoding == DW_ATE_float;
  const bool complex = tag == DW_TAG_base_type && encoding == DW_ATE_complex_float;
  if (real && size == kTwoWords && NameOf(type) == "long double") return machine_ == Machine::Arm64;
  if (offset % std::min(complex ? size / 2 : size, kTwoWords) != 0) return false;  // packed
  for (uint64_t word = offset / kWord; word <= (offset + size - 1) / kWord; ++word) {
    if (word > 1) return false;
    const Kind kind = real || complex ? Kind::Float : Kind::Integer;
    if (words[word].kind != Kind::Integer) words[word].kind = kind;
  }
  return true;
}

CallingConvention::Shape CallingConvention::RecordShape(Dwarf_Die type, uint64_t size) {
  Shape shape;
  shape.size = size;
  shape.alignment = AlignmentOf(type);
  if (size == 0) return shape;
  if (NeedsPointer(type)) {
    shape.by_pointer = true;
    return shape;
  }
  const bool arm = machine_ == Machine::Arm64;
  Word words[2];
  const bool fits = size <= kTwoWords && Classify(type, 0, words, 0);
  if (arm && size > kTwoWords) {
    // Four floating-point members of one type would travel in registers of their own.
    Word unused[2];
    shape.unknown = size <= 4 * kTwoWords && Classify(type, 0, unused, 0) && unused[0].kind == Kind::Float;
    shape.by_pointer = !shape.unknown;
    return shape;
  }
  if (!fits && !arm) {
    shape.in_memory = true;
    return shape;
  }
  for (uint64_t at = 0; at < size; at += kWord) {
    // On arm64 only a record of nothing but floating-point numbers uses their registers.
    Kind kind = words[at / kWord].kind;
    if (arm && (words[0].kind != Kind::Float || (size > kWord && words[1].kind != Kind::Float))) {
      kind = Kind::Integer;
    }
    if (kind == Kind::Nothing && !arm) continue;
    shape.words.push_back(
        {kind, static_cast<uint16_t>(at), static_cast<uint16_t>(std::min(kWord, size - at))});
  }
  if (arm && !shape.words.empty() && shape.words[0].kind == Kind::Float) shape.unknown = true;
  return shape;
}

// Rust passes one or two scalars in registers of their own, up to two words as integers, and a pointer to
// everything else. What a record with variants counts as is the compiler's secret.
CallingConvention::Shape CallingConvention::RustShape(Dwarf_Die type, uint64_t size) {
  Shape shape;
  shape.size = size;
  std::vector<Word> scalars;
  bool variants = false;
  Budget budget(kMembers);
  const auto collect = [&](const auto& self, Dwarf_Die record, uint64_t offset, int depth) -> void {
    ForEachChild(record, budget, [&](Dwarf_Die& child) {
      if (TagOf(child) == DW_TAG_variant_part) variants = true;
      if (TagOf(child) != DW_TAG_member || depth > kDeepestNesting || scalars.size() > 2) return true;
      auto inner = Stripped(TypeOf(child));
      const auto at = OffsetOf(child);
      if (!inner || !at) return true;
      if (IsRecord(TagOf(*inner))) {
        self(self, *inner, offset + *at, depth + 1);
        return true;
      }
      if (TagOf(*inner) == DW_TAG_array_type) {
        Dwarf_Word bytes = 0;
        if (dwarf_aggregate_size(&*inner, &bytes) != 0 || bytes != 0) scalars.resize(3);
        return true;
      }
      const uint64_t bytes = IsPointerLike(TagOf(*inner)) ? kWord : SizeOf(*inner);
      if (bytes == 0) return true;
      const bool real = NumberOf(*inner, DW_AT_encoding) == DW_ATE_float;
      scalars.push_back({bytes > kWord ? Kind::Memory
                         : real        ? Kind::Float
                                       : Kind::Integer,
                         static_cast<uint16_t>(offset + *at), static_cast<uint16_t>(bytes)});
      return true;
    });
  };
  if (size == 0) return shape;
  if (size > kTwoWords) {
    shape.by_pointer = true;
    return shape;
  }
  collect(collect, type, 0, 0);
  const bool wide =
      std::any_of(scalars.begin(), scalars.end(), [](const Word& w) { return w.kind == Kind::Memory; });
  if (variants || wide || TagOf(type) == DW_TAG_union_type) {
    shape.unknown = true;
  } else if (scalars.size() <= 2) {
    std::sort(scalars.begin(), scalars.end(),
              [](const Word& a, const Word& b) { return a.offset < b.offset; });
    shape.words = std::move(scalars);
  } else {
    for (uint64_t at = 0; at < size; at += kWord) {
      shape.words.push_back(
          {Kind::Integer, static_cast<uint16_t>(at), static_cast<uint16_t>(std::min(kWord, size - at))});
    }
  }
  return shape;
}

CallingConvention::Shape CallingConvention::ShapeOf(Dwarf_Die type) {
  const int tag = TagOf(type);
  Shape shape;
  if (IsRecord(tag)) {
    if (FlagOf(type, DW_AT_declaration)) {
      shape.unknown = true;
      return shape;
    }
    return IsRust(language_) ? RustShape(type, SizeOf(type)) : RecordShape(type, SizeOf(type));
  }
  const bool pointer = IsPointerLike(tag);
  const auto target = tag == DW_TAG_ptr_to_member_type ? Stripped(TypeOf(type)) : std::nullopt;
  shape.size = pointer ? kWord : SizeOf(type);
  if (tag == DW_TAG_ptr_to_member_type) {
    shape.size = target && TagOf(*target) == DW_TAG_subroutine_type ? kTwoWords : kWord;
  }
  if (tag == DW_TAG_array_type || (shape.size == 0 && tag != DW_TAG_unspecified_type)) {
    shape.unknown = tag != DW_TAG_base_type;
    return shape;
  }
  if (tag == DW_TAG_unspecified_type) shape.size = kWord;  // std::nullptr_t
  shape.alignment = AlignmentOf(type);
  const uint64_t encoding = NumberOf(type, DW_AT_encoding).value_or(0);
  const bool arm = machine_ == Machine::Arm64;
  if (encoding == DW_ATE_float || encoding == DW_ATE_complex_float) {
    const bool extended = !arm && ((encoding == DW_ATE_float && NameOf(type) == "long double") ||
                                   (encoding == DW_ATE_complex_float && shape.size > kTwoWords));
    shape.in_memory = extended;
    const size_t registers = encoding == DW_ATE_float ? 1 : arm ? 2 : shape.size == kWord ? 1 : 2;
    for (size_t i = 0; i < registers && !extended; ++i)
      shape.words.push_back({Kind::Float, static_cast<uint16_t>(kWord * i), kWord});
    return shape;
  }
  for (uint64_t at = 0; at < shape.size && at < kTwoWords; at += kWord) {
    shape.words.push_back(
        {Kind::Integer, static_cast<uint16_t>(at), static_cast<uint16_t>(std::min(kWord, shape.size - at))});
  }
  return shape;
}

Placement CallingConvention::OnStack(const Shape& shape) {
  const auto alignment = static_cast<int32_t>(std::clamp(shape.alignment, kWord, kTwoWords));
  // Alignment counts from where the caller's parameters begin.
  const int32_t base = machine_ == Machine::X86_64 ? static_cast<int32_t>(kWord) : 0;
  stack_ =
      static_cast<int32_t>(RoundUp(static_cast<uint64_t>(stack_ - base), static_cast<uint64_t>(alignment))) +
      base;
  Placement placement;
  placement.place.kind = Place::Kind::Memory;
  placement.place.base = StackPointer(machine_);
  placement.place.displacement = stack_;
  const uint64_t bytes = RoundUp(std::max(shape.size, uint64_t{1}), kWord);
  if (bytes > (1U << 20)) {
    lost_ = true;
  } else {
    stack_ += static_cast<int32_t>(bytes);
  }
  return placement;
}

Placement CallingConvention::InRegisters(const Shape& shape, size_t integers, size_t floats) {
  Placement placement;
  const auto registers = RegistersOf(machine_);
  if (floats > 0) {
    floats_ += floats;
    integers_ += integers;
    placement.problem = "it is passed in floating-point registers, which BPF programs do not see";
    return placement;
  }
  placement.place.kind = Place::Kind::Registers;
  for (const Word& word : shape.words) {
    placement.place.parts.push_back({registers[integers_++], word.offset, word.size});
  }
  return placement;
}

Placement CallingConvention::Next(std::optional<Dwarf_Die> type) {
  type = Stripped(type);
  Shape shape;
  if (type && !lost_) shape = ShapeOf(*type);
  if (!type || lost_ || shape.unknown) {
    const bool own = !lost_;
    lost_ = true;
    return {{},
            own ? "how it is passed is not known"
                : "it follows a parameter of which is not known how it is passed"};
  }
  const auto registers = RegistersOf(machine_);
  if (shape.by_pointer) {
    shape.words = {{Kind::Integer, 0, kWord}};
    const bool fits = integers_ < registers.size();
    if (!fits) {
      shape.size = kWord;
      shape.alignment = kWord;
      OnStack(shape);
      return {{}, "a pointer to it is on the stack, which is not supported"};
    }
    Placement placement;
    placement.place.kind = Place::Kind::Memory;
    placement.place.base = registers[integers_++];
    return placement;
  }
  if (shape.in_memory) return OnStack(shape);
  if (shape.words.empty()) return {{}, "it has no bytes"};
  const auto count = [&](Kind kind) {
    return static_cast<size_t>(std::count_if(shape.words.begin(), shape.words.end(),
                                             [kind](const Word& word) { return word.kind == kind; }));
  };
  const size_t integers = count(Kind::Integer);
  const size_t floats = count(Kind::Float);
  const bool arm = machine_ == Machine::Arm64;
  if (arm && integers == 2 && shape.alignment == kTwoWords && integers_ % 2 != 0) ++integers_;
  if (integers_ + integers <= registers.size() && floats_ + floats <= kFloatRegisters) {
    return InRegisters(shape, integers, floats);
  }
  if (arm && integers > 0) integers_ = registers.size();
  if (arm && floats > 0) floats_ = kFloatRegisters;
  if (IsRust(language_) && shape.words.size() > 1) {  // each scalar would go its own way
    lost_ = true;
    return {{}, "how it is passed is not known"};
  }
  return OnStack(shape);
}

}  // namespace sonde::dwarf
