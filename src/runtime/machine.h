// Machine: what runs a bundle's programs, as a session sees it: programs, maps, events, counters and a clock,
// without descriptors of BPF. The kernel is one (kernel_machine.h), made-up ones are for tests.
// Covered by tests/runtime/fake_session_test.cpp and session_test.cpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "bundle/bundle.h"
#include "defs/events.h"
#include "runtime/parameters.h"

namespace sonde::runtime {

class Unwinder;  // unwinder.h

// Takes lines that explain what is being done, for -v. Empty: nobody asks.
using Log = std::function<void(std::string_view)>;

// A map as the machine has it, not as somebody says: what its look-ups write.
struct StoredMap {
  uint32_t key_size = 0;    // bytes
  uint32_t value_size = 0;  // bytes of one copy
  uint32_t max_entries = 0;
  size_t stride = 0;  // bytes from one CPU's copy to the next; of maps without copies that of the value
  size_t size = 0;    // bytes of all copies together
};

// The entries of one map as they are stored: keys of `shape().key_size` bytes (with the generation, where the
// map has one), values of `shape().size` bytes. An index of an array is a key of four bytes.
class MapStore {
 public:
  using Bytes = std::span<const std::byte>;
  using EntryHandler = std::function<void(Bytes key, Bytes value)>;

  virtual ~MapStore() = default;
  [[nodiscard]] virtual const StoredMap& shape() const = 0;
  // Every entry once; what is added or deleted meanwhile may be met or not.
  virtual Status ForEach(const EntryHandler& handle) const = 0;
  // An error if there is no such entry.
  virtual Status Read(std::string_view key, std::string& value) const = 0;
  virtual Status Write(std::string_view key, std::string_view value) = 0;
  // Writes unless there is such an entry.
  virtual void Insert(std::string_view key, std::string_view value) = 0;
  virtual void Delete(std::string_view key) = 0;
  // Deletes, and updates `value` with what was there in the end, if the machine can tell.
  virtual void Take(std::string_view key, std::string& value) = 0;
  // Forgets what is kept beside the entries for keys of a generation that no program uses any more.
  virtual Status Forget(uint64_t /*generation*/) { return Status::Ok(); }
};

// Records that programs send, in order. One consumer.
class EventSource {
 public:
  // False: no more records for now.
  using RecordHandler = std::function<bool(std::span<const std::byte>)>;
  struct Drained {
    size_t taken = 0;     // records
    bool goes_on = true;  // false: the handler said so
  };

  virtual ~EventSource() = default;
  // Hands up to `most` records on.
  virtual Drained Drain(size_t most, const RecordHandler& handle) = 0;
  // Forgets everything sent so far.
  virtual void Discard() = 0;
  // The consumer is about to wait: from now on a record makes `wake_fd` readable. False if it must not wait,
  // because one came meanwhile.
  virtual bool BeginWait() = 0;
  virtual void EndWait() = 0;
  // For poll(2); -1: nothing ever wakes, the consumer has to look.
  [[nodiscard]] virtual int wake_fd() const = 0;
};

// What is shown of loading, for -d. Empty: nothing.
struct LoadDumps {
  Log libbpf;    // its messages, as they come
  Log verifier;  // what the kernel's verifier says of each program
};

// What a run is about, beside the bundle.
struct RunRequest {
  std::vector<int> pids;                   // of -p: programs skip every other process
  int child_pid = 0;                       // of -c; 0: none
  std::string child_path;                  // of its program
  std::vector<int> walked;                 // processes whose unwind tables are made at once, too
  bool follow = false;                     // --follow: what descends from those, instead of them alone
  std::vector<ParameterValue> parameters;  // what the command line sets
  LoadDumps dumps;
  Log log;                      // what the machine has to say about loading
  bool measured = false;        // what programs cost is measured while this machine is there
  bool last_in_process = true;  // what is slow to undo may outlive this process
};

// A target that could not be attached, and why.
struct Missing {
  std::string name;
  Error error;
};

struct Attached {
  uint64_t count = 0;  // functions and events, as "Attached N probes" counts
  std::string how;     // for -v: "kprobe_multi links", "perf event"
  std::vector<Missing> missing = {};
  uint32_t shift = 0;  // bytes past the functions' starts where the kernel traps, where that is cheaper
  std::vector<std::string> warnings = {};
};

// A program that was run here.
struct TimedRun {
  uint32_t result = 0;       // of the last run
  uint64_t nanoseconds = 0;  // of all runs, without what running costs itself
};

// What runs of a probe's program cost, with RunRequest::measured.
struct RunCost {
  uint64_t runs = 0;
  uint64_t nanoseconds = 0;   // without what measuring costs
  bool with_returns = false;  // it is the program of another probe, too, that of the functions' returns
};

class Machine {
 public:
  virtual ~Machine() = default;

