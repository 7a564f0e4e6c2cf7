// The typed program: what sema hands to codegen. Every name is resolved, every implicit conversion is a
// Convert node, every check is done: codegen reports no user errors. It is a value of its own: it may outlive
// the host that it was made from. Built by src/sema, read by src/codegen, dump.h and verify.h. Covered by
// tests/golden/typed/* and tests/typed/*.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/buckets.h"
#include "defs/aggregations.h"
#include "defs/events.h"
#include "typed/attach_spec.h"
#include "typed/expressions.h"
#include "typed/relocated.h"
#include "typed/statements.h"
#include "types/imported.h"
#include "types/operand.h"

namespace sonde::typed {

struct VariableInfo {
  std::string name;  // with the $
  TypePtr type;
};

struct MapInfo {
  std::string name;  // with the @
  bool has_keys = false;
  bool tuple_key = false;    // the key is a tuple: several parts, or one tuple
  TypePtr key;               // null for a scalar map
  TypePtr value;             // plain type, or Aggregate
  uint64_t max_entries = 0;  // of keyed maps
  bool lru = false;
  Buckets buckets;         // of hist and lhist
  bool used = false;       // false: declared only
  SourceRange written_at;  // the first place that gives it a value; nothing: none does
};

// A named parameter: Bool, a 64-bit Integer, or a String.
struct ParameterInfo {
  std::string name;
  TypePtr type;
  uint64_t bits = 0;  // default of a Bool or Integer
  std::string text;   // default of a String
  std::string description;
  SourceRange range;
};

// What descends from a process, for progenyof().
struct FamilyInfo {
  FamilyRoot root = FamilyRoot::Process;
  uint64_t process = 0;    // of Process
  uint32_t parameter = 0;  // of Parameter: a number; into Program::parameters
  SourceRange range;
};

// A symbol of the kernel whose address programs know: looked up where they run. Several calls that name one
// share it.
struct KernelAddress {
  std::string symbol;    // or MODULE:SYMBOL
  bool per_cpu = false;  // a per-CPU variable: the address lies in the template of all CPUs
  SourceRange range;     // of the first call
};

struct EventInfo {
  EventKind kind = EventKind::Printf;
  std::string text;              // printf, time: the format
  int32_t map = -1;              // PrintMap, ClearMap, ZeroMap
  std::vector<uint32_t> joined;  // PrintMap: further maps, whose values are printed by the same keys
  uint32_t top = 0;
  uint32_t divisor = 0;
  int32_t top_parameter = -1;  // what sets `top` on the command line, of which it is the default; -1: nothing
  int32_t divisor_parameter = -1;
  std::vector<uint32_t> percentiles;  // PrintMap, in millionths: only these are printed; empty: the map
  std::vector<TypePtr> args;
  // Whole maps among the values of a format: which value, which map; in order.
  std::vector<std::pair<uint32_t, uint32_t>> maps;
  SourceRange range;
  std::vector<SourceRange> expansions;  // errorf, warnf: calls of macros that led there, outermost first
};

// A function of the script, as one probe calls it: its parameters and variables are variables of the probe.
struct Function {
  std::string name;
  std::vector<uint32_t> params;  // slots
  int32_t result = -1;           // slot; -1: none
  Block body;
  SourceRange range;
};

// An argument of a static probe, or the address of a symbol of the traced program (uaddr), which is fetched
// before anything else into a variable of its own.
struct Fetch {
  uint32_t argument = 0;
  uint32_t slot = 0;
  std::vector<Operand> from;  // at each place of the probe
  SourceRange range;          // where it is used first
  std::string symbol{};       // empty: an argument
};

// The largest width and precision of what a pinned iterator writes, bytes.
inline constexpr uint32_t kMostPinnedWidth = 256;

// What a pinned iterator writes to: members of the kernel's struct seq_file, from which follows how much room
// there is.
struct OutputFile {
  TypePtr type;
  StructField size;   // bytes of the buffer
  StructField count;  // bytes in it
};

// Variables of a probe that arms a watchpoint, all u64.
enum ArmingVariable : uint32_t { kWatchedProcess, kWatchedAddress, kWatchDeadline, kArmingVariables };

// One BPF program.
struct Probe {
  ExpandedProbe target;
  std::vector<VariableInfo> variables;
  std::vector<Fetch> fetched;       // of user probes
  std::vector<Function> functions;  // callees come before callers
  ExprPtr predicate;                // Bool, or null
  Block body;
  bool has_loops = false;  // a ForRange, ForMap or DwUstack somewhere: functions that the kernel calls
  std::optional<OutputFile> file;  // of a pinned iterator
  // At the entry of a function: has the watchpoint, which is the probe before this one, watch what an
  // argument points to (EventKind::Watch). Its variables are those of ArmingVariable.
  bool arms = false;
  SourceRange range;
};

struct Config {
#define CONFIG_TYPE_Number uint64_t
#define CONFIG_TYPE_Boolean bool
#define CONFIG_TYPE_String std::string
#define CONFIG(field, key, type, value, use, help) CONFIG_TYPE_##type field = value;
#include "defs/config.def"
#undef CONFIG_TYPE_Number
#undef CONFIG_TYPE_Boolean
#undef CONFIG_TYPE_String
};

struct Program {
  std::vector<Probe> probes;  // declaration order, expanded
  std::vector<MapInfo> maps;
  std::vector<EventInfo> events;
  std::vector<ParameterInfo> parameters;
  std::vector<FamilyInfo> families;  // at most kMostFamilies - kFirstFamilyOfScript
  std::vector<KernelAddress> kernel_addresses;
  Config config;
  RelocatedTypes relocated;
  std::shared_ptr<const CImports> imported;  // null without imported objects
};

}  // namespace sonde::typed
