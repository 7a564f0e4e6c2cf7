// Where output goes: a file descriptor with a buffer. Writing never waits for a reader: what the descriptor
// does not take now stays in the buffer, and what can never be delivered is counted. Covered by
// tests/output/stream_test.cpp and writer_test.cpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sonde::output {

enum class Buffering : uint8_t {
  None,  // written after every call
  Line,  // complete lines are written at the latest when the events at hand have been handled
  Full,  // written when the buffer is full or at the end
};

class Stream {
 public:
  // Does not own the descriptor. A pipe or terminal is opened once more, so that it can be written without
  // blocking although the descriptor is shared with other processes.
  Stream(int fd, Buffering buffering);
  // Collects in memory; for tests.
  Stream() = default;
  ~Stream();
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  // The buffer to append to; follow with Commit, which makes a record of what was appended since the last
  // one.
  std::string& buffer() { return buffer_; }
  void Commit();
  void Append(std::string_view text) {
    buffer_ += text;
    Commit();
  }
  // The events at hand have been handled: a good moment to show complete lines, and to try again.
  void EndBatch();
  // Writes what the descriptor takes without waiting.
  void Flush();

  enum class Delivery : uint8_t { Complete, GaveUp, Interrupted };
  // Writes everything as long as the reader takes something every `patience_ms` (negative: however long it
  // takes). Returns early when `interrupt_fd` (-1: none) becomes readable.
  Delivery FlushWithin(int patience_ms, int interrupt_fd);
  // Gives up what has not been written; it is counted as lost.
  void Drop();
  // poll says that nobody will read any more: ends the process by SIGPIPE, as writing would, where that
  // signal is not ignored; otherwise the stream has failed.
  void ReaderGone();

  // What is written from now on goes to `to` in place of the descriptor, until this is called with null.
  void Divert(std::function<void(std::string_view)> to) { diverted_ = std::move(to); }

  // For poll: the descriptor, and whether to wait until it can be written.
  [[nodiscard]] int fd() const { return fd_; }
  [[nodiscard]] bool blocked() const { return blocked_; }
  // So much waits for the reader that nothing should be added.
  [[nodiscard]] bool full() const;
  // The errno of the write that failed for good, 0 if none did. Everything later is lost.
  [[nodiscard]] int error() const { return error_; }
  [[nodiscard]] uint64_t lost_records() const { return lost_records_; }
  [[nodiscard]] uint64_t lost_bytes() const { return lost_bytes_; }
  [[nodiscard]] bool is_terminal() const { return is_terminal_; }
  // Whether text is coloured, as whoever runs sonde wants it.
  void AllowColor(bool allowed) { color_allowed_ = allowed; }
  [[nodiscard]] bool color() const { return color_allowed_; }

 private:
  // How a write is kept from blocking.
  enum class Means : uint8_t {
    Plain,    // files do not block; or the descriptor is our own and non-blocking
    Socket,   // a flag of each call
    AskFirst  // poll, then no more than fits for certain
  };
  void OpenAgain(unsigned mode);
  void Write(size_t end);
  ssize_t WriteSome(const char* bytes, size_t size) const;
  void Fail(int code);
  void Compact();

  int fd_ = -1;      // -1: memory
  int own_fd_ = -1;  // to be closed; -1: none
  Means means_ = Means::Plain;
  Buffering buffering_ = Buffering::Full;
  bool is_terminal_ = false;
  bool color_allowed_ = false;
  bool blocked_ = false;
  int error_ = 0;
  std::function<void(std::string_view)> diverted_;
  std::string buffer_;
  size_t written_ = 0;           // bytes at the front of buffer_ that are written already
  std::vector<size_t> records_;  // ends of the records in buffer_
  uint64_t lost_records_ = 0;
  uint64_t lost_bytes_ = 0;
};

}  // namespace sonde::output
