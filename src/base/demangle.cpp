// Demangling by libiberty, whose demanglers hand their output over piece by piece (that of the C++ library
// collects it, however much it becomes). Leaves: Demangle. Covered by tests/base/demangle_test.cpp.
#include "base/demangle.h"

#include <libiberty/demangle.h>

#include <algorithm>
#include <cctype>
#include <csetjmp>
#include <cstdlib>
#include <memory>

namespace sonde {
namespace {

// The demangler works on trees of at most so many characters' parts (its recursion limit); it would look at
// longer names in vain.
constexpr size_t kLongestMangled = 4096;

// Names of D refer back to parts of themselves, and their demangler returns a whole text: with n such letters
// it is at most 3^(n/3) times as long as the name.
constexpr ptrdiff_t kMostBackReferences = 16;

struct Output {
  std::string text;
  std::jmp_buf full;  // where to go when there is too much
};

// The demanglers have no other way to be stopped. They are C, keep what they have on the stack (but the
// letters of one Rust name outside ASCII, which then stay behind), and call nothing that would have to be
// left in order: leaving them by a jump is safe.
void Take(const char* piece, size_t size, void* to) {
  auto& output = *static_cast<Output*>(to);
  if (size > kLongestDemangled - output.text.size()) std::longjmp(output.full, 1);  // NOLINT(cert-err52-cpp)
  output.text.append(piece, size);
}

using Demangler = int (*)(const char* mangled, int options, demangle_callbackref take, void* to);

// False if the name is none of the demangler's, or too long.
bool Run(Demangler demangler, int options, const char* mangled, Output& output, bool& too_long) {
  if (setjmp(output.full) != 0) {  // NOLINT(cert-err52-cpp)
    too_long = true;
    return false;
  }
  return demangler(mangled, options, Take, &output) != 0;
}

// Rust first: its older names are those of C++ that end in a hash.
bool RunStreaming(const char* mangled, Output& output, bool& too_long) {
  if (Run(rust_demangle_callback, DMGL_NO_OPTS, mangled, output, too_long)) return true;
  if (too_long) return false;
  output.text.clear();
  return Run(cplus_demangle_v3_callback, DMGL_PARAMS | DMGL_TYPES, mangled, output, too_long);
}

bool RunD(const std::string& mangled, Output& output, bool& too_long) {
  if (std::count(mangled.begin(), mangled.end(), 'Q') > kMostBackReferences) return false;
  const std::unique_ptr<char, decltype(&std::free)> text(dlang_demangle(mangled.c_str(), DMGL_NO_OPTS),
                                                         &std::free);
  if (!text) return false;
  output.text = text.get();
  too_long = output.text.size() > kLongestDemangled;
  return !too_long;
}

bool IsD(std::string_view name) {
  return name == "_Dmain" || (name.size() > 2 && name.starts_with("_D") &&
                              std::isdigit(static_cast<unsigned char>(name[2])) != 0);
}

}  // namespace

Demangled Demangle(std::string_view mangled) {
  Demangled result{std::string(mangled), false};
  const bool streaming = mangled.starts_with("_Z") || mangled.starts_with("_R");
  if ((!streaming && !IsD(mangled)) || mangled.size() > kLongestMangled) return result;
  Output output;
  output.text.reserve(kLongestDemangled);  // so that Take does not allocate between the demanglers' frames
  const bool done = streaming ? RunStreaming(result.text.c_str(), output, result.too_long)
                              : RunD(result.text, output, result.too_long);
  if (done) result.text = output.text;
  return result;
}

}  // namespace sonde
