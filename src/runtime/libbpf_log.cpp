// Capturing libbpf's messages. Leaves: LibbpfLog, SilenceLibbpf. Covered by tests/runtime/loader_test.cpp.
#include "runtime/libbpf_log.h"

#include <bpf/libbpf.h>

#include <cstdarg>
#include <cstdio>
#include <utility>

namespace sonde::runtime {
namespace {

LibbpfLog* current = nullptr;

int Receive(libbpf_print_level level, const char* format, va_list args) {
  if (current == nullptr || level == LIBBPF_DEBUG) return 0;
  va_list again;
  va_copy(again, args);
  const int size = vsnprintf(nullptr, 0, format, args);
  if (size > 0) {
    std::string text(static_cast<size_t>(size) + 1, '\0');
    vsnprintf(text.data(), text.size(), format, again);
    current->Add(text.data(), static_cast<size_t>(size));
  }
  va_end(again);
  return 0;
}

}  // namespace

void SilenceLibbpf() {
  libbpf_set_print(Receive);
}

LibbpfLog::LibbpfLog(Log also) : also_(std::move(also)) {
  current = this;
  libbpf_set_print(Receive);
}

LibbpfLog::~LibbpfLog() {
  current = nullptr;
}

void LibbpfLog::Add(const char* message, size_t size) {
  text_.append(message, size);
  if (also_) also_({message, size});
}

}  // namespace sonde::runtime
