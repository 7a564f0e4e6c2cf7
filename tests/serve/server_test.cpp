// Tests of the server without a session: who comes, goes, waits and does not read.
#include "serve/server.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>

#include <chrono>
#include <functional>
#include <thread>

#include "base/unique_fd.h"
#include "values.h"

namespace sonde::serve {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class ServerTest : public testing::Test {
 protected:
  void SetUp() override {
    auto server = Server::Start({}, "a \"title\"", {"0123456789abcdef0123456789abcdef", true});
    ASSERT_TRUE(server) << server.error().Text();
    server_ = std::move(*server);
    const std::string url = server_->Url();
    const size_t colon = url.rfind(':'), slash = url.find('/', colon);
    port_ = static_cast<uint16_t>(std::stoul(url.substr(colon + 1, slash - colon - 1)));
    token_ = url.substr(url.find("token=") + 6);
  }

  [[nodiscard]] UniqueFd Connect() const {
    UniqueFd fd(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port_);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    return fd;
  }
  static void Send(const UniqueFd& to, const std::string& text) {
    EXPECT_EQ(send(to.get(), text.data(), text.size(), MSG_NOSIGNAL), static_cast<ssize_t>(text.size()));
  }
  [[nodiscard]] UniqueFd Ask(const std::string& path) const {
    UniqueFd fd = Connect();
    Send(fd, "GET " + path + "?token=" + token_ + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    return fd;
  }
  // What comes until `wanted` is in it, or nothing comes for 10 seconds.
  static std::string Read(const UniqueFd& from, const std::string& wanted) {
    std::string text;
    char buffer[65536];
    pollfd entry{from.get(), POLLIN, 0};
    while (text.find(wanted) == std::string::npos && poll(&entry, 1, 10000) == 1) {
      const ssize_t size = recv(from.get(), buffer, sizeof buffer, 0);
      if (size <= 0) break;
      text.append(buffer, static_cast<size_t>(size));
    }
    return text;
  }

  // As a session does it: looks whether somebody looks.
  void Post(uint64_t number, bool last = false, size_t entries = 1) {
    output::MapData map{"@a", true, Aggregation::Count, {}};
    for (size_t i = 0; i < entries; ++i)
      map.entries.push_back({output::Int(static_cast<int64_t>(i)), output::Unsigned(number)});
    server_->view().BeginSnapshot(last);
    server_->view().SnapshotMap(map);
    server_->view().EndSnapshot();
  }
  static void Until(const std::function<bool()>& holds) {
    for (int i = 0; i < 1000 && !holds(); ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    EXPECT_TRUE(holds());
  }

  std::unique_ptr<Server> server_;
  uint16_t port_ = 0;
  std::string token_;
};

TEST_F(ServerTest, NothingIsReadUntilSomebodyAsks) {
  EXPECT_FALSE(server_->view().Wanted());
  const UniqueFd reader = Ask("/metrics");
  Until([&] { return server_->view().Wanted(); });
  Post(7);
  const std::string answer = Read(reader, "sonde_snapshot_timestamp_seconds 1");
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(answer, HasSubstr("\nsonde_a{key0=\"0\"} 7\n"));
}

TEST_F(ServerTest, ReadersGetWhatComesAndTheLast) {
  const UniqueFd one = Ask("/events"), other = Ask("/events");
  Until([&] { return server_->view().Wanted(); });
  Post(1);
  EXPECT_THAT(Read(one, "]}"), HasSubstr("data: {\"n\": 1,"));
  EXPECT_THAT(Read(other, "]}"), HasSubstr("data: {\"n\": 1,"));
  Post(2, true);
  server_.reset();
  EXPECT_THAT(Read(one, "\r\n0\r\n\r\n"), HasSubstr("\"last\": true"));
  EXPECT_THAT(Read(other, "\r\n0\r\n\r\n"), HasSubstr("\"last\": true"));
}

TEST_F(ServerTest, WhoWaitsMayGo) {
  {
    const UniqueFd scrape = Ask("/metrics"), file = Ask("/maps.csv"), reader = Ask("/events");
    Until([&] { return server_->view().Wanted(); });
  }
  for (uint64_t i = 1; i <= 5; ++i) {
    Post(i);
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  const UniqueFd later = Ask("/metrics");
  EXPECT_THAT(Read(later, "timestamp_seconds 1"), HasSubstr("} 5\n"));
}

TEST_F(ServerTest, AReaderThatDoesNotReadDelaysNobody) {
  const UniqueFd deaf = Ask("/events"), reader = Ask("/events");
  EXPECT_THAT(Read(reader, "text/event-stream"), HasSubstr("200 OK"));
  const auto begin = std::chrono::steady_clock::now();
  for (uint64_t i = 1; i <= 300; ++i)
    Post(i, false, 2000);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
  Post(301, true, 1);
  EXPECT_TRUE(Read(reader, "\"last\": true").find("\"last\": true") != std::string::npos);
}

TEST_F(ServerTest, WhoeverWaitsWhenTheRunEndsIsTold) {
  const UniqueFd scrape = Ask("/metrics");
  Until([&] { return server_->view().Wanted(); });
  server_.reset();
  EXPECT_THAT(Read(scrape, "the run is over"), StartsWith("HTTP/1.1 503 "));
}

TEST_F(ServerTest, RequestsThatAreNone) {
  const std::string broken[] = {"\r\n\r\n",
                                "GET\r\n\r\n",
                                "GET / HTTP/9.9\r\n\r\n",
                                std::string(20000, 'A'),
                                "GET http://[ HTTP/1.1\r\nHost: localhost\r\n\r\n",
                                "GET /%00%ff?token=%zz&map=%&&&==&token HTTP/1.1\r\nHost: localhost\r\n\r\n",
                                "GET / HTTP/1.1\r\nHost: " + std::string(9000, 'a') + "\r\n\r\n",
                                "GET / HTTP/1.1\r\n\r\n",
                                "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n"};
  for (const std::string& text : broken) {
    const UniqueFd fd = Connect();
    send(fd.get(), text.data(), text.size(), MSG_NOSIGNAL);
    shutdown(fd.get(), SHUT_WR);
    EXPECT_THAT(Read(fd, "200 OK"), testing::Not(HasSubstr("200 OK"))) << text.substr(0, 60);
  }
  EXPECT_THAT(Read(Ask("/title"), "title"), HasSubstr("\"a \\\"title\\\"\""));
}

TEST_F(ServerTest, TooManyConnectionsWait) {
  std::vector<UniqueFd> idle;
  for (int i = 0; i < 200; ++i)
    idle.push_back(Connect());
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  idle.clear();
  EXPECT_THAT(Read(Ask("/title"), "title"), HasSubstr("200 OK"));
}

}  // namespace
}  // namespace sonde::serve
