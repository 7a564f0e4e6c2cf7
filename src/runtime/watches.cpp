// Arming watchpoints while tracing. Leaves: Watches. Covered by tests/runtime/watches_test.cpp and
// tests/run/watchpoint.test.
#include "runtime/watches.h"

#include <bpf/bpf.h>
#include <linux/perf_event.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace sonde::runtime {
namespace {

// More would leave no room in the map for what is watched.
constexpr size_t kMostRefused = kMostWatched / 2;

UniqueFd OpenProcess(uint32_t process) {
  return UniqueFd(static_cast<int>(syscall(SYS_pidfd_open, process, 0)));
}

bool HasEnded(int process) {
  pollfd wait{process, POLLIN, 0};
  return poll(&wait, 1, 0) > 0;
}

// What an argument says is whatever the traced program made of it: nothing of the kernel may come of that.
Status CheckAddress(uint64_t address, const bundle::MemoryTarget& how) {
  constexpr uint64_t kKernel = uint64_t{1} << 63U;
  if (address == 0 || (address & kKernel) != 0) return Error("it is no address of a program");
  if (how.mode != "x" && address % how.length != 0)
    return Error("it is no multiple of the length, " + std::to_string(how.length));
  return Status::Ok();
}

std::string Hexadecimal(uint64_t number) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  do {
    text.insert(text.begin(), kDigits[number % 16]);
    number /= 16;
  } while (number != 0);
  return "0x" + text;
}

}  // namespace

Watches::Watches(int map_fd, Opener open) : map_fd_(map_fd), open_(std::move(open)) {}

void Watches::Tell(const WatchKey& key, WatchState state) {
  const auto word = static_cast<uint64_t>(state);
  bpf_map_update_elem(map_fd_, &key, &word, BPF_ANY);
}

Result<Watches::Armed> Watches::Open(const WatchKey& key, const bundle::MemoryTarget& how, int program_fd) {
  if (Status status = CheckAddress(key.address, how); !status) return status.TakeError();
  Armed armed;
  armed.process = OpenProcess(key.process);
  if (!armed.process.valid()) return Error::FromErrno("looking at the process", errno);
  bundle::MemoryTarget place = how;
  place.address = key.address;
  auto events = open_(place, program_fd);
  if (!events) return events.TakeError();
  armed.events = std::move(*events);
  return armed;
}

Status Watches::Arm(const WatchKey& key, const bundle::MemoryTarget& how, int program_fd) {
  // The map may have lost it: unwatch() takes effect in the program at once.
  const bool known = armed_.contains(key), refused = refused_.contains(key);
  if (known || refused) {
    Tell(key, known ? WatchState::Armed : WatchState::Refused);
    return Status::Ok();
  }
  auto armed = Open(key, how, program_fd);
  if (!armed) {
    Look();  // who has ended may have what is missing
    armed = Open(key, how, program_fd);
  }
  if (armed) {
    armed_.emplace(key, std::move(*armed));
    Tell(key, WatchState::Armed);
    return Status::Ok();
  }
  if (refused_.size() >= kMostRefused) ForgetRefused();
  refused_.insert(key);
  ++counts_[key.probe];
  Tell(key, WatchState::Refused);
  return armed.TakeError().While(Hexadecimal(key.address));
}

// They may ask again.
void Watches::ForgetRefused() {
  for (const WatchKey& key : std::exchange(refused_, {}))
    bpf_map_delete_elem(map_fd_, &key);
}

template <typename Predicate>
void Watches::GiveUp(const Predicate& predicate) {
  const size_t before = armed_.size();
  for (auto at = armed_.begin(); at != armed_.end();) {
    if (!predicate(at->first, at->second)) {
      ++at;
      continue;
    }
    bpf_map_delete_elem(map_fd_, &at->first);
    at = armed_.erase(at);
  }
  if (armed_.size() != before) ForgetRefused();
}

void Watches::Disarm(uint64_t address) {
  GiveUp([address](const WatchKey& key, const Armed&) { return key.address == address; });
}

void Watches::Look() {
  GiveUp([](const WatchKey&, const Armed& armed) { return HasEnded(armed.process.get()); });
}

void Watches::Disable() {
  for (const auto& [key, armed] : armed_) {
    for (const UniqueFd& event : armed.events)
      ioctl(event.get(), PERF_EVENT_IOC_DISABLE, 0);
  }
}

uint64_t Watches::refused(uint32_t probe) const {
  const auto found = counts_.find(probe);
  return found == counts_.end() ? 0 : found->second;
}

}  // namespace sonde::runtime
