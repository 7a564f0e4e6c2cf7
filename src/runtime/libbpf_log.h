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
  // Warnings go to `also`, if it is not empty, when they come; everything to `all`, with its level in front.
  explicit LibbpfLog(Log also, Log all = {});
  ~LibbpfLog();
  LibbpfLog(const LibbpfLog&) = delete;
  LibbpfLog& operator=(const LibbpfLog&) = delete;

  [[nodiscard]] const std::string& text() const { return text_; }
  void Add(const char* message, size_t size);
  [[nodiscard]] const Log& all() const { return all_; }

 private:
  Log also_;
  Log all_;
  std::string text_;
};

}  // namespace sonde::runtime
