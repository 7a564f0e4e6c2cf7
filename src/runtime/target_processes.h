// TargetProcesses: the processes of -p. Tracing ends when the last of them has. Covered by
// tests/runtime/child_test.cpp.
#pragma once

#include <vector>

#include "base/result.h"
#include "base/unique_fd.h"

namespace sonde::runtime {

class TargetProcesses {
 public:
  // Opens all of them; an error when one does not exist, or when they are more than kMostPids. `follow`: what
  // they start is traced as well, and who has ended is told by EndAll.
  // `option`: where the numbers stand.
  Status Open(const std::vector<int>& pids, bool follow = false, const char* option = "-p");

  // A descriptor that becomes readable when the last process has ended, with several by a call of Look. -1
  // when none is open.
  [[nodiscard]] int fd() const;
  // With several processes: looks who has ended meanwhile. To be called from time to time.
  void Look();
  // With `follow`: nobody is left.
  void EndAll();

 private:
  std::vector<UniqueFd> processes_;
  UniqueFd all_ended_;
  bool follow_ = false;
};

}  // namespace sonde::runtime
