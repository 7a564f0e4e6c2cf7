// Serving on libevent, whose event loop runs in a thread that only this file knows. Leaves: Server. Covered
// by tests/serve/server_test.cpp and tests/run/serve.test.
#include "serve/server.h"

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/http.h>
#include <event2/keyvalq_struct.h>
#include <event2/listener.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstring>
#include <list>
#include <optional>
#include <string_view>
#include <thread>
#include <utility>

#include "base/json_stream.h"
#include "base/unique_fd.h"
#include "output/board.h"
#include "output/formats.h"
#include "serve/access.h"
#include "serve/embedded.h"
#include "serve/files.h"
#include "serve/metrics.h"
#include "serve/shared_text.h"
#include "serve/update.h"

namespace sonde::serve {
namespace {

constexpr size_t kMostReaders = 32;      // of events
constexpr size_t kMostWaiting = 32;      // requests that wait for a snapshot
constexpr int kMostEvents = 256;         // of libevent: one or two for each connection
constexpr int kHeaderBytes = 8192;       // of a request
constexpr int kBodyBytes = 1024;         // of a request, which needs none
constexpr int kSilentSeconds = 15;       // until a connection is closed where nothing comes or goes
constexpr uint64_t kFreshMs = 900;       // so old a snapshot may be that answers a request
constexpr uint64_t kPatienceMs = 10000;  // a request waits that long for a snapshot
constexpr uint64_t kSeenMs = 3000;       // readers are looked for that often at the least
constexpr uint64_t kFarewellMs = 500;    // readers get that long to take the last update

constexpr char kPolicy[] =
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

std::string_view TypeOfFile(std::string_view name) {
  if (name.ends_with(".js")) return "text/javascript; charset=utf-8";
  if (name.ends_with(".css")) return "text/css; charset=utf-8";
  return "text/html; charset=utf-8";
}

// A request that is answered later, or bit by bit.
struct Held {
  enum class Kind : uint8_t { Events, Metrics, File };
  evhttp_request* request = nullptr;
  Kind kind = Kind::Events;
  Format format = Format::Json;  // of a File
  std::string map;               // of a File
  uint64_t since = 0;            // MonotonicMs
  uint64_t sent = 0;             // number of the snapshot
};

// What libevent made for one server.
struct Loop {
  event_base* base = nullptr;
  evhttp* http = nullptr;
  evconnlistener* listener = nullptr;
  event *changed = nullptr, *tick = nullptr, *end = nullptr;

  Loop() = default;
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;
  ~Loop() {
    for (event* each : {changed, tick, end}) {
      if (each != nullptr) event_free(each);
    }
    if (http != nullptr) evhttp_free(http);
    if (base != nullptr) event_base_free(base);
  }
  [[nodiscard]] bool Full() const {
    return event_base_get_num_events(base, EVENT_BASE_COUNT_ADDED) > kMostEvents;
  }
};

// What was made of the newest snapshot, for all who ask.
class Answers {
 public:
  const SharedText& Update(const output::Snapshot& snapshot) {
    if (update_number_ != snapshot.number)
      update_ = std::make_shared<const std::string>("data: " + UpdateOf(snapshot) + "\n\n");
    update_number_ = snapshot.number;
    return update_;
  }
  const std::string& Metrics(const output::Snapshot& snapshot) {
    if (metrics_number_ != snapshot.number) metrics_ = writer_.Write(snapshot);
    metrics_number_ = snapshot.number;
    return metrics_;
  }

 private:
  uint64_t update_number_ = 0, metrics_number_ = 0;
  SharedText update_;
  std::string metrics_;
  MetricsWriter writer_;
};

class RealServer : public Server {
 public:
  RealServer(Address address, std::string title, Access access)
      : address_(std::move(address)), title_(std::move(title)), access_(std::move(access)) {}
  ~RealServer() override;
  Status Open();

  [[nodiscard]] std::string Url() const override {
    return "http://" + TextOf(address_) + (access_.shown ? "/?token=" + access_.token : "/");
  }
  [[nodiscard]] output::LiveView& view() override { return board_; }

 private:
  static RealServer& Of(void* self) { return *static_cast<RealServer*>(self); }
  void Serve();
  void LimitConnections();
  void Tick();
  void SnapshotHasCome();
  void Farewell();

  void Answer(evhttp_request* request);
  void Route(evhttp_request* request, std::string_view path, const std::string& map);
  bool MayRead(evhttp_request* request, const char* token) const;
  void Reply(evhttp_request* request, int code, std::string_view type, std::string_view text);
  void Refuse(evhttp_request* request, int code, std::string_view why);
  void Hold(Held held);
  void Forget(evhttp_connection* connection);
  void BeginEvents(evhttp_request* request);
  void SendUpdate(Held& held);
  void Finish(const Held& held);
  static void SetHeaders(evhttp_request* request, std::string_view type);

