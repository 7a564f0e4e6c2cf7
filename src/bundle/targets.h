// What the probes of a bundle are attached to: a struct for each sort of target; which sort a kind of probe
// has says probe_types.def. Leaves: AttachTarget, As, SortOf, PathOf, SubjectOf. Covered by
// tests/bundle/bundle_test.cpp.
#pragma once

#include <cassert>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "defs/probe_types.h"

namespace sonde::bundle {

// Counted by the kernel or the processor.
struct EventTarget {
  std::string event;  // without alias
};

struct TracepointTarget {
  std::string category;
  std::string event;
};

struct RawTracepointTarget {
  std::string module;  // empty: any
  std::string event;
};

// A function, or an address.
struct KernelTarget {
  std::string module;  // empty: any
  std::string function;
  uint64_t offset = 0;              // bytes behind the function's start
  std::optional<uint64_t> address;  // absolute
};

struct UserTarget {
  std::string path;
  std::string function;
  uint64_t offset = 0;              // bytes behind the function's start
  std::optional<uint64_t> address;  // virtual, in the file
  uint64_t code_size = 0;           // bytes before the place, in its function, that show that an instruction
  uint64_t code_hash = 0;           // begins there, and their hash (HashCode); size 0: not checked
};

// Objects of the kernel, of one kind.
struct ObjectTarget {
  std::string object;
  std::string pin = {};  // absolute path of the file that runs the program when it is read; empty: none
};

// Memory that the processor watches.
struct MemoryTarget {
  uint64_t address = 0;
  uint32_t length = 0;    // bytes
  std::string mode;       // letters of "rwx", sorted
  int32_t armed_by = -1;  // index of the probe that says the address while it runs; -1: the address is known
};

// A variable of the traced program that an argument is read from.
struct MarkerSymbol {
  std::string name;
  uint64_t address = 0;  // virtual, in the file
};

// One place of a static probe, as its note described it when the program was compiled.
struct MarkerTarget {
  std::string path;
  std::string provider;
  std::string name;
  uint64_t address = 0;    // virtual, in the file
  uint64_t semaphore = 0;  // of the counter that says whether anybody looks; 0: none
  std::string arguments;
  std::vector<MarkerSymbol> symbols;  // that the program takes as known
};

// A function with types: of the kernel, or of a BPF program.
struct TrampolineTarget {
  std::string module;  // "vmlinux": the core kernel; empty: of a BPF program
  std::string function;
  uint32_t program = 0;   // the kernel's number of the BPF program
  std::string signature;  // SignatureOf (btf/trampoline.h) where it was compiled; empty: not checked
};

// In the order of TargetSort.
using AttachTarget = std::variant<EventTarget, TracepointTarget, RawTracepointTarget, KernelTarget,
                                  UserTarget, ObjectTarget, MemoryTarget, MarkerTarget, TrampolineTarget>;

// A bundle that was read has targets of their probe's sort only (Validate).
template <typename Target>
const Target& As(const AttachTarget& target) {
  assert(std::holds_alternative<Target>(target));
  return *std::get_if<Target>(&target);
}
template <typename Target>
Target& As(AttachTarget& target) {
  assert(std::holds_alternative<Target>(target));
  return *std::get_if<Target>(&target);
}

// Whether it is memory that another probe names while it runs.
inline bool IsArmedLater(const AttachTarget& target) {
  const auto* memory = std::get_if<MemoryTarget>(&target);
  return memory != nullptr && memory->armed_by >= 0;
}

inline TargetSort SortOf(const AttachTarget& target) {
  return static_cast<TargetSort>(target.index() + 1);
}

// The file of a UserTarget or MarkerTarget; empty for others.
inline const std::string& PathOf(const AttachTarget& target) {
  static const std::string none;
  if (const auto* user = std::get_if<UserTarget>(&target)) return user->path;
  const auto* marker = std::get_if<MarkerTarget>(&target);
  return marker == nullptr ? none : marker->path;
}

// The function, the event, the kind of objects, the static probe; empty for an address.
inline std::string SubjectOf(const AttachTarget& target) {
  return std::visit(
      [](const auto& detail) -> std::string {
        if constexpr (requires { detail.function; }) {
          return detail.function;
        } else if constexpr (requires { detail.object; }) {
          return detail.object;
        } else if constexpr (requires { detail.name; }) {
          return detail.name;
        } else if constexpr (requires { detail.event; }) {
          return detail.event;
        } else {
          return {};
        }
      },
      target);
}

}  // namespace sonde::bundle
