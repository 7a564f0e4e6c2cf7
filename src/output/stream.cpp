// Buffered writing to a descriptor that never waits for its reader. Leaves: Stream. Covered by
// tests/output/stream_test.cpp.
#include "output/stream.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <csignal>

namespace sonde::output {
namespace {

constexpr size_t kFullBuffer = 64 << 10;  // bytes that are written at once
constexpr size_t kMostWaiting = 1 << 20;  // bytes for a reader that does not read

}  // namespace

Stream::Stream(int fd, Buffering buffering) : fd_(fd), buffering_(buffering), is_terminal_(isatty(fd) == 1) {
  struct stat info{};
  if (fstat(fd, &info) == 0) OpenAgain(info.st_mode);
}

Stream::~Stream() {
  if (own_fd_ >= 0) close(own_fd_);
}

// O_NONBLOCK belongs to an open file, which a shell and other programs share: it may not be set on theirs.
void Stream::OpenAgain(unsigned mode) {
  if (S_ISSOCK(mode)) means_ = Means::Socket;
  if (!S_ISFIFO(mode) && !is_terminal_) return;
  means_ = Means::AskFirst;
  const std::string path = "/proc/self/fd/" + std::to_string(fd_);
  own_fd_ = open(path.c_str(), O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  if (own_fd_ < 0) return;
  fd_ = own_fd_;
  means_ = Means::Plain;
}

void Stream::Commit() {
  if (fd_ < 0) return;
  const size_t end = buffer_.size();
  if (records_.empty() ? end > written_ : end > records_.back()) records_.push_back(end);
  if (error_ != 0) return Drop();
  if (blocked_) return;  // tried again when the events at hand have been handled
  if (buffering_ == Buffering::None || buffer_.size() - written_ >= kFullBuffer) Flush();
}

void Stream::EndBatch() {
  if (fd_ < 0) return;
  if (buffering_ != Buffering::Line) {
    if (blocked_) Flush();
    return;
  }
  const size_t newline = buffer_.rfind('\n');
  if (newline != std::string::npos && newline + 1 > written_) {
    Write(newline + 1);
  } else {
    blocked_ = false;  // what waits is no whole line
  }
}

void Stream::Flush() {
  if (fd_ >= 0) Write(buffer_.size());
}

ssize_t Stream::WriteSome(const char* bytes, size_t size) const {
  if (means_ == Means::Socket) return send(fd_, bytes, size, MSG_DONTWAIT);
  if (means_ == Means::AskFirst) {
    pollfd ask{fd_, POLLOUT, 0};
    if (poll(&ask, 1, 0) == 0) {
      errno = EAGAIN;
      return -1;
    }
    size = std::min<size_t>(size, PIPE_BUF);
  }
  return write(fd_, bytes, size);
}

void Stream::Write(size_t end) {
  blocked_ = false;
  if (diverted_ && error_ == 0 && written_ < end) {
    diverted_(std::string_view(buffer_).substr(written_, end - written_));
    written_ = end;
  }
  while (written_ < end && error_ == 0 && !blocked_) {
    const ssize_t put = WriteSome(buffer_.data() + written_, end - written_);
    if (put > 0) {
      written_ += static_cast<size_t>(put);
    } else if (put < 0 && errno == EAGAIN) {
      blocked_ = true;
    } else if (put == 0 || errno != EINTR) {
      Fail(put == 0 ? EIO : errno);
    }
  }
  Compact();
}

void Stream::Fail(int code) {
  error_ = code;
  Drop();
}

void Stream::Drop() {
  const size_t end = buffer_.size();
  const auto whole = [this](size_t record) { return record <= written_; };
  lost_records_ +=
      records_.size() - static_cast<size_t>(std::count_if(records_.begin(), records_.end(), whole));
  lost_bytes_ += end - written_;
  written_ = end;
  blocked_ = false;
  Compact();
}

void Stream::Compact() {
  if (written_ == buffer_.size()) {
    buffer_.clear();
    records_.clear();
    written_ = 0;
  } else if (written_ >= kMostWaiting) {
    buffer_.erase(0, written_);
    std::erase_if(records_, [this](size_t record) { return record <= written_; });
    for (size_t& record : records_)
      record -= written_;
    written_ = 0;
  }
}

bool Stream::full() const {
  return blocked_ && buffer_.size() - written_ >= kMostWaiting;
}

Stream::Delivery Stream::FlushWithin(int patience_ms, int interrupt_fd) {
  while (fd_ >= 0) {
    Flush();
    if (!blocked_) break;
    pollfd waits[2] = {{fd_, POLLOUT, 0}, {interrupt_fd, POLLIN, 0}};
    const int ready = poll(waits, 2, patience_ms);
    if (ready == 0) return Delivery::GaveUp;
    if (ready > 0 && waits[1].revents != 0) return Delivery::Interrupted;
  }
  return Delivery::Complete;
}

void Stream::ReaderGone() {
  if (error_ != 0) return;
  if (is_terminal_) return Fail(EIO);
  raise(SIGPIPE);
  Fail(EPIPE);
}

}  // namespace sonde::output
