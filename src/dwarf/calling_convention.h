// Where the parameters of a function lie when it is entered, by the calling convention of the machine: System
// V for x86-64, AAPCS64 for arm64, and what Rust makes of them. Covered by tests/dwarf/convention_test.cpp.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dwarf/debug_info.h"
#include "dwarf/die.h"

namespace sonde::dwarf {

enum class Machine : uint8_t { X86_64, Arm64 };

#if defined(__aarch64__)
inline constexpr Machine kThisMachine = Machine::Arm64;
#else
inline constexpr Machine kThisMachine = Machine::X86_64;
#endif

struct Placement {
  Place place;
  std::string problem;  // why there is none
};

class CallingConvention {
 public:
  // `result`: the type that the function returns; some take a hidden pointer for it.
  CallingConvention(Machine machine, int language, std::optional<Dwarf_Die> result);
  // The next parameter, in order; null type: broken debug information.
  Placement Next(std::optional<Dwarf_Die> type);

 private:
  enum class Kind : uint8_t { Nothing, Integer, Float, Memory };
  struct Word {
    Kind kind = Kind::Nothing;
    uint16_t offset = 0;  // in the value, bytes
    uint16_t size = 0;    // bytes
  };
  // How a value is passed: in words, or (no words) as a copy in memory or behind a pointer to one.
  struct Shape {
    std::vector<Word> words;
    bool in_memory = false;
    bool by_pointer = false;
    bool unknown = false;  // nothing can be said, of later parameters neither
    uint64_t size = 0;
    uint64_t alignment = 8;
  };

  Shape ShapeOf(Dwarf_Die type);
  Shape RecordShape(Dwarf_Die type, uint64_t size);
  Shape RustShape(Dwarf_Die type, uint64_t size);
  bool Classify(Dwarf_Die type, uint64_t offset, Word (&words)[2], int depth);
  Placement OnStack(const Shape& shape);
  Placement InRegisters(const Shape& shape, size_t integers, size_t floats);

  Machine machine_;
  int language_;
  size_t integers_ = 0;  // registers used so far
  size_t floats_ = 0;
  int32_t stack_ = 0;  // bytes from the stack pointer at entry to the next parameter there
  bool lost_ = false;  // an earlier parameter's registers are not known
};

// Alignment of a type as the convention sees it, bytes.
uint64_t AlignmentOf(std::optional<Dwarf_Die> type);
// The register that is the stack pointer.
uint16_t StackPointer(Machine machine);

}  // namespace sonde::dwarf
