// LibbpfLog: takes libbpf's messages while it lives, so that they explain a failure instead of
// surprising the user. One at a time. Covered by tests/runtime/loader_test.cpp.
#pragma once

#include <string>

#include "runtime/machine.h"

namespace sonde::runtime {

// For the start of a program: libbpf says nothing of its own outside of a LibbpfLog.
void SilenceLibbpf();

class LibbpfLog {
 public:
  // Warnings go to `also`, if it is not empty, when they come.
  explicit LibbpfLog(Log also);
  ~LibbpfLog();
  LibbpfLog(const LibbpfLog&) = delete;
  LibbpfLog& operator=(const LibbpfLog&) = delete;

  [[nodiscard]] const std::string& text() const { return text_; }
  void Add(const char* message, size_t size);

 private:
  Log also_;
  std::string text_;
};

}  // namespace sonde::runtime
