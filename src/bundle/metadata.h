// The metadata of a bundle: everything the runtime must know that the BPF ELF does not say. Plain
// values, serialized by bundle.cpp; written by codegen, read by runtime. A field added here needs a new
// kBundleVersion. Covered by tests/bundle/bundle_test.cpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/buckets.h"
#include "bundle/targets.h"
#include "defs/aggregations.h"
#include "defs/attach.h"
#include "defs/events.h"
#include "defs/ledger.h"
#include "defs/sleep.h"
#include "defs/stack_modes.h"
#include "defs/value_kinds.h"

namespace sonde::bundle {

inline constexpr uint32_t kBundleVersion = 21;

// In a UserSymbol: not an address but the function of the probe's N-th target. No user address is as large.
inline constexpr uint64_t kTargetOfProbe = uint64_t{1} << 63U;

// How the bytes of a value lie in a map, a key or an event.
struct Layout {
  ValueKind kind = ValueKind::None;
  uint32_t offset = 0;  // bytes from the start of the enclosing value
  uint32_t size = 0;    // bytes
  bool is_signed = false;
  uint32_t count = 0;  // elements of an Array, frame limit of a stack
  StackMode stack_mode = StackMode::Default;
  uint32_t bit_offset = 0;  // of a bit-field, from the start of the value's bytes
  uint32_t bit_size = 0;    // 0: not a bit-field
  std::string name;         // field name in a Struct
  std::vector<Layout> children;
  std::vector<std::pair<int64_t, std::string>> enumerators;
  std::string kernel_enum;  // "enum NAME" of the kernel, whose enumerators may be others where it runs
};

// Where the values of a map live. Every storage begins with the value itself; `Scalar*` values are
// preceded by a u64 that is non-zero once the map has been written (an unset map prints nothing).
enum class MapStorage : uint8_t {
  Global,        // `offset` bytes into the ELF's .bss map: { u64 set; value }
  PerCpuScalar,  // PERCPU_ARRAY of one entry: { u64 set; aggregation }
  Hash,          // HASH or LRU_HASH: key -> value
  PerCpuHash,    // PERCPU_HASH or LRU_PERCPU_HASH: key -> aggregation
  FrontedHash,   // HASH: key -> aggregation of all CPUs, and a front for each CPU (Beside)
};

// What programs keep beside a map, in another one, because it costs less there.
struct Beside {
  uint32_t front_places = 0;  // of the map's front (defs/map_fronts.h), of one generation; 0: it has none
  bool by_thread = false;     // the map has a table by thread (defs/thread_table.h)
};

// Aggregations are laid out per CPU as u64 words (defs/aggregations.def).
struct MapMeta {
  std::string name;      // with the @
  std::string bpf_name;  // ELF symbol of the BPF map; empty for Global
  MapStorage storage = MapStorage::Global;
  uint32_t offset = 0;  // of Global, bytes into .bss
  bool has_keys = false;
  bool tuple_key = false;  // several key parts, or one tuple: printed without parentheses
  Layout key;
  Aggregation function = Aggregation::None;  // None: a plain value
  Layout value;                              // of a plain value; of an aggregation: Integer with its sign
  uint32_t value_size = 0;                   // bytes of the aggregation or value, without the set word
  uint32_t max_entries = 0;
  Buckets buckets;  // of hist and lhist
  // Of maps that are cleared: bytes into .bss of the u64 whose lowest bit is the generation that programs
  // use. Entries of a keyed map have it as the last 8 bytes of their keys, a scalar as its index. 0: none.
  uint32_t generation = 0;
  bool additive = false;  // programs do nothing to values but add
  Beside beside;

