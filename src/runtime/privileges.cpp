// Capabilities of this process (capabilities(7)). Leaves: CheckCapabilities, CheckPrivileges,
// BlameCapabilities. Covered by tests/runtime/privileges_test.cpp.
#include "runtime/privileges.h"

#include <linux/capability.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <optional>
#include <string>
#include <utility>

namespace sonde::runtime {
namespace {

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

Error BlameCapabilities(Error error, std::optional<uint64_t> effective) {
  if (!effective || Has(*effective, CAP_SYS_ADMIN)) return error;
  return std::move(error).Hint(
      "without CAP_SYS_ADMIN, which root has, the kernel refuses this: run as root, or add it to "
      "CAP_BPF and CAP_PERFMON");
}

Error BlameCapabilities(Error error) {
  return BlameCapabilities(std::move(error), EffectiveCapabilities());
}

}  // namespace sonde::runtime
