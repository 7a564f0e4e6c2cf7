// Kernel lockdown (kernel_lockdown(7)), which is on where a machine starts by Secure Boot: what the kernel
// then refuses it refuses root, too. Covered by tests/runtime/lockdown_test.cpp.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace sonde::runtime {

inline constexpr const char* kLockdownFile = "/sys/kernel/security/lockdown";

// "integrity" or "confidentiality" of "none [integrity] confidentiality"; empty: not locked down, or no such
// text.
std::string_view LockdownMode(std::string_view text);

// `error`, which is that something was not permitted, with hints if the kernel is locked down as `file` says.
Error BlameLockdown(Error error, const char* file = kLockdownFile);

}  // namespace sonde::runtime
