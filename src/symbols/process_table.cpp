// Keeping processes' mappings. Leaves: ProcessTable. Covered by tests/symbols/process_table_test.cpp.
#include "symbols/process_table.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <string>

namespace sonde {
namespace {

// "Uid: REAL EFFECTIVE SAVED FILESYSTEM"; -1 when the process has gone.
int64_t OwnerOf(int pid) {
  constexpr std::string_view kKey = "\nUid:\t";
  constexpr uint64_t kMost = 1 << 16;
  const auto status = ReadForeign("/proc/" + std::to_string(pid) + "/status", kMost);
  const size_t at = status ? status->find(kKey) : std::string::npos;
  const size_t effective = at == std::string::npos ? at : status->find('\t', at + kKey.size());
  if (effective == std::string::npos) return -1;
  int64_t owner = -1;
  std::from_chars(status->data() + effective + 1, status->data() + status->size(), owner);
  return owner;
}

size_t BytesOf(const Process& process) {
  size_t bytes = process.perf_map ? process.perf_map->MemoryBytes() : 0;
  for (const Mapping& mapping : process.mappings)
    bytes += sizeof(Mapping) + mapping.path.capacity();
  return bytes;
}

uint64_t Now() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return static_cast<uint64_t>(std::chrono::nanoseconds(now).count());
}

}  // namespace

Process* ProcessTable::Find(int pid) {
  const auto found = processes_.find(pid);
  return found == processes_.end() ? nullptr : &found->second;
}

Process& ProcessTable::Known(int pid) {
  const auto [at, is_new] = processes_.try_emplace(pid);
  if (is_new) {
    at->second.serial = next_serial_++;
    order_.emplace_back(pid, at->second.serial);
    Shrink(pid);
  }
  return at->second;
}

// Its mappings have changed.
void ProcessTable::Account(Process& process) {
  const size_t bytes = BytesOf(process);
  bytes_ += bytes - process.bytes;
  process.bytes = process.counted = bytes;
}

void ProcessTable::Account(int pid) {
  Process* process = Find(pid);
  if (process == nullptr) return;
  Account(*process);
  Shrink(pid);
}

// Gives up those that have been known longest, but never `keep`.
void ProcessTable::Shrink(int keep) {
  while ((processes_.size() > kMostProcesses || bytes_ > kMostBytes) && !order_.empty()) {
    const auto [pid, serial] = order_.front();
    const auto oldest = processes_.find(pid);
    if (pid == keep && processes_.size() == 1) return;
    order_.pop_front();
    if (oldest == processes_.end() || oldest->second.serial != serial) continue;
    if (pid == keep) {
      order_.emplace_back(pid, serial);
      continue;
    }
    bytes_ -= oldest->second.bytes;
    processes_.erase(oldest);
  }
}

Process& ProcessTable::Look(int pid) {
  Process& process = Known(pid);
  const uint64_t now = Now();
  auto mappings = ReadMappings(pid);
  if (!mappings.empty()) {
    for (Mapping& mapping : mappings)
      mapping.when = now;
    process.mappings = std::move(mappings);
    process.owner = OwnerOf(pid);
    Account(process);
    Shrink(pid);
  }
  process.read = std::chrono::steady_clock::now();
  return process;
}

// What was mapped later is the new program's.
void ProcessTable::Exec(int pid, uint64_t when) {
  Process& process = Known(pid);
  std::erase_if(process.mappings, [&](const Mapping& mapping) { return when == 0 || mapping.when < when; });
  process.perf_map.reset();
  process.began = when;
  process.read = {};
  Account(process);
}

void ProcessTable::Map(int pid, MappedFile file) {
  Process& process = Known(pid);
  if (file.when < process.began || process.mappings.size() >= kMostMappings) return;
  char device[32];
  std::snprintf(device, sizeof(device), "%02x:%02x", file.device_major, file.device_minor);
  if (file.path == "//anon") file.path.clear();
  const size_t bytes = sizeof(Mapping) + file.path.capacity();
  InsertMapping(process.mappings, {file.start, file.start + file.size, file.file_offset, device, file.inode,
                                   std::move(file.path), false, file.when});
  // What it lies over is counted still: counting anew each time would cost more than the mappings do.
  process.bytes += bytes;
  bytes_ += bytes;
  if (process.bytes > 2 * process.counted + 65536) Account(process);
  Shrink(pid);
}

void ProcessTable::Fork(int parent, int child, uint64_t when) {
  const Process* from = Find(parent);
  if (from == nullptr) from = &Look(parent);
  std::vector<Mapping> mappings = from->mappings;
  const int64_t owner = from->owner;
  Process& process = Known(child);
  if (process.began > when) return;  // it has begun a program of its own already
  process.mappings = std::move(mappings);
  process.owner = owner;
  process.perf_map.reset();
  process.began = when;
  process.read = {};
  Account(process);
  Shrink(child);
}

}  // namespace sonde
