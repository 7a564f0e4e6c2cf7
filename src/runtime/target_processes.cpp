// Watching several processes. Leaves: TargetProcesses. Covered by tests/runtime/child_test.cpp.
#include "runtime/target_processes.h"

#include <poll.h>
#include <sys/eventfd.h>

#include <algorithm>
#include <cerrno>

#include "defs/events.h"
#include "runtime/child.h"

namespace sonde::runtime {

Status TargetProcesses::Open(const std::vector<int>& pids, bool follow, const char* option) {
  if (pids.size() > kMostPids) {
    return Error(std::string(option) + " takes at most " + std::to_string(kMostPids) + " processes, found " +
                 std::to_string(pids.size()));
  }
  for (const int pid : pids) {
    auto process = OpenTarget(pid);
    if (!process) {
      return process.TakeError().Hint(std::string(option) + " " + std::to_string(pid) +
                                      ": no process has this number");
    }
    processes_.push_back(std::move(*process));
  }
  follow_ = follow;
  if (processes_.size() < 2 && !follow) return Status::Ok();
  all_ended_.Reset(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!all_ended_.valid()) return Error::FromErrno("eventfd", errno);
  return Status::Ok();
}

int TargetProcesses::fd() const {
  if (all_ended_.valid()) return all_ended_.get();
  return processes_.empty() ? -1 : processes_.front().get();
}

void TargetProcesses::Look() {
  if (!all_ended_.valid() || processes_.empty() || follow_) return;
  std::erase_if(processes_, [](const UniqueFd& process) {
    pollfd wait{process.get(), POLLIN, 0};
    return poll(&wait, 1, 0) > 0;
  });
  if (processes_.empty()) eventfd_write(all_ended_.get(), 1);
}

void TargetProcesses::EndAll() {
  if (all_ended_.valid()) eventfd_write(all_ended_.get(), 1);
}

}  // namespace sonde::runtime
