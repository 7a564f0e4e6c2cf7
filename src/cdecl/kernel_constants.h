// Constants that scripts take from kernel headers, for machines that have none: from the headers of the C
// library, which carry the kernel's user-space interface, and from a table of what lies outside of it.
// Leaves: KernelConstants, IsKernelHeader. Covered by tests/cdecl/kernel_constants_test.cpp.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "cdecl/c_definitions.h"
#include "cdecl/c_macros.h"
#include "cdecl/c_types.h"
#include "cdecl/clang_unit.h"

namespace sonde {

// Whether a header of this name is one of the kernel's own: `linux/sched.h`, `net/sock.h`, `asm/ptrace.h`.
bool IsKernelHeader(std::string_view name);

class KernelConstants {
 public:
  // `gfp_bits_move`: the kernel numbers its allocation flags by configuration (6.10 and later) and tells them
  // as enumerators, which the table then refers to.
  KernelConstants(const Libclang& clang, bool gfp_bits_move);
  ~KernelConstants();
  KernelConstants(const KernelConstants&) = delete;
  KernelConstants& operator=(const KernelConstants&) = delete;

  // The macro `name`; nothing if no header and no row has it, or if it does not look like a constant. The
  // headers are read at the first call that does.
  std::optional<CMacro> Find(std::string_view name);

 private:
  struct Parsed;

  const Libclang& clang_;
  bool gfp_bits_move_;
  std::unique_ptr<Parsed> parsed_;
};

}  // namespace sonde
