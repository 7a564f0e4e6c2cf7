// LLVM's static objects, made when LLVM is first used. Covered by every test that compiles, and by
// tests/cli/late_constructors.cmake.
#pragma once

namespace sonde::codegen {

// Before anything of LLVM is used. Where the linker left the constructors in their usual place, which is so
// in test programs and with linkers other than lld, they have run already.
void RunLateConstructors();

}  // namespace sonde::codegen
