// Kernel lockdown. Leaves: LockdownMode, BlameLockdown. Covered by tests/runtime/lockdown_test.cpp.
#include "runtime/lockdown.h"

#include "host/files.h"

namespace sonde::runtime {

std::string_view LockdownMode(std::string_view text) {
  for (const std::string_view mode : {"integrity", "confidentiality"}) {
    const size_t at = text.find(mode);
    if (at == std::string_view::npos || at == 0 || text[at - 1] != '[') continue;
    if (text.substr(at + mode.size()).starts_with("]")) return mode;
  }
  return {};
}

Error BlameLockdown(Error error, const char* file) {
  const auto text = ReadTextFile(file);
  const std::string mode(text ? LockdownMode(*text) : std::string_view());
  if (mode.empty()) return error;
  const char* const what = mode == "integrity"
                               ? "nobody may change the memory of the kernel or of programs"
                               : "nobody may trace the kernel or read its memory, root neither";
  return std::move(error)
      .Hint("the kernel is locked down (" + mode + ", says " + file + "): " + what)
      .Hint("start it with lockdown=none, or without Secure Boot if that switches it on" +
            std::string(mode == "integrity" ? "" : "; lockdown=integrity allows tracing"));
}

}  // namespace sonde::runtime
