// The loop of --top. Leaves: ShowTop.
#include "top/top.h"

#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <string>
#include <utility>

#include "base/clock.h"
#include "base/console.h"
#include "runtime/kernel.h"
#include "runtime/privileges.h"
#include "runtime/signals.h"
#include "top/table.h"

namespace sonde::top {
namespace {

constexpr uint64_t kMs = 1'000'000, kSecond = 1000 * kMs;

// Returns at the time, or earlier, with true, when somebody wants an end.
bool WaitUntil(uint64_t when, runtime::Signals& signals) {
  for (;;) {
    const uint64_t now = ClockNs(CLOCK_MONOTONIC);
    if (now >= when) return false;
    pollfd wake{signals.fd(), POLLIN, 0};
    poll(&wake, 1, static_cast<int>((when - now + kMs - 1) / kMs));
    if (signals.TakeStop()) return true;
  }
}

// False: nobody reads it.
bool Show(const Table& table, bool json) {
  if (json) {
    Tell(stdout, TableJson(table));
    return FlushConsole();
  }
  if (isatty(STDOUT_FILENO) == 1) {
    winsize window{};
    const bool known = ioctl(STDOUT_FILENO, TIOCGWINSZ, &window) == 0 && window.ws_row > 0;
    if (!known) window = {24, 80, 0, 0};
    constexpr char kFromTheTop[] = "\033[H\033[J";
    TellRendered(stdout, kFromTheTop);
    Tell(stdout, TableText(table, window.ws_row - 1U, window.ws_col));
  } else {
    Tell(stdout, TableText(table, 0, 0) + "\n");
  }
  return FlushConsole();
}

}  // namespace

Status ShowTop(const TopOptions& options) {
  runtime::RunClock clock;
  if (Status status = clock.Start(); !status) return runtime::BlameCapabilities(status.TakeError());
  const auto cost = [&clock](uint64_t runs) { return clock.CostOf(runs); };
  runtime::Signals signals;
  const uint64_t begin = ClockNs(CLOCK_MONOTONIC);
  const uint64_t end = options.for_ns == 0 ? UINT64_MAX : begin + options.for_ns;
  uint64_t looked = begin;
  auto before = ReadPrograms({});
  if (!before) return before.TakeError();
  while (looked < end) {
    if (WaitUntil(std::min(looked + kSecond, end), signals)) return Status::Ok();
    const uint64_t now = ClockNs(CLOCK_MONOTONIC);
    auto programs = ReadPrograms(*before);
    if (!programs) return programs.TakeError();
    const Table table = MakeTable(*before, *programs, FindOwners("/proc"), {now - looked, cost});
    if (!Show(table, options.json)) return Error("standard output cannot be written");
    before = std::move(programs);
    looked = now;
  }
  return Status::Ok();
}

}  // namespace sonde::top
