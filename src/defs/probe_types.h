// ProbeKind and its table, expanded from probe_types.def.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sonde {

enum ProbeFlags : uint32_t {
  Special = 1,    // run by sonde itself
  Timed = 2,      // takes a period or frequency
  Counted = 4,    // takes an event name and a count
  Wildcard = 8,   // names may contain *
  InKernel = 16,  // on kernel functions
  InUser = 32,    // in the code of user programs
  AtReturn = 64,
  HasRecord = 128,        // args are the fields of the record of an event
  HasRawArguments = 256,  // args, arg0 ... are what a tracepoint is called with
  Alone = 512,            // while no other program runs
  HasContext = 1024,      // ctx is a struct of the kernel
  Single = 2048,          // its block has no other attach point
  AtMarker = 4096,        // where a note of the program says what arguments there are
  HasRegisters = 16384,   // its context begins with a struct pt_regs
  HasParameters = 8192,   // args are the function's parameters, retval its result, by their types in BTF
  OfNobody = 32768,       // whatever process it interrupts has nothing to do with it
};

// What probes are attached to. None: nothing that has a name.
enum class TargetSort : uint8_t {
  None,
  Event,
  Tracepoint,
  RawTracepoint,
  Kernel,
  User,
  Object,
  Memory,
  Marker,
  Trampoline
};

enum class ProbeKind : uint8_t {
#define PROBE(id, name, alias, old_name, flags, target, help) id,
#include "defs/probe_types.def"
};

struct ProbeTypeRow {
  ProbeKind kind;
  std::string_view name;
  std::string_view alias;
  std::string_view old_name;
  uint32_t flags;
  TargetSort target;
  std::string_view help;
};

inline constexpr ProbeTypeRow kProbeTypes[] = {
#define PROBE(id, name, alias, old_name, flags, target, help) \
  {ProbeKind::id, name, alias, old_name, static_cast<uint32_t>(flags), TargetSort::target, help},
#include "defs/probe_types.def"
};

constexpr const ProbeTypeRow& RowOf(ProbeKind kind) {
  return kProbeTypes[static_cast<size_t>(kind)];
}

}  // namespace sonde
