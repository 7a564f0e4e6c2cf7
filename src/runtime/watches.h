// Watches: what watchpoints on arguments of functions watch (docs/design/runtime.md). The programs ask for an
// address of a process, this opens breakpoints of the processor and enters the address in the map by which
// the programs know. Covered by tests/runtime/watches_test.cpp and tests/run/watchpoint.test.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <tuple>
#include <vector>

#include "base/result.h"
#include "base/unique_fd.h"
#include "bundle/targets.h"
#include "defs/events.h"

namespace sonde::runtime {

class Watches {
 public:
  using Opener =
      std::function<Result<std::vector<UniqueFd>>(const bundle::MemoryTarget& place, int program_fd)>;
  // `map_fd`: kWatchedMap. `open` opens the breakpoints of one address.
  Watches(int map_fd, Opener open);

  // Watches `key.address`, with length and mode of `how`. What is watched already counts once. An error if it
  // cannot be watched: what has been refused is refused without one from then on, until another address is
  // given up. Either way programs that wait for it go on.
  Status Arm(const WatchKey& key, const bundle::MemoryTarget& how, int program_fd);
  // Gives an address up, in all processes.
  void Disarm(uint64_t address);
  // Gives up what was watched in processes that have ended.
  void Look();
  // No breakpoint runs its program after this.
  void Disable();
  // How many addresses could not be watched for a watchpoint.
  [[nodiscard]] uint64_t refused(uint32_t probe) const;
  [[nodiscard]] size_t armed() const { return armed_.size(); }

 private:
  struct KeyOrder {
    bool operator()(const WatchKey& a, const WatchKey& b) const {
      return std::tie(a.address, a.process, a.probe) < std::tie(b.address, b.process, b.probe);
    }
  };
  struct Armed {
    std::vector<UniqueFd> events;
    UniqueFd process;  // readable when it has ended
  };

  Result<Armed> Open(const WatchKey& key, const bundle::MemoryTarget& how, int program_fd);
  void Tell(const WatchKey& key, WatchState state);
  void ForgetRefused();
  template <typename Predicate>
  void GiveUp(const Predicate& predicate);

  int map_fd_;
  Opener open_;
  std::map<WatchKey, Armed, KeyOrder> armed_;
  std::set<WatchKey, KeyOrder> refused_;
  std::map<uint32_t, uint64_t> counts_;  // of what was refused, by watchpoint
};

}  // namespace sonde::runtime
