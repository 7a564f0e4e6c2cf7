// Pushing on libevent's client. Leaves: Exporter. Covered by tests/run/otlp.test.
#include "serve/exporter.h"

#include <event2/buffer.h>
#include <event2/event.h>
#include <event2/http.h>
#include <netdb.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <csignal>
#include <ctime>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/unique_fd.h"
#include "output/board.h"
#include "serve/address.h"
#include "serve/otlp_text.h"
#include "serve/send_queue.h"
#include "serve/shared_text.h"

namespace sonde::serve {
namespace {

constexpr int kSilentSeconds = 10;       // of a receiver, until an attempt has failed
constexpr uint64_t kAttemptMs = 30'000;  // an attempt takes no longer
constexpr uint64_t kWantMs = 2500;      // the session has that long to read maps, which it does once a second
constexpr uint64_t kFarewellMs = 2000;  // the end waits that long for what is not sent yet
constexpr uint64_t kStopMs = 500;       // and that long for the thread
constexpr ev_ssize_t kHeaderBytes = 8192, kBodyBytes = 65536;  // of an answer

uint64_t RealtimeMs() {
  return ClockNs(CLOCK_REALTIME) / 1'000'000;
}

// Numeric addresses of a host; none if it has none.
std::vector<std::string> AddressesOf(const std::string& host) {
  addrinfo hints{}, *list = nullptr;
  hints.ai_socktype = SOCK_STREAM;
  std::vector<std::string> addresses;
  if (getaddrinfo(host.c_str(), nullptr, &hints, &list) != 0) return addresses;
  for (const addrinfo* each = list; each != nullptr; each = each->ai_next) {
    char text[NI_MAXHOST];
    if (getnameinfo(each->ai_addr, each->ai_addrlen, text, sizeof text, nullptr, 0, NI_NUMERICHOST) == 0)
      addresses.emplace_back(text);
  }
  freeaddrinfo(list);
  return addresses;
}

// What the session's thread and the exporter's share. Whoever holds the lock waits for no network.
class Outbox {
 public:
  Outbox(OtlpResource resource, uint64_t random)
      : writer_(std::move(resource), RealtimeMs()), queue_(random) {}

  output::Board& board() { return board_; }
  // Makes a request of what was read of the maps, if that is new.
  void TakeSnapshot();
  // The next request, unless one must wait: that many milliseconds, or nothing for none at all.
  SharedText Begin(std::optional<uint64_t>& wait);
  void Done(const SendAnswer& answer);
  void Hurry();
  void Tell(std::string problem);

  std::string TakeProblem();
  // Until all is sent, nobody can take more in time, or `give_up`.
  void WaitUntilSent(const std::function<bool()>& give_up);
  OtlpLoss Loss();
  uint64_t Taken();

 private:
  output::Board board_;
  std::mutex mutex_;
  std::condition_variable changed_;
  OtlpWriter writer_;
  SendQueue queue_;
  uint64_t seen_ = 0;  // number of the newest snapshot
  std::string problem_;
  std::atomic<bool> has_problem_ = false;
};

void Outbox::TakeSnapshot() {
  const auto newest = board_.Newest();
  const std::lock_guard lock(mutex_);
  if (newest == nullptr || newest->number <= seen_) return;
  seen_ = newest->number;
  queue_.Add(writer_.Write(*newest, queue_.loss()));
}

SharedText Outbox::Begin(std::optional<uint64_t>& wait) {
  const std::lock_guard lock(mutex_);
  wait.reset();
  if (queue_.empty()) return nullptr;
  wait = queue_.WaitMs(output::MonotonicMs());
  return *wait == 0 ? queue_.Begin() : nullptr;
}

void Outbox::Done(const SendAnswer& answer) {
  const std::lock_guard lock(mutex_);
  queue_.Done(answer, output::MonotonicMs());
  changed_.notify_all();
}

void Outbox::Hurry() {
  const std::lock_guard lock(mutex_);
  queue_.Hurry(output::MonotonicMs());
}

void Outbox::Tell(std::string problem) {
  const std::lock_guard lock(mutex_);
  problem_ = std::move(problem);
  has_problem_ = true;
}

std::string Outbox::TakeProblem() {
  if (!has_problem_.load(std::memory_order_relaxed)) return {};
  const std::lock_guard lock(mutex_);
  has_problem_ = false;
  return std::move(problem_);
}

void Outbox::WaitUntilSent(const std::function<bool()>& give_up) {
  constexpr std::chrono::milliseconds kLook{20};
  const uint64_t end = output::MonotonicMs() + kFarewellMs;
  std::unique_lock lock(mutex_);
  while (!queue_.empty() && !give_up()) {
    const uint64_t now = output::MonotonicMs();
    if (now + queue_.WaitMs(now) >= end) break;
    changed_.wait_for(lock, kLook);
  }
  queue_.GiveUp();
}

OtlpLoss Outbox::Loss() {
  const std::lock_guard lock(mutex_);
  return queue_.loss();
}

uint64_t Outbox::Taken() {
  const std::lock_guard lock(mutex_);
  return queue_.taken();
}

// The thread, its loop and its connection. It goes on until it is told to stop, and may outlive the Exporter
// while a name is looked up.
class Sender {
 public:
  Sender(OtlpTarget target, uint64_t every_ms, std::shared_ptr<Outbox> outbox)
      : target_(std::move(target)),
        every_ms_(every_ms),
        next_(output::MonotonicMs() + every_ms),
        outbox_(std::move(outbox)) {}
  Sender(const Sender&) = delete;
  Sender& operator=(const Sender&) = delete;
  ~Sender();

