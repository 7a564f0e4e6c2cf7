// Loader: a bundle's ELF becomes programs and maps in the kernel, through libbpf.
// Covered by tests/runtime/session_test.cpp and loader_test.cpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "bundle/bundle.h"
#include "defs/events.h"
#include "runtime/machine.h"
#include "runtime/parameters.h"
#include "runtime/unwinder.h"

namespace sonde::runtime {

struct LoadSettings {
  ReadOnlyData read_only{};                // `cpu_count` is filled in
  std::vector<ParameterValue> parameters;  // what the command line sets
  std::vector<Means> means;                // of each probe; empty: those that it was compiled for
  std::vector<bool> refused;               // of each probe: its program is left out; empty: none
  int families_fd = -1;                    // the map of families of processes; -1: an empty one
  std::vector<SharedMap> shared;           // maps that others fill as well
  std::vector<bool> waiting;               // of each probe: its program may wait for memory; empty: none
  LoadDumps dumps;
  Log log;  // takes libbpf's messages and a verifier failure's log
};

// The bundle in the kernel, as descriptors. Everything is unloaded with the object.
class LoadedBundle {
 public:
  virtual ~LoadedBundle() = default;
  // -1 after ReleaseProgram, and of a program that was left out.
  [[nodiscard]] virtual int program_fd(size_t probe) const = 0;
  // Gives the descriptor of an attached program back. The kernel keeps the program for what it is attached
  // to.
  virtual void ReleaseProgram(size_t probe) = 0;
  // The kernel's id of a released program; 0: not released, or unknown.
  [[nodiscard]] virtual uint32_t released_id(size_t probe) const = 0;
  // Why a program was left out: this kernel has nothing to attach it to. Null if it was not, or as asked for.
  [[nodiscard]] virtual const Error* why_left_out(size_t probe) const = 0;
  // -1 for a Global.
  [[nodiscard]] virtual int map_fd(size_t map) const = 0;
  // All zero for a Global.
  [[nodiscard]] virtual const StoredMap& stored(size_t map) const = 0;
  // Of what programs keep beside the map: its front (defs/map_fronts.h) or its table by thread
  // (defs/thread_table.h); -1: nothing.
  [[nodiscard]] virtual int beside_fd(size_t map) const = 0;
  [[nodiscard]] virtual const StoredMap& beside(size_t map) const = 0;
  [[nodiscard]] virtual int ring_fd() const = 0;  // -1: no events
  [[nodiscard]] virtual uint32_t ring_size() const = 0;
  [[nodiscard]] virtual int packets_fd() const = 0;  // -1: no packets
  [[nodiscard]] virtual int ledger_fd() const = 0;   // -1: no ledger
  [[nodiscard]] virtual const StoredMap& ledger() const = 0;
  // The mask of each CPU's scratch slots in use; -1: there is no scratch memory.
  [[nodiscard]] virtual int scratch_mask_fd() const = 0;
  [[nodiscard]] virtual int watched_fd() const = 0;  // kWatchedMap; -1: no watchpoint on an argument
  // The writable globals, live: ControlData first, then the Global maps at their offsets.
  [[nodiscard]] virtual std::byte* globals() = 0;
  ControlData& control() { return *reinterpret_cast<ControlData*>(globals()); }
};

Result<std::unique_ptr<LoadedBundle>> Load(const bundle::Bundle& bundle, const LoadSettings& settings);

}  // namespace sonde::runtime
