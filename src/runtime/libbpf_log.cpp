// Capturing libbpf's messages. Leaves: LibbpfLog, SilenceLibbpf. Covered by tests/runtime/loader_test.cpp.
#include "runtime/libbpf_log.h"

#include <bpf/libbpf.h>

#include <cstdarg>
#include <cstdio>
#include <utility>

namespace sonde::runtime {
namespace {

LibbpfLog* current = nullptr;

std::string NameOf(libbpf_print_level level) {
  if (level == LIBBPF_WARN) return "[WARN] ";
  return level == LIBBPF_INFO ? "[INFO] " : "[DEBUG] ";
}

int Receive(libbpf_print_level level, const char* format, va_list args) {
  if (current == nullptr || (level == LIBBPF_DEBUG && !current->all())) return 0;
  va_list again;
  va_copy(again, args);
  const int size = vsnprintf(nullptr, 0, format, args);
  if (size > 0) {
    std::string text(static_cast<size_t>(size) + 1, '\0');
    vsnprintf(text.data(), text.size(), format, again);
    text.resize(static_cast<size_t>(size));
    if (current->all()) current->all()(NameOf(level) + text);
    if (level != LIBBPF_DEBUG) current->Add(text.data(), text.size());
  }
  va_end(again);
  return 0;
}

}  // namespace

void SilenceLibbpf() {
  libbpf_set_print(Receive);
}

LibbpfLog::LibbpfLog(Log also, Log all) : also_(std::move(also)), all_(std::move(all)) {
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
