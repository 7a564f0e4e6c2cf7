// Capabilities of this process (capabilities(7)). Leaves: CheckCapabilities, CheckPrivileges.
// Covered by tests/runtime/privileges_test.cpp.
#include "runtime/privileges.h"

#include <linux/capability.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <string>

namespace sonde::runtime {
namespace {

bool Has(uint64_t set, unsigned capability) {
  return (set >> capability & 1U) != 0;
}

Error Missing(const char* name) {
  return Error(std::string("Missing ") + name + " capability, please run sonde as the root user.")
      .Hint("put sudo before the line: sudo sonde ...");
}

}  // namespace

Status CheckCapabilities(uint64_t effective) {
  if (Has(effective, CAP_SYS_ADMIN)) return Status::Ok();
  if (!Has(effective, CAP_BPF)) return Missing("CAP_BPF");
  if (!Has(effective, CAP_PERFMON)) return Missing("CAP_PERFMON");
  return Status::Ok();
}

Status CheckPrivileges() {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct data[2] = {};
  if (syscall(SYS_capget, &header, data) != 0) return Status::Ok();
  return CheckCapabilities(data[0].effective | uint64_t{data[1].effective} << 32U);
}

}  // namespace sonde::runtime
