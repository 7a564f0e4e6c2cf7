// Buffered writing to a descriptor. Leaves: Sink. Covered by tests/output/writer_test.cpp.
#include "output/sink.h"

#include <poll.h>
#include <unistd.h>

#include <cerrno>

namespace sonde::output {

constexpr size_t kFullBuffer = 64 * 1024;  // bytes

Sink::Sink(int fd, Buffering buffering) : fd_(fd), buffering_(buffering), is_terminal_(isatty(fd) == 1) {}

void Sink::Commit() {
  if (fd_ < 0) return;
  if (buffering_ == Buffering::None || buffer_.size() >= kFullBuffer) Flush();
}

void Sink::EndBatch() {
  if (fd_ < 0 || buffering_ != Buffering::Line) return;
  const size_t newline = buffer_.rfind('\n');
  if (newline != std::string::npos) Write(newline + 1);
}

void Sink::Flush() {
  if (fd_ >= 0) Write(buffer_.size());
}

// What cannot be written any more (a closed pipe, a full disk) is dropped: tracing has to end all the same.
void Sink::Write(size_t size) {
  size_t done = 0;
  while (done < size) {
    const ssize_t put = write(fd_, buffer_.data() + done, size - done);
    if (put > 0) {
      done += static_cast<size_t>(put);
    } else if (put < 0 && errno == EAGAIN) {
      pollfd wait{fd_, POLLOUT, 0};
      poll(&wait, 1, -1);
    } else if (put == 0 || errno != EINTR) {
      break;
    }
  }
  buffer_.erase(0, size);
}

}  // namespace sonde::output
