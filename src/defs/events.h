// EventKind and the header that every event in the ring buffer begins with.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sonde {

enum class EventKind : uint8_t {
#define EVENT(id, json_type) id,
#include "defs/events.def"
};

struct EventRow {
  std::string_view name;
  std::string_view json_type;  // "" for what writers do not show
};

inline constexpr EventRow kEvents[] = {
#define EVENT(id, json_type) {#id, json_type},
#include "defs/events.def"
};

constexpr const EventRow& RowOf(EventKind kind) {
  return kEvents[static_cast<size_t>(kind)];
}

// What join() reads: so many strings of so many bytes.
inline constexpr uint32_t kJoinedStrings = 16;
inline constexpr uint32_t kJoinedSize = 1024;

// First bytes of each ring buffer record; the payload begins right after it.
struct EventHeader {
  uint32_t event;  // index into Metadata::events
  uint32_t probe;  // index into Metadata::probes
};
static_assert(sizeof(EventHeader) == 8);

// What a record of skboutput() begins with; the packet's bytes follow, from its first one on.
struct PacketHeader {
  EventHeader event;
  uint64_t boot_ns;  // CLOCK_BOOTTIME
  uint32_t length;   // bytes that the script asks for; at most kMostOfPacket of them follow
  uint32_t offset;   // bytes of these that are not to be written
};
static_assert(sizeof(PacketHeader) == 24);
// The record of a perf event has less than 65536 bytes, with the headers and what fills up the last eight.
inline constexpr uint32_t kMostOfPacket = 65488;

// Names of the maps and globals that codegen emits and runtime opens.
inline constexpr char kRingBufferMap[] = "events";
inline constexpr char kLedgerMap[] = "ledger";  // PERCPU_ARRAY, one entry, u64[rows]
// ARRAY, max_entries = possible CPUs * slots, set at load: kScratchSlots of each CPU, then kSleepSlots of
// each.
inline constexpr char kScratchMap[] = "scratch";
inline constexpr char kScratchMaskMap[] =
    "scratch_mask";  // ARRAY of u64, max_entries = possible CPUs, set at load

// Scratch slots of a CPU, a bit of its mask each: task, softirq, irq, NMI and preempted tasks.
inline constexpr uint32_t kScratchSlots = 8;
// The bits behind them: slots of programs that may wait for memory, one for each run, whether it needs the
// memory or not. The runtime sees there which runs are under way.
inline constexpr uint32_t kSleepSlots = 56;

inline constexpr char kGuardMap[] = "guard";  // PERCPU_ARRAY, one entry, u64: programs that run on the CPU

inline constexpr char kFamiliesMap[] =
    "families";  // HASH, the runtime's: address of a task_struct -> u64, a bit for each family it belongs to

inline constexpr char kPacketsMap[] =
    "packets";  // PERF_EVENT_ARRAY, max_entries = possible CPUs, set at load
// HASH, WatchKey -> u64, a WatchState: what watchpoints on arguments of functions watch. The runtime writes
// it, programs of the function's entry look whether they have to ask, those of the watchpoint whether they
// are meant.
inline constexpr char kWatchedMap[] = "watched";
inline constexpr uint32_t kMostWatched = 4096;
struct WatchKey {
  uint64_t address;
  uint32_t process;  // as `pid`
  uint32_t probe;    // the watchpoint; index into Metadata::probes
};
static_assert(sizeof(WatchKey) == 16);
enum class WatchState : uint64_t { Armed = 1, Refused = 2 };

inline constexpr uint32_t kMostPids = 64;  // processes that -p can name

// Families of processes: a process, its threads and all that they start. One is that of the run (--follow),
// the others are those that progenyof() asks about.
inline constexpr uint32_t kFollowedFamily = 0;
inline constexpr uint32_t kFirstFamilyOfScript = 1;
inline constexpr uint32_t kMostFamilies = 63;             // the last bit of an entry is FAMILY_ENDED
inline constexpr uint64_t kFollowProcesses = UINT64_MAX;  // as ReadOnlyData::target_pid

// What a family of the script begins with.
enum class FamilyRoot : uint8_t {
  Process,    // a process by its number
  Child,      // of -c
  Parameter,  // the process whose number a named parameter has
};

// Where a task has what programs ask of it, in bytes from the start of its task_struct, or of its struct
// cred. All 0: not known, programs ask helpers.
struct TaskLayout {
  uint64_t tgid;
  uint64_t pid;
  uint64_t comm;
  uint64_t cred;
  uint64_t uid;  // of struct cred
  uint64_t gid;
};

// The read-only data the runtime patches before load: the ELF's .rodata begins with it.
struct ReadOnlyData {
  uint64_t start_boot_ns;  // CLOCK_BOOTTIME right before begin probes, for `elapsed`
  uint64_t target_pid;     // -p: kernel probes skip every other process; 0: no filter; kFollowProcesses
  uint64_t child_pid;      // -c, for `cpid`
  uint64_t cpu_count;      // possible CPUs
  uint64_t pid_ns_dev;     // namespace of sonde when it is not the initial one, else 0
  uint64_t pid_ns_ino;
  uint64_t kernel_calls;              // the calls of the numbers below are calls of functions of the kernel
  uint64_t more_pids[kMostPids - 1];  // the others of several -p, up to the first 0
  uint64_t tai_distance_ns;           // CLOCK_TAI less CLOCK_BOOTTIME when the run began, for nsecs(sw_tai)
  TaskLayout task;                    // of the kernel that runs
};

// The number of the helper that programs call, if `kernel_calls`, for the elements of a map. No kernel has
// it: the runtime makes it a call of the kernel's function bpf_map_sum_elem_count, where there is one.
inline constexpr uint32_t kElementCountCall = 0x736f6e64;
// Likewise bpf_task_from_pid and bpf_task_release.
inline constexpr uint32_t kTaskFromPidCall = 0x736f6e65;
inline constexpr uint32_t kTaskReleaseCall = 0x736f6e66;

// The writable control words at the start of the ELF's .bss map, shared through mmap.
struct ControlData {
  uint64_t consumer_sleeps;  // set by the consumer before it blocks: the next event wakes it
  uint64_t stop;             // set once tracing has ended: programs return at once
  // Set by exit() before it sends its record, which the ring buffer may have no room for: twice the exit
  // code, and one. 0: nothing has asked to end.
  uint64_t exit;
};

}  // namespace sonde