  Address address_;
  const std::string title_;
  const Access access_;
  output::Board board_;
  UniqueFd stop_;
  std::list<Held> held_;
  size_t readers_ = 0;
  Answers answers_;
  Loop loop_;
  std::thread thread_;
};

Status RealServer::Open() {
  auto fd = Listen(address_);
  if (!fd) return fd.TakeError();
  stop_.Reset(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  loop_.base = event_base_new();
  loop_.http = loop_.base == nullptr ? nullptr : evhttp_new(loop_.base);
  if (loop_.http == nullptr || !stop_.valid() || board_.changed_fd() < 0)
    return Error("cannot make a server");
  evhttp_set_allowed_methods(loop_.http, EVHTTP_REQ_GET);
  evhttp_set_max_headers_size(loop_.http, kHeaderBytes);
  evhttp_set_max_body_size(loop_.http, kBodyBytes);
  evhttp_set_timeout(loop_.http, kSilentSeconds);
  evhttp_set_gencb(loop_.http, [](evhttp_request* request, void* self) { Of(self).Answer(request); }, this);
  evhttp_set_bevcb(
      loop_.http,
      [](event_base*, void* self) -> bufferevent* {
        Of(self).LimitConnections();
        return nullptr;  // as it would be without us
      },
      this);
  evhttp_bound_socket* bound = evhttp_accept_socket_with_handle(loop_.http, fd->get());
  if (bound == nullptr) return Error("cannot accept connections at " + TextOf(address_));
  fd->Release();  // loop_.http closes it
  loop_.listener = evhttp_bound_socket_get_listener(bound);

  const timeval second{1, 0};
  const auto on = [this](int descriptor, event_callback_fn call) {
    return event_new(loop_.base, descriptor, EV_PERSIST | (descriptor < 0 ? 0 : EV_READ), call, this);
  };
  loop_.changed = on(board_.changed_fd(), [](int, short, void* self) { Of(self).SnapshotHasCome(); });
  loop_.tick = on(-1, [](int, short, void* self) { Of(self).Tick(); });
  loop_.end = on(stop_.get(), [](int, short, void* self) { event_base_loopbreak(Of(self).loop_.base); });
  event_add(loop_.changed, nullptr);
  event_add(loop_.end, nullptr);
  event_add(loop_.tick, &second);

  // Signals are for the session's thread; writing to a reader that is gone is an error here, no signal.
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  thread_ = std::thread([this] { Serve(); });
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return Status::Ok();
}

RealServer::~RealServer() {
  const uint64_t one = 1;
  if (thread_.joinable()) {
    (void)!write(stop_.get(), &one, sizeof one);
    thread_.join();
  }
}

void RealServer::Serve() {
  event_base_dispatch(loop_.base);
  Farewell();
}

// The last update goes to whoever reads.
void RealServer::Farewell() {
  if (loop_.http != nullptr && loop_.listener != nullptr) evconnlistener_disable(loop_.listener);
  const bool owed = !held_.empty();
  SnapshotHasCome();
  while (!held_.empty()) {
    const Held held = held_.front();
    held_.pop_front();
    evhttp_connection_set_closecb(evhttp_request_get_connection(held.request), nullptr, nullptr);
    if (held.kind == Held::Kind::Events) {
      evhttp_send_reply_end(held.request);
    } else {
      Refuse(held.request, HTTP_SERVUNAVAIL, "the run is over");
    }
  }
  const timeval patience{0, kFarewellMs * 1000};
  event_base_loopexit(loop_.base, &patience);
  // Until nothing is left to write: our own three events, and those of idle connections.
  event_del(loop_.tick), event_del(loop_.changed), event_del(loop_.end);
  if (owed) event_base_dispatch(loop_.base);
}

// Nobody else is accepted until some have gone; they wait in the kernel's queue.
void RealServer::LimitConnections() {
  if (loop_.Full()) evconnlistener_disable(loop_.listener);
}

void RealServer::Tick() {
  const uint64_t now = output::MonotonicMs();
  if (readers_ > 0) board_.WantUntil(now + kSeenMs);
  if (!loop_.Full()) evconnlistener_enable(loop_.listener);
  for (auto at = held_.begin(); at != held_.end();) {
    const auto each = at++;
    if (each->kind == Held::Kind::Events) {
      SendUpdate(*each);  // to whoever was too slow for it
    } else if (now - each->since > kPatienceMs) {
      evhttp_request* const request = each->request;
      held_.erase(each);
      evhttp_connection_set_closecb(evhttp_request_get_connection(request), nullptr, nullptr);
      Refuse(request, HTTP_SERVUNAVAIL, "nothing has been read of the maps yet");
    }
  }
}

void RealServer::SnapshotHasCome() {
  uint64_t count = 0;
  (void)!read(board_.changed_fd(), &count, sizeof count);
  const auto newest = board_.Newest();
  if (newest == nullptr) return;
  for (auto at = held_.begin(); at != held_.end();) {
    auto next = std::next(at);
    if (at->kind == Held::Kind::Events) {
      SendUpdate(*at);
    } else {
      const Held held = *at;
      held_.erase(at);
      evhttp_connection_set_closecb(evhttp_request_get_connection(held.request), nullptr, nullptr);
      Finish(held);
    }
    at = next;
  }
}

void RealServer::SetHeaders(evhttp_request* request, std::string_view type) {
  evkeyvalq* headers = evhttp_request_get_output_headers(request);
  const auto set = [&](const char* name, const char* value) { evhttp_add_header(headers, name, value); };
  set("Content-Type", std::string(type).c_str());
  set("X-Content-Type-Options", "nosniff");
  set("X-Frame-Options", "DENY");
  set("Content-Security-Policy", kPolicy);
  set("Referrer-Policy", "no-referrer");
  set("Cache-Control", "no-store");
  set("Cross-Origin-Resource-Policy", "same-origin");
  set("Cross-Origin-Opener-Policy", "same-origin");
}

void RealServer::Reply(evhttp_request* request, int code, std::string_view type, std::string_view text) {
  SetHeaders(request, type);
  evbuffer* buffer = evbuffer_new();
  evbuffer_add(buffer, text.data(), text.size());
  evhttp_send_reply(request, code, nullptr, buffer);
  evbuffer_free(buffer);
}

void RealServer::Refuse(evhttp_request* request, int code, std::string_view why) {
  if (code == HTTP_SERVUNAVAIL)
    evhttp_add_header(evhttp_request_get_output_headers(request), "Retry-After", "5");
  Reply(request, code, "text/plain; charset=utf-8", std::string(why) + "\n");
}

bool RealServer::MayRead(evhttp_request* request, const char* token) const {
  if (token != nullptr) return SameToken(token, access_.token);
  const char* header = evhttp_find_header(evhttp_request_get_input_headers(request), "Authorization");
  return header != nullptr && SameToken(BearerToken(header), access_.token);
}

void RealServer::Answer(evhttp_request* request) {
  constexpr int kUnauthorized = 401, kForbidden = 403;
  const char* host = evhttp_find_header(evhttp_request_get_input_headers(request), "Host");
  if (host == nullptr || !IsOwnHost(host, address_))
    return Refuse(request, kForbidden, "this server does not go by that name");
  const evhttp_uri* uri = evhttp_request_get_evhttp_uri(request);
  const char* given = uri == nullptr ? nullptr : evhttp_uri_get_path(uri);
  const std::string path = given == nullptr ? "" : given;
  const EmbeddedFile* file =
      path.size() > 1 ? FindFile(EmbeddedFiles(), std::string_view(path).substr(1)) : nullptr;
  if (file != nullptr && !path.ends_with(".html"))
    return Reply(request, HTTP_OK, TypeOfFile(file->name), file->bytes);
  evkeyvalq query{};
  const char* words = uri == nullptr ? nullptr : evhttp_uri_get_query(uri);
  evhttp_parse_query_str(words == nullptr ? "" : words, &query);
  const bool may_read = MayRead(request, evhttp_find_header(&query, "token"));
  const char* map = evhttp_find_header(&query, "map");
  const std::string name = map == nullptr ? "" : map;
  evhttp_clear_headers(&query);
  if (!may_read) return Refuse(request, kUnauthorized, "the address that sonde printed has a token in it");
  Route(request, path, name);
}

void RealServer::Route(evhttp_request* request, std::string_view path, const std::string& map) {
  constexpr std::string_view kMaps = "/maps.";
  Held held{request, Held::Kind::Events, Format::Json, map, output::MonotonicMs(), 0};
  if (path == "/")
    return Reply(request, HTTP_OK, TypeOfFile("page.html"), FindFile(EmbeddedFiles(), "page.html")->bytes);
  if (path == "/events") return Hold(held);
  if (path == "/metrics") {
    held.kind = Held::Kind::Metrics;
    return Hold(held);
  }
  if (path == "/title") {
    std::string text;
    JsonStream json(text);
    json.String(title_);
    return Reply(request, HTTP_OK, "application/json", text);
  }
  if (path.starts_with(kMaps)) {
    const auto format = output::FindFormat(path.substr(kMaps.size()));
    const bool served =
        format && (*format == Format::Json || *format == Format::Csv || *format == Format::Folded);
    if (served) {
      held.kind = Held::Kind::File;
      held.format = *format;
      return Hold(held);
    }
  }
  Refuse(request, HTTP_NOTFOUND, "there is nothing of that name");
}

// Answers at once if what is there is fresh; else when the session has read the maps.
void RealServer::Hold(Held held) {
  const bool events = held.kind == Held::Kind::Events;
  if (events ? readers_ >= kMostReaders : held_.size() - readers_ >= kMostWaiting)
    return Refuse(held.request, HTTP_SERVUNAVAIL, "too many look at this already");
  const auto newest = board_.Newest();
  const bool fresh = newest != nullptr && (newest->last || held.since - newest->monotonic < kFreshMs);
  if (!events && fresh) return Finish(held);
  evhttp_connection* connection = evhttp_request_get_connection(held.request);
  evhttp_connection_set_closecb(
      connection, [](evhttp_connection* gone, void* self) { Of(self).Forget(gone); }, this);
  board_.WantUntil(held.since + kPatienceMs);
  if (events) {
    ++readers_;
    BeginEvents(held.request);
  }
  held_.push_back(std::move(held));
  if (events && fresh) SendUpdate(held_.back());
}

// The reader has gone. Its request is the connection's to free, unless it let go of it.
void RealServer::Forget(evhttp_connection* connection) {
  for (auto at = held_.begin(); at != held_.end(); ++at) {
    evhttp_connection* own = evhttp_request_get_connection(at->request);
    if (own != nullptr && own != connection) continue;
    evhttp_request* const orphan = own == nullptr ? at->request : nullptr;
    if (at->kind == Held::Kind::Events) --readers_;
    held_.erase(at);
    if (orphan != nullptr) evhttp_request_free(orphan);
    return;
  }
}

void RealServer::BeginEvents(evhttp_request* request) {
  SetHeaders(request, "text/event-stream; charset=utf-8");
  bufferevent* stream = evhttp_connection_get_bufferevent(evhttp_request_get_connection(request));
  // It says nothing any more, and need not; but it has to take what is sent.
  const timeval patience{kSilentSeconds, 0};
  bufferevent_set_timeouts(stream, nullptr, &patience);
  bufferevent_setwatermark(stream, EV_READ, 0, kHeaderBytes);
  // What waits in the kernel is what a slow reader sees too late.
  const int bytes = 256 << 10;
  setsockopt(bufferevent_getfd(stream), SOL_SOCKET, SO_SNDBUF, &bytes, sizeof bytes);
  evhttp_send_reply_start(request, HTTP_OK, nullptr);
}

// A reader that has not taken the one before gets the newest when it has: what is in between, it misses. The
// last is for all.
void RealServer::SendUpdate(Held& held) {
  const auto newest = board_.Newest();
  if (newest == nullptr || newest->number == held.sent) return;
  evhttp_connection* connection = evhttp_request_get_connection(held.request);
  if (connection == nullptr) return;
  evbuffer* waiting = bufferevent_get_output(evhttp_connection_get_bufferevent(connection));
  if (held.sent != 0 && !newest->last && evbuffer_get_length(waiting) > 0) return;
  held.sent = newest->number;
  evbuffer* buffer = evbuffer_new();
  AddShared(buffer, answers_.Update(*newest));
  evhttp_send_reply_chunk(held.request, buffer);
  evbuffer_free(buffer);
}

void RealServer::Finish(const Held& held) {
  const auto newest = board_.Newest();
  if (held.kind == Held::Kind::Metrics)
    return Reply(held.request, HTTP_OK, "text/plain; version=0.0.4; charset=utf-8",
                 answers_.Metrics(*newest));
  const std::string name = "maps." + std::string(RowOf(held.format).name);
  evhttp_add_header(evhttp_request_get_output_headers(held.request), "Content-Disposition",
                    ("attachment; filename=\"" + name + "\"").c_str());
  const std::string_view type = held.format == Format::Json  ? "application/json"
                                : held.format == Format::Csv ? "text/csv; charset=utf-8"
                                                             : "text/plain; charset=utf-8";
  Reply(held.request, HTTP_OK, type, FileOf(*newest, held.format, held.map));
}

}  // namespace

Result<std::unique_ptr<Server>> Server::Start(Address address, std::string title, Access access) {
  auto server = std::make_unique<RealServer>(std::move(address), std::move(title), std::move(access));
  if (Status status = server->Open(); !status) return status.TakeError();
  return std::unique_ptr<Server>(std::move(server));
}

}  // namespace sonde::serve
