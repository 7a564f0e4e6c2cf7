// LibbpfLog: takes libbpf's messages while it lives, so that they explain a failure instead of
// surprising the user. One at a time. Covered by tests/runtime/loader_test.cpp.
#pragma once

#include <string>

namespace sonde::runtime {

// For the start of a program: libbpf says nothing of its own outside of a LibbpfLog.
void SilenceLibbpf();

class LibbpfLog {
 public:
  // `print`: warnings go to standard error as well.
  explicit LibbpfLog(bool print);
  ~LibbpfLog();
  LibbpfLog(const LibbpfLog&) = delete;
  LibbpfLog& operator=(const LibbpfLog&) = delete;

  [[nodiscard]] const std::string& text() const { return text_; }
  void Add(const char* message, size_t size);

 private:
  bool print_;
  std::string text_;
};

}  // namespace sonde::runtime