  // Bytes of a key in the kernel's map.
  [[nodiscard]] uint32_t StoredKeySize() const {
    return generation == 0 ? key.size : ((key.size + 7) & ~7U) + 8;
  }
};

// A place in the script, for run-time warnings and the ledger. Lines and columns count from 1.
struct Location {
  uint32_t line = 0;
  uint32_t column = 0;
  uint32_t end_column = 0;
  std::string source_line;
  std::string file;  // empty: the script itself
  // Of a place in a macro: the calls that led to it, innermost first.
  std::vector<Location> expanded_from = {};
};

// One probe: one BPF program and the events it is attached to.
struct ProbeMeta {
  std::string name;     // as the `probe` builtin gives it, e.g. kprobe:vfs_read
  std::string program;  // name of the program's function in the ELF; two halves of a session share one
  ProbeKind kind = ProbeKind::Begin;
  std::vector<AttachTarget> targets;  // what the attach point stands for
  bool multi = false;                 // one program serves several targets, at once where the kernel can
  std::string pattern;                // the wildcard as written, empty if none
  uint64_t period = 0;                // interval, profile: nanoseconds; software: event count
  uint64_t frequency = 0;             // interval:hz, profile:hz; 0 when `period` is used
  uint32_t order = 0;                 // declaration order
  // What it was compiled for: where it runs, any way with the same program and context will do (src/plan).
  Means means = Means::TestRun;
  uint32_t needed_features = 0;  // the kernel must have one of these (BitOf); 0: needs none
  Sleep sleep = Sleep::NoNeed;
  // Of a program for which that is Possible: a u64 of the ELF's .rodata that says whether it may where it
  // runs, bytes. Else 0.
  uint32_t sleep_word = 0;
  Location location;         // of the attach point
  std::string shown_target;  // uprobe, usdt: the file as it was written, for names in messages
};

// A whole map among the values of a format.
struct MapArgument {
  uint32_t place = 0;  // number of the value that it is
  uint32_t map = 0;    // index into maps
};

// One piece of a printf format after parsing at compile time is left to the runtime: `text` is the
// format as written; `args` the layout of the values that follow the event header.
struct EventMeta {
  EventKind kind = EventKind::Printf;
  std::string text;               // a format; join: what stands between
  std::vector<Layout> args;       // offsets from the end of the event header
  std::vector<MapArgument> maps;  // whole maps among the values, in order of their places
  int32_t map = -1;               // print, clear, zero: index into maps
  std::vector<uint32_t> joined;   // print(@m, @others...): likewise; all have keys
  uint32_t top = 0;               // print(@m, top, div)
  uint32_t divisor = 0;
  int32_t top_parameter = -1;         // into parameters: sets `top`, which is its default; -1: none does
  int32_t divisor_parameter = -1;     // likewise
  std::vector<uint32_t> percentiles;  // print(@m, p50, p99.9), in millionths; empty: the whole map
  uint32_t size = 0;                  // bytes of the whole event, header included
  Location location;
};

// What each counter of the ledger means; the index is the word in the `ledger` per-CPU array.
using sonde::LedgerKind;
struct LedgerRow {
  LedgerKind kind = LedgerKind::ProbeHits;
  uint32_t subject = 0;  // index into probes, maps or locations, by kind
  Location place = {};   // of a map with keys: the first one that gives it a value
};

// A named parameter of the command line: `size` bytes of the ELF's .rodata, which hold the default.
enum class ParameterKind : uint8_t {
  Bool,      // u64, 0 or 1
  Unsigned,  // u64
  Signed,    // i64
  Text,      // NUL terminated, zeroes behind
};
struct ParameterMeta {
  std::string name;
  ParameterKind kind = ParameterKind::Bool;
  uint32_t offset = 0;  // into .rodata
  uint32_t size = 0;
  std::string description;  // empty if none
};

// What descends from a process: bit kFirstFamilyOfScript and so on, in this order.
struct FamilyMeta {
  FamilyRoot root = FamilyRoot::Process;
  uint64_t process = 0;    // of Process; of Parameter where the command line does not set it
  uint32_t parameter = 0;  // of Parameter: a number
  uint32_t location = 0;   // into locations
};

// A name of a kernel type, field or enumerator that is looked up at load, as libbpf spells it:
// "struct task_struct.mm", "struct sock", "enum pid_type::PIDTYPE_PID".
struct KernelName {
  std::string name;
  uint32_t location = 0;  // into locations: where the script uses it first
};

// A kernel struct that is copied whole, whose bytes the program understands as they were laid out where it
// was compiled. `members` have dotted names for those of embedded structs.
struct KernelMember {
  std::string name;
  uint32_t offset = 0;  // bits
  uint32_t size = 0;    // bits
};
struct KernelLayout {
  std::string type;
  uint32_t size = 0;      // bytes
  uint32_t location = 0;  // into locations
  std::vector<KernelMember> members;
};

// A symbol of the kernel: the u64 of the ELF's .rodata at `offset` is its address where the program runs.
struct KernelAddress {
  std::string symbol;     // or MODULE:SYMBOL
  bool per_cpu = false;   // must be a per-CPU variable of the core kernel
  uint32_t offset = 0;    // into .rodata
  uint32_t location = 0;  // into locations: where the script uses it first
};

// What a program expects of the kernel that runs it.
struct KernelNeeds {
  std::vector<KernelName> names;
  std::vector<KernelLayout> layouts;
  std::vector<KernelAddress> addresses;
};

struct ConfigValues {
  uint64_t max_strlen = 1024;
  uint64_t max_map_keys = 4096;
  uint64_t max_cat_bytes = 10240;
  uint64_t max_probes = 1024;
  uint64_t ring_buffer_pages = 0;  // 0: chosen from free memory
  bool print_maps_on_exit = true;
  bool cpp_demangle = true;
  bool show_debug_info = false;
  std::string str_trunc_trailer = "..";
  std::string missing_probes = "error";
  bool can_follow = false;     // programs that need it have the code to follow processes
  bool can_target = true;      // those that see all processes can be told which to trace
  bool asks_for_task = false;  // programs read ReadOnlyData::task
  bool unwinds = false;        // programs walk user stacks by tables
};

// Memory that programs keep large values in while they run.
struct ScratchMeta {
  uint32_t size = 0;   // bytes of one slot; 0: no program needs any
  uint32_t slots = 0;  // per CPU
};

struct Metadata {
  uint32_t version = kBundleVersion;
  std::string producer;  // "sonde 0.1.0"
  std::string source_name;
  std::vector<ProbeMeta> probes;
  std::vector<MapMeta> maps;
  std::vector<EventMeta> events;
  std::vector<Location> locations;
  std::vector<LedgerRow> ledger;
  std::vector<ParameterMeta> parameters;
  std::vector<FamilyMeta> families;
  KernelNeeds kernel;
  std::vector<std::string> texts;  // that values name by their index: formats, filters
  ConfigValues config;
  ScratchMeta scratch;
};

// The watchpoint on an argument whose addresses a probe says (EventKind::Watch); nothing: it says none.
inline std::optional<uint32_t> WatchpointArmedBy(const Metadata& metadata, uint32_t probe) {
  for (uint32_t i = 0; i < metadata.probes.size(); ++i) {
    const auto& targets = metadata.probes[i].targets;
    const auto* memory = targets.empty() ? nullptr : std::get_if<MemoryTarget>(&targets[0]);
    if (memory != nullptr && memory->armed_by == static_cast<int32_t>(probe)) return i;
  }
  return std::nullopt;
}

}  // namespace sonde::bundle
