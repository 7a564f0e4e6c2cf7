// TrampolinePlaces: what the kernel calls a function that a program is to be attached to, by the numbers of
// its type information. Looked up where the program is loaded, since every kernel has other numbers. Covered
// by tests/runtime/trampoline_places_test.cpp and tests/run/fentry.test.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "base/result.h"
#include "base/unique_fd.h"
#include "btf/btf.h"
#include "bundle/metadata.h"

namespace sonde::runtime {

// As BPF_PROG_LOAD takes it. The descriptors belong to TrampolinePlaces.
struct TrampolinePlace {
  uint32_t function = 0;  // number in the type information
  int types_fd = 0;       // of a module's type information; 0: the core kernel's
  int program_fd = 0;     // of the BPF program whose function it is; 0: the kernel's
};

class TrampolinePlaces {
 public:
  // The place of the only target of `probe`. An error if this kernel has no such function, or one with other
  // parameters than the program was compiled for.
  Result<TrampolinePlace> Find(const bundle::ProbeMeta& probe);

 private:
  Status OpenTypes();
  Result<TrampolinePlace> FindTracepoint(const std::string& event);
  Result<TrampolinePlace> FindInKernel(std::string module, const std::string& function,
                                       const std::string& signature);
  Result<TrampolinePlace> FindInProgram(uint32_t program, const std::string& function);
  Result<int> TypesOf(const std::string& module);

  std::unique_ptr<Btf> types_;
  std::map<std::string, UniqueFd> modules_;
  std::map<uint32_t, UniqueFd> programs_;
};

}  // namespace sonde::runtime