  // Whether this process may trace here at all.
  [[nodiscard]] virtual Status MayTrace() const = 0;
  // What its users should know before anything else; empty: nothing.
  [[nodiscard]] virtual std::string Caveat() const = 0;
  // Gives a bundle that was compiled elsewhere what is called otherwise here: names of enumerators.
  virtual void Localize(bundle::Metadata& metadata) const = 0;

  // Everything below but Now follows a successful Load. `bundle` outlives this machine.
  virtual Status Load(const bundle::Bundle& bundle, const RunRequest& request) = 0;
  // Runs the program of a begin or end probe here and now.
  virtual Status RunOnce(size_t probe) = 0;
  // Runs the program of a test or bench probe `times` times, as long as it returns 0, and forgets what it
  // sends but for the last run.
  virtual Result<TimedRun> RunTimed(size_t probe, uint64_t times) = 0;
  // How Attach will attach a probe, and why so: "perf events: an event for each function".
  [[nodiscard]] virtual std::string Plan(size_t probe) const = 0;
  // Attaches one probe. An Error concerns all its targets.
  virtual Result<Attached> Attach(size_t probe) = 0;
  // Gives pinned iterators their files, which outlive this process. Returns the files' names.
  virtual Result<std::vector<std::string>> MakePins() = 0;
  // Runs programs of attached iterators for some more objects. False: there are no more. An Error concerns
  // the rest of one iterator.
  virtual Result<bool> ReadObjects() = 0;
  // No program begins after this but those of RunOnce. Returns before those under way have ended.
  virtual void Detach() = 0;
  // Returns when every program that was running has ended, but for those that have waited for memory of their
  // process for a long time. Those that begin meanwhile are not waited for.
  virtual void WaitForPrograms() = 0;
  // How many runs of programs wait for memory now.
  [[nodiscard]] virtual uint64_t RunsUnderWay() const { return 0; }

  // Watches memory of a process (as `pid` numbers it), as an event of `probe`, which arms a watchpoint, asks.
  // An error, once for each address, if it cannot be watched.
  virtual Status ArmWatch(size_t /*probe*/, uint64_t /*process*/, uint64_t /*address*/) {
    return Status::Ok();
  }
  // Watches an address no more.
  virtual void EndWatch(uint64_t /*address*/) {}
  // Gives up what was watched in processes that have ended.
  virtual void LookAtWatched() {}
  // How many addresses a watchpoint could not watch.
  [[nodiscard]] virtual uint64_t NotWatched(size_t /*probe*/) const { return 0; }

  // The storage of a map. Null: it is a Global, which lies in `globals`.
  [[nodiscard]] virtual MapStore* map(size_t map) = 0;
  // The writable globals, live: ControlData first, then the Global maps at their offsets.
  [[nodiscard]] virtual std::byte* globals() = 0;
  // Null: the bundle sends no events.
  [[nodiscard]] virtual EventSource* events() = 0;
  // Packets that programs hand over; each record is a PacketHeader and the packet. Null: there are none.
  [[nodiscard]] virtual EventSource* packets() { return nullptr; }
  // The counters of the bundle's ledger, all CPUs together, by row. Empty: there are none, or they cannot be
  // read now.
  [[nodiscard]] virtual std::vector<uint64_t> ReadLedger() const = 0;
  // How often the machine itself left the program of a probe out, because it was running already there.
  [[nodiscard]] virtual uint64_t Misses(size_t probe) const = 0;
  // Nothing: it was not measured, has no program here, or is measured with another probe.
  [[nodiscard]] virtual std::optional<RunCost> CostOf(size_t probe) const = 0;

  // With RunRequest::follow: whether every process that is followed has ended.
  [[nodiscard]] virtual bool FollowedHaveEnded() const = 0;
  // Tasks that were not followed, because they were too many at once; nothing if none are.
  [[nodiscard]] virtual std::optional<uint64_t> NotFollowed() const = 0;

  // The tables by which programs walk user stacks. Null: none of them does.
  [[nodiscard]] virtual Unwinder* unwinder() { return nullptr; }

  // Nanoseconds since the machine was started, as `nsecs` counts them.
  [[nodiscard]] virtual uint64_t Now() const = 0;
};

}  // namespace sonde::runtime
