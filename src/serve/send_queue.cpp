// Leaves: SendQueue, IsRetryable, ParseRetryAfter, RejectedPoints. Covered by
// tests/serve/send_queue_test.cpp.
#include "serve/send_queue.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <ctime>
#include <utility>

namespace sonde::serve {
namespace {

constexpr uint64_t kFirstWaitMs = 1000, kLongestWaitMs = 60'000;
constexpr uint64_t kHurryMs = 100;               // between attempts at the end
constexpr uint64_t kLongestAskedMs = 3'600'000;  // whoever asks for more gets that

}  // namespace

bool IsRetryable(int status) {
  return status == 0 || status == 429 || status == 502 || status == 503 || status == 504;
}

void SendQueue::Add(OtlpRequest request) {
  made_ += request.points;
  bytes_ += request.text.size();
  requests_.push_back({std::make_shared<const std::string>(std::move(request.text)), request.points});
  while (requests_.size() > 1 && (requests_.size() > kMostRequests || bytes_ > kMostBytes)) {
    if (under_way_ && requests_.size() == 2) return;
    DropOldest();
  }
}

void SendQueue::DropOldest() {
  const auto at = requests_.begin() + (under_way_ ? 1 : 0);
  loss_.not_sent += at->points;
  bytes_ -= at->text->size();
  requests_.erase(at);
}

std::shared_ptr<const std::string> SendQueue::Begin() {
  under_way_ = true;
  return requests_.front().text;
}

void SendQueue::Remove() {
  bytes_ -= requests_.front().text->size();
  requests_.pop_front();
  failures_ = 0;
  asked_to_wait_ = false;
}

bool SendQueue::Done(const SendAnswer& answer, uint64_t now) {
  under_way_ = false;
  if (requests_.empty()) return true;
  if (IsRetryable(answer.status)) {
    BackOff(answer, now);
    return false;
  }
  const uint64_t points = requests_.front().points;
  const bool taken = answer.status >= 200 && answer.status < 300;
  const uint64_t rejected = taken ? std::min(RejectedPoints(answer.text), points) : points;
  loss_.rejected += rejected;
  taken_ += points - rejected;
  Remove();
  return true;
}

// Twice as long each time, and up to half of it less, so that many that failed together do not come together.
void SendQueue::BackOff(const SendAnswer& answer, uint64_t now) {
  uint64_t wait = std::min(kFirstWaitMs << std::min(failures_, 10u), kLongestWaitMs);
  random_ ^= random_ << 13, random_ ^= random_ >> 7, random_ ^= random_ << 17;
  wait -= random_ % (wait / 2);
  if (hurry_) wait = kHurryMs;
  asked_to_wait_ = answer.retry_after_ms.has_value();
  if (asked_to_wait_) wait = std::clamp(*answer.retry_after_ms, wait, std::max(wait, kLongestAskedMs));
  ++failures_;
  not_before_ = now + wait;
}

void SendQueue::Hurry(uint64_t now) {
  hurry_ = true;
  if (!asked_to_wait_) not_before_ = std::min(not_before_, now);
}

void SendQueue::GiveUp() {
  under_way_ = false;
  for (const Kept& kept : requests_)
    loss_.not_sent += kept.points;
  requests_.clear();
  bytes_ = 0;
}

std::optional<uint64_t> ParseRetryAfter(const char* text, int64_t now) {
  if (text == nullptr) return std::nullopt;
  const std::string_view whole = text;
  uint64_t seconds = 0;
  const auto [end, error] = std::from_chars(whole.data(), whole.data() + whole.size(), seconds);
  if (end == whole.data() + whole.size()) {
    if (error == std::errc()) return std::min<uint64_t>(seconds, kLongestAskedMs / 1000) * 1000;
    if (error == std::errc::result_out_of_range) return kLongestAskedMs;
  }
  tm date{};
  const char* rest = strptime(text, "%a, %d %b %Y %H:%M:%S GMT", &date);
  if (rest == nullptr || *rest != '\0') return std::nullopt;
  const int64_t then = timegm(&date);
  return then <= now ? 0
                     : std::min<uint64_t>(static_cast<uint64_t>(then - now), kLongestAskedMs / 1000) * 1000;
}

// In a text that quotes it, a backslash would stand before the second quote.
uint64_t RejectedPoints(std::string_view body) {
  constexpr std::string_view kName = "\"rejectedDataPoints\"";
  const size_t name = body.find(kName);
  if (name == std::string_view::npos) return 0;
  const size_t at = body.find_first_not_of(" \t\r\n:\"", name + kName.size());
  uint64_t number = 0;
  if (at != std::string_view::npos) std::from_chars(body.data() + at, body.data() + body.size(), number);
  return number;
}

}  // namespace sonde::serve
