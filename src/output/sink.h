// Where output goes: a file descriptor with a buffer. Covered by tests/output/writer_test.cpp.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sonde::output {

enum class Buffering : uint8_t {
  None,  // written after every call
  Line,  // complete lines are written at the latest when the events at hand have been handled
  Full,  // written when the buffer is full or at the end
};

class Sink {
 public:
  // Does not own the descriptor.
  Sink(int fd, Buffering buffering);
  // Collects in memory; for tests.
  Sink() = default;

  // The buffer to append to; follow with Commit.
  std::string& buffer() { return buffer_; }
  void Commit();
  void Append(std::string_view text) {
    buffer_ += text;
    Commit();
  }
  // The events at hand have been handled: a good moment to show complete lines.
  void EndBatch();
  void Flush();
  [[nodiscard]] bool is_terminal() const { return is_terminal_; }

 private:
  void Write(size_t size);

  int fd_ = -1;  // -1: memory
  Buffering buffering_ = Buffering::Full;
  bool is_terminal_ = false;
  std::string buffer_;
};

}  // namespace sonde::output
