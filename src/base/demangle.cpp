// Demangling by libiberty, whose demangler hands its output over piece by piece (that of the C++ library
// collects it, however much it becomes). Leaves: Demangle. Covered by tests/base/demangle_test.cpp.
#include "base/demangle.h"

#include <libiberty/demangle.h>

#include <csetjmp>

namespace sonde {
namespace {

// The demangler works on trees of at most so many characters' parts (its recursion limit); it would look at
// longer names in vain.
constexpr size_t kLongestMangled = 4096;

struct Output {
  std::string text;
  std::jmp_buf full;  // where to go when there is too much
};

// The demangler has no other way to be stopped. It is C, keeps all it has on the stack, and calls nothing
// that would have to be left in order: leaving it by a jump is safe.
void Take(const char* piece, size_t size, void* to) {
  auto& output = *static_cast<Output*>(to);
  if (size > kLongestDemangled - output.text.size()) std::longjmp(output.full, 1);  // NOLINT(cert-err52-cpp)
  output.text.append(piece, size);
}

bool Run(const char* mangled, Output& output, bool& too_long) {
  if (setjmp(output.full) != 0) {  // NOLINT(cert-err52-cpp)
    too_long = true;
    return false;
  }
  return cplus_demangle_v3_callback(mangled, DMGL_PARAMS | DMGL_TYPES, Take, &output) != 0;
}

}  // namespace

Demangled Demangle(std::string_view mangled) {
  Demangled result{std::string(mangled), false};
  if (!mangled.starts_with("_Z") || mangled.size() > kLongestMangled) return result;
  Output output;
  output.text.reserve(kLongestDemangled);  // so that Take does not allocate between the demangler's frames
  if (Run(result.text.c_str(), output, result.too_long)) result.text = output.text;
  return result;
}

}  // namespace sonde
