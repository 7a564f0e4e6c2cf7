// The constructors that cmake/late_constructors.ld put aside. Leaves: RunLateConstructors.
#include "codegen/late_constructors.h"

extern "C" {
using LateConstructor = void (*)(int, char**, char**);
// Of the linker; absent without the section.
[[gnu::weak]] extern const LateConstructor __start_late_constructors[];  // NOLINT
[[gnu::weak]] extern const LateConstructor __stop_late_constructors[];   // NOLINT
}

namespace sonde::codegen {

void RunLateConstructors() {
  static const bool done = [] {
    for (const LateConstructor* at = __start_late_constructors; at != __stop_late_constructors; ++at)
      (*at)(0, nullptr, nullptr);
    return true;
  }();
  (void)done;
}

}  // namespace sonde::codegen
