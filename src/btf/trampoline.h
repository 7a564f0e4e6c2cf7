// What the kernel's BPF trampolines make of a function: which functions can have one, and where the
// parameters lie. The context of a program on a trampoline is an array of u64: a word for each parameter, two
// for a struct of more than 8 bytes, then the result. Sources: btf_distill_func_proto() and get_ctx_arg_idx()
// of kernel/bpf/btf.c. Covered by tests/btf/trampoline_test.cpp.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "btf/btf.h"
#include "types/argument.h"

namespace sonde {

// Why the kernel gives a function no trampoline, as the end of "it ..."; empty if it does.
std::string WhyNoTrampoline(const BtfFunction& function);

// Words of all parameters together: the number of the word with the result.
uint32_t ParameterWords(const BtfFunction& function);

// The parameters with their places; those without names are arg0, arg1 ...
std::vector<ProbeArgument> TrampolineArguments(const BtfFunction& function);

// Parameters, words and result in a form that is the same where programs find every value in the same place:
// "file:8 count:8 ->s4" of `int f(struct file *file, size_t count)`.
std::string SignatureOf(const BtfFunction& function);

}  // namespace sonde
