// Unwinder: the tables by which programs walk user stacks (codegen/unwind.bpf.c, docs/design/unwind.md): for
// each process where its code is mapped, for each file the rules of its places. Made when a process is
// traced, or when a walk has met it. Covered by tests/runtime/unwinder_test.cpp and tests/run/dw_ustack.test.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/unique_fd.h"
#include "defs/unwind.h"
#include "symbols/process_maps.h"
#include "unwind/table.h"

namespace sonde::runtime {

// A map that was made before the programs that use it; `fd` belongs to who made it.
struct SharedMap {
  const char* name;  // in the object
  int fd;
};

class Unwinder {
 public:
  // The empty maps. Errors of the kernel's.
  static Result<std::unique_ptr<Unwinder>> Create();

  [[nodiscard]] std::vector<SharedMap> maps() const;

  // Takes what the process has mapped now; nothing if it has gone.
  void Learn(int pid) { LearnOf(pid, 0); }
  // The process has mapped more, or runs another program: if it is known, it is looked at again.
  void Changed(int pid);
  // A program that will run: its tables and those of the libraries that it names are made now, so that its
  // first stacks find them.
  void Expect(const std::string& path);
  // Learns the processes that walks have met without knowing them.
  void LearnMet();

  // Of all walks so far.
  [[nodiscard]] UnwindCounts Counts() const;
  // Files without usable tables, once each; empty most of the time.
  std::vector<std::string> TakeWarnings() { return std::exchange(warnings_, {}); }

 private:
  Unwinder() = default;
  void LearnOf(int pid, uint64_t mm);
  void Forget(int pid);
  void ForgetEnded();
  UnwindFile FileOf(int pid, const Mapping& mapping);
  UnwindFile Take(const std::string& path, const std::string& shown);
  UnwindFile Add(const unwind::UnwindTable& table, const std::string& shown);
  bool AddRules(const std::vector<UnwindRule>& rules, std::vector<uint16_t>& numbers);
  void Show(uint64_t device, uint64_t inode, const UnwindFile& file);
  void Publish();

  struct Maps {
    UniqueFd processes, files, rules, inodes, wanted, counts;
  };
  Maps maps_;
  uint64_t version_ = 0;
  std::map<std::pair<std::string, uint64_t>, UnwindFile> files_;  // by device and inode of maps files
  uint32_t file_count_ = 0;
  size_t bytes_ = 0;                                        // of rows in the kernel
  std::map<std::string, uint16_t> rules_;                   // by their bytes
  std::vector<std::pair<uint32_t, UniqueFd>> unpublished_;  // rows that the kernel has not been given yet
  std::unordered_map<int, uint64_t> known_;                 // processes, and whose memory it is; 0: not known
  std::vector<std::string> warnings_;
};

}  // namespace sonde::runtime
