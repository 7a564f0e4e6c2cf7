// Capabilities of this process (capabilities(7)). Leaves: CheckCapabilities, CheckPrivileges,
// BlameCapabilities. Covered by tests/runtime/privileges_test.cpp.
#include "runtime/privileges.h"

#include <fcntl.h>
#include <linux/capability.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdlib>
#include <optional>
#include <string>
#include <utility>

#include "base/unique_fd.h"

namespace sonde::runtime {
namespace {

// Distributions have more, which lets only those open perf events who may do anything.
constexpr int kMostParanoid = 2;

bool Has(uint64_t set, unsigned capability) {
  return (set >> capability & 1U) != 0;
}

Error Missing(const char* name) {
  return Error(std::string("Missing ") + name + " capability, please run sonde as the root user.")
      .Hint("put sudo before the line: sudo sonde ...")
      .Hint(
          "or only with what it needs: sudo setpriv --reuid=$USER --init-groups --inh-caps=+bpf,+perfmon "
          "--ambient-caps=+bpf,+perfmon sonde ...; tracepoints and uprobes want +sys_admin as well");
}

// Of this process; nothing where the kernel does not tell.
std::optional<uint64_t> EffectiveCapabilities() {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct data[2] = {};
  if (syscall(SYS_capget, &header, data) != 0) return std::nullopt;
  return data[0].effective | uint64_t{data[1].effective} << 32U;
}

// kernel.perf_event_paranoid; what kernels have by themselves where it cannot be read.
int PerfEventParanoid() {
  const UniqueFd fd(open("/proc/sys/kernel/perf_event_paranoid", O_RDONLY | O_CLOEXEC));
  char text[16] = {};
  if (!fd.valid() || read(fd.get(), text, sizeof text - 1) <= 0) return kMostParanoid;
  return std::atoi(text);
}

}  // namespace

Status CheckCapabilities(uint64_t effective) {
  if (Has(effective, CAP_SYS_ADMIN)) return Status::Ok();
  if (!Has(effective, CAP_BPF)) return Missing("CAP_BPF");
  if (!Has(effective, CAP_PERFMON)) return Missing("CAP_PERFMON");
  return Status::Ok();
}

Status CheckPrivileges() {
  const auto effective = EffectiveCapabilities();
  return effective ? CheckCapabilities(*effective) : Status::Ok();
}

Error BlameCapabilities(Error error, std::optional<uint64_t> effective, int paranoid) {
  if (!effective || Has(*effective, CAP_SYS_ADMIN)) return error;
  if (paranoid > kMostParanoid) {
    return std::move(error).Hint("kernel.perf_event_paranoid is " + std::to_string(paranoid) +
                                 " here, which asks for CAP_SYS_ADMIN: with 2 or less, CAP_PERFMON is enough "
                                 "for all but single uprobes");
  }
  return std::move(error).Hint(
      "without CAP_SYS_ADMIN, which root has, the kernel refuses this: run as root, or add it to "
      "CAP_BPF and CAP_PERFMON");
}

Error BlameCapabilities(Error error) {
  return BlameCapabilities(std::move(error), EffectiveCapabilities(), PerfEventParanoid());
}

}  // namespace sonde::runtime
