// SendQueue: requests that wait to be sent, and when the next attempt is due. No clock and no network of its
// own. Covered by tests/serve/send_queue_test.cpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "serve/otlp_text.h"

namespace sonde::serve {

// What came of an attempt.
struct SendAnswer {
  int status = 0;                                         // of HTTP; 0: there was none
  std::string_view text = {};                             // the body
  std::optional<uint64_t> retry_after_ms = std::nullopt;  // the header
};

class SendQueue {
 public:
  static constexpr size_t kMostRequests = 64;
  static constexpr size_t kMostBytes = 32 << 20;

  // `random`: any number, for the jitter of this process.
  explicit SendQueue(uint64_t random) : random_(random | 1) {}

  // The oldest that are not under way make room, and are counted.
  void Add(OtlpRequest request);
  [[nodiscard]] bool empty() const { return requests_.empty(); }
  // Milliseconds until the next attempt may be made, at `now`.
  [[nodiscard]] uint64_t WaitMs(uint64_t now) const { return now >= not_before_ ? 0 : not_before_ - now; }
  // The oldest, which is under way from then on. The queue is not empty.
  std::shared_ptr<const std::string> Begin();
  // What came of it, at `now`. True: it is not kept.
  bool Done(const SendAnswer& answer, uint64_t now);
  // The end comes: waits that nobody asked for are over, and later ones short.
  void Hurry(uint64_t now);
  // Nobody waits any more: what is left was not sent.
  void GiveUp();

  [[nodiscard]] const OtlpLoss& loss() const { return loss_; }
  // Data points that were taken; all that were ever added, which are taken, lost or still here.
  [[nodiscard]] uint64_t taken() const { return taken_; }
  [[nodiscard]] uint64_t made() const { return made_; }

 private:
  struct Kept {
    std::shared_ptr<const std::string> text;
    size_t points;
  };
  void DropOldest();
  void Remove();
  void BackOff(const SendAnswer& answer, uint64_t now);

  std::deque<Kept> requests_;
  size_t bytes_ = 0;
  bool under_way_ = false;  // the first
  bool asked_to_wait_ = false, hurry_ = false;
  unsigned failures_ = 0;  // in a row
  uint64_t not_before_ = 0, random_;
  OtlpLoss loss_;
  uint64_t taken_ = 0, made_ = 0;  // data points
};

// Whether a request that was answered so may be sent again; 0: it was not answered.
bool IsRetryable(int status);

// The header in milliseconds: seconds, or a date, of which `now` is subtracted (seconds since 1970).
std::optional<uint64_t> ParseRetryAfter(const char* text, int64_t now);

// The number of data points that a receiver refused of a request that it took; 0 if it says nothing of that.
uint64_t RejectedPoints(std::string_view body);

}  // namespace sonde::serve