  Status Open();
  void Serve() { event_base_dispatch(base_); }
  // Of other threads: it looks at its outbox, or it ends.
  void Wake() { Write(wake_); }
  void Stop() { Write(stop_); }

 private:
  static Sender& Of(void* self) { return *static_cast<Sender*>(self); }
  static void Write(const UniqueFd& fd) {
    const uint64_t one = 1;
    (void)!write(fd.get(), &one, sizeof one);
  }
  void Tick();
  void TakeNews();
  void Schedule();
  void Attempt();
  bool Connect();
  void Send(const SharedText& text);
  void Answered(evhttp_request* request);
  void Finish(const SendAnswer& answer);
  void TellOf(const SendAnswer& answer);

  const OtlpTarget target_;
  const uint64_t every_ms_;
  uint64_t next_;  // push
  const std::shared_ptr<Outbox> outbox_;
  UniqueFd wake_, stop_;
  event_base* base_ = nullptr;
  std::vector<event*> events_;
  event* attempt_ = nullptr;
  evhttp_connection* connection_ = nullptr;
  unsigned failures_ = 0;  // chooses the address
  bool broken_ = false;    // the connection is to be replaced
  uint64_t since_ = 0;     // when the attempt that is under way began; 0: none is
  bool told_retry_ = false, told_refusal_ = false;
};

Status Sender::Open() {
  wake_.Reset(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  stop_.Reset(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  base_ = event_base_new();
  if (base_ == nullptr || !wake_.valid() || !stop_.valid() || outbox_->board().changed_fd() < 0)
    return Error("cannot make what --otlp sends with");
  const auto on = [this](int descriptor, event_callback_fn call) {
    const short kinds = descriptor < 0 ? EV_PERSIST : EV_PERSIST | EV_READ;
    return events_.emplace_back(event_new(base_, descriptor, kinds, call, this));
  };
  const timeval second{1, 0};
  const auto news = [](int descriptor, short, void* self) {
    uint64_t count = 0;
    (void)!read(descriptor, &count, sizeof count);
    Of(self).TakeNews();
  };
  event_add(on(outbox_->board().changed_fd(), news), nullptr);
  event_add(on(wake_.get(), news), nullptr);
  event_add(on(stop_.get(), [](int, short, void* self) { event_base_loopbreak(Of(self).base_); }), nullptr);
  event_add(on(-1, [](int, short, void* self) { Of(self).Tick(); }), &second);
  attempt_ = event_new(base_, -1, 0, [](int, short, void* self) { Of(self).Attempt(); }, this);
  return Status::Ok();
}

Sender::~Sender() {
  if (connection_ != nullptr) evhttp_connection_free(connection_);
  if (attempt_ != nullptr) event_free(attempt_);
  for (event* each : events_)
    event_free(each);
  if (base_ != nullptr) event_base_free(base_);
}

// The session is asked for what maps hold when a push is due, and again if it had no time.
void Sender::Tick() {
  const uint64_t now = output::MonotonicMs();
  if (now >= next_) outbox_->board().WantUntil(now + kWantMs);
  if (since_ != 0 && now - since_ > kAttemptMs) {
    evhttp_connection_free(connection_);  // the request goes with it, and says nothing
    connection_ = nullptr;
    Finish({});
  }
  Schedule();
}

void Sender::TakeNews() {
  const uint64_t now = output::MonotonicMs();
  if (now >= next_) {
    outbox_->board().WantUntil(0);
    next_ = std::max(next_ + every_ms_, now + 1);
  }
  outbox_->TakeSnapshot();
  Schedule();
}

void Sender::Schedule() {
  if (since_ != 0) return;
  const timeval now{0, 0};
  event_add(attempt_, &now);
}

void Sender::Attempt() {
  if (since_ != 0) return;
  std::optional<uint64_t> wait;
  const SharedText text = outbox_->Begin(wait);
  if (text != nullptr) return Send(text);
  if (!wait) return;
  const timeval later{static_cast<time_t>(*wait / 1000), static_cast<suseconds_t>(*wait % 1000 * 1000)};
  event_add(attempt_, &later);
}

bool Sender::Connect() {
  if (broken_ && connection_ != nullptr) {
    evhttp_connection_free(connection_);
    connection_ = nullptr;
  }
  broken_ = false;
  if (connection_ != nullptr) return true;
  const auto addresses = AddressesOf(target_.host);
  if (addresses.empty()) return false;
  const std::string& address = addresses[failures_ % addresses.size()];
  connection_ = evhttp_connection_base_new(base_, nullptr, address.c_str(), target_.port);
  if (connection_ == nullptr) return false;
  evhttp_connection_set_timeout(connection_, kSilentSeconds);
  evhttp_connection_set_max_headers_size(connection_, kHeaderBytes);
  evhttp_connection_set_max_body_size(connection_, kBodyBytes);
  return true;
}

void Sender::Send(const SharedText& text) {
  since_ = std::max<uint64_t>(output::MonotonicMs(), 1);
  if (!Connect()) return Finish({});
  evhttp_request* request =
      evhttp_request_new([](evhttp_request* answer, void* self) { Of(self).Answered(answer); }, this);
  evkeyvalq* headers = evhttp_request_get_output_headers(request);
  evhttp_add_header(headers, "Host", HostAndPort(target_.host, target_.port).c_str());
  evhttp_add_header(headers, "Content-Type", "application/json");
  evhttp_add_header(headers, "User-Agent", "sonde");
  for (const Label& header : target_.headers)
    evhttp_add_header(headers, header.name.c_str(), header.text.c_str());
  AddShared(evhttp_request_get_output_buffer(request), text);
  if (evhttp_make_request(connection_, request, EVHTTP_REQ_POST, target_.path.c_str()) != 0) Finish({});
}

// The request is the connection's. Without one, or without a status, there was no whole answer.
void Sender::Answered(evhttp_request* request) {
  const int status = request == nullptr ? 0 : evhttp_request_get_response_code(request);
  if (status == 0) return Finish({});
  evbuffer* body = evhttp_request_get_input_buffer(request);
  const size_t size = evbuffer_get_length(body);
  const auto* bytes = reinterpret_cast<const char*>(evbuffer_pullup(body, -1));
  const char* after = evhttp_find_header(evhttp_request_get_input_headers(request), "Retry-After");
  Finish({status, bytes == nullptr ? std::string_view() : std::string_view(bytes, size),
          ParseRetryAfter(after, time(nullptr))});
}

// Called by libevent, perhaps in the middle of the connection's work: the connection is left alone.
void Sender::Finish(const SendAnswer& answer) {
  if (since_ == 0) return;  // it has been told already
  since_ = 0;
  broken_ = answer.status == 0;
  failures_ = broken_ ? failures_ + 1 : 0;
  TellOf(answer);
  outbox_->Done(answer);
  Schedule();
}

// Of each kind the first is told; all are counted.
void Sender::TellOf(const SendAnswer& answer) {
  const bool taken = answer.status >= 200 && answer.status < 300;
  const uint64_t rejected = taken ? RejectedPoints(answer.text) : 0;
  if (taken && rejected == 0) return;
  const bool again = IsRetryable(answer.status);
  bool& told = again ? told_retry_ : told_refusal_;
  if (std::exchange(told, true)) return;
  const std::string where = "--otlp: " + TextOf(target_);
  const std::string status = std::to_string(answer.status);
  outbox_->Tell(answer.status == 0 ? where + " does not answer; it is tried again"
                : again            ? where + " answers with " + status + "; it is tried again"
                : taken
                    ? where + " has not taken all data points: " + std::to_string(rejected) + " are missing"
                    : where + " answers with " + status + ", which means that nothing was taken");
}

class RealExporter : public Exporter {
 public:
  RealExporter(std::string where, std::shared_ptr<Outbox> outbox)
      : where_(std::move(where)), outbox_(std::move(outbox)) {}
  ~RealExporter() override;
  Status Open(std::shared_ptr<Sender> sender);

  [[nodiscard]] bool Wanted() override { return outbox_->board().Wanted(); }
  void BeginSnapshot(bool last) override { outbox_->board().BeginSnapshot(last); }
  void SnapshotMap(const output::MapData& map) override { outbox_->board().SnapshotMap(map); }
  void EndSnapshot() override { outbox_->board().EndSnapshot(); }

  void Settle(const std::function<bool()>& give_up) override;
  [[nodiscard]] std::string TakeProblem() override { return outbox_->TakeProblem(); }
  [[nodiscard]] std::vector<output::LedgerLine> Losses() override;
  [[nodiscard]] std::string Report() override;

 private:
  struct End {
    std::mutex mutex;
    std::condition_variable changed;
    bool reached = false;
  };
  const std::string where_;
  std::shared_ptr<Outbox> outbox_;
  std::shared_ptr<Sender> sender_;
  std::shared_ptr<End> end_ = std::make_shared<End>();
  std::thread thread_;
};

Status RealExporter::Open(std::shared_ptr<Sender> sender) {
  sender_ = std::move(sender);
  if (Status status = sender_->Open(); !status) return status;
  // Signals are for the session's thread.
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  thread_ = std::thread([mine = sender_, end = end_] {
    mine->Serve();
    const std::lock_guard lock(end->mutex);
    end->reached = true;
    end->changed.notify_all();
  });
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return Status::Ok();
}

// The look-up of a name may take longer than anybody wants to wait: the thread is left to itself then.
RealExporter::~RealExporter() {
  if (!thread_.joinable()) return;
  sender_->Stop();
  std::unique_lock lock(end_->mutex);
  const bool reached =
      end_->changed.wait_for(lock, std::chrono::milliseconds(kStopMs), [this] { return end_->reached; });
  lock.unlock();
  if (reached) {
    thread_.join();
  } else {
    thread_.detach();
  }
}

void RealExporter::Settle(const std::function<bool()>& give_up) {
  outbox_->TakeSnapshot();
  outbox_->Hurry();
  sender_->Wake();
  outbox_->WaitUntilSent(give_up);
}

std::vector<output::LedgerLine> RealExporter::Losses() {
  const OtlpLoss loss = outbox_->Loss();
  std::vector<output::LedgerLine> lines;
  if (loss.not_sent > 0) lines.push_back({"points_not_sent", where_, loss.not_sent});
  if (loss.rejected > 0) lines.push_back({"points_rejected", where_, loss.rejected});
  return lines;
}

std::string RealExporter::Report() {
  return where_ + " has taken " + std::to_string(outbox_->Taken()) + " data points";
}

}  // namespace

Result<std::unique_ptr<Exporter>> Exporter::Start(OtlpTarget target, std::string version, uint64_t every_ms) {
  const std::string where = TextOf(target);
  auto outbox = std::make_shared<Outbox>(OtlpResource{target.resource, std::move(version)},
                                         ClockNs(CLOCK_MONOTONIC) ^ static_cast<uint64_t>(getpid()) << 32);
  auto sender = std::make_shared<Sender>(std::move(target), every_ms, outbox);
  auto exporter = std::make_unique<RealExporter>(where, std::move(outbox));
  if (Status status = exporter->Open(std::move(sender)); !status) return status.TakeError();
  return std::unique_ptr<Exporter>(std::move(exporter));
}

}  // namespace sonde::serve
