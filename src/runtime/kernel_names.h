// Kernel symbols for a run: /proc/kallsyms takes 40 ms to read, most of the time from Ctrl-C to the prompt of
// a script with stacks. The kernel names a few addresses itself, through a BPF program, in microseconds each.
// Covered by tests/runtime/kernel_names_test.cpp.
#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "symbols/symbols.h"

namespace sonde::runtime {

// Asks the kernel for the first addresses, and reads kallsyms when there are many, or where programs that
// name addresses cannot be loaded (before Linux 5.14, or without the right). `all`: what reads kallsyms.
std::unique_ptr<KernelSymbols> MakeKernelNames(std::unique_ptr<KernelSymbols> all);

// "vfs_read+0x10/0x330 [module]" as the kernel writes it; an empty name for what it does not know. Nothing if
// it is none of these.
std::optional<ResolvedSymbol> ParseKernelName(std::string_view text);

}  // namespace sonde::runtime
