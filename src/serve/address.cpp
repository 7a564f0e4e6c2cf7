// Leaves: ParseAddress, TextOf, Listen. Covered by tests/serve/address_test.cpp.
#include "serve/address.h"

#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <charconv>
#include <memory>

namespace sonde::serve {
namespace {

constexpr int kWaiting = 128;  // connections that nobody has accepted yet

Error Refused(std::string_view text) {
  return Error("--serve does not take '" + std::string(text) + "'")
      .Hint("for example --serve, --serve=9000, --serve=192.0.2.7:9000 or --serve=[::1]:9000");
}

std::string_view WithoutBrackets(std::string_view host) {
  return host.starts_with('[') && host.ends_with(']') ? host.substr(1, host.size() - 2) : host;
}

uint16_t PortOf(int fd) {
  sockaddr_storage bound{};
  socklen_t size = sizeof bound;
  if (getsockname(fd, reinterpret_cast<sockaddr*>(&bound), &size) != 0) return 0;
  return bound.ss_family == AF_INET6 ? ntohs(reinterpret_cast<const sockaddr_in6&>(bound).sin6_port)
                                     : ntohs(reinterpret_cast<const sockaddr_in&>(bound).sin_port);
}

}  // namespace

Result<Address> ParseAddress(std::string_view text) {
  Address address;
  if (text.empty()) return address;
  const size_t colon = text.rfind(':');
  const bool bracketed = text.ends_with(']');
  const bool port_only =
      colon == std::string_view::npos && text.find_first_not_of("0123456789") == std::string_view::npos;
  const std::string_view host = port_only ? "" : bracketed ? text : text.substr(0, colon);
  const std::string_view port = port_only                                      ? text
                                : bracketed || colon == std::string_view::npos ? ""
                                                                               : text.substr(colon + 1);
  // An address of IPv6 has colons of its own.
  const std::string_view bare = WithoutBrackets(host);
  if (bare.size() == host.size() && bare.find(':') != std::string_view::npos) return Refused(text);
  if (bare.find_first_of("[]/ ?#@") != std::string_view::npos) return Refused(text);
  if (!bare.empty()) address.host = bare;
  if (port.empty() && colon != std::string_view::npos && !bracketed) return Refused(text);
  if (!port.empty()) {
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), address.port);
    if (error != std::errc() || end != port.data() + port.size()) return Refused(text);
  }
  return address;
}

std::string HostAndPort(const std::string& host, uint16_t port) {
  const bool colons = host.find(':') != std::string::npos;
  return (colons ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

std::string TextOf(const Address& address) {
  return HostAndPort(address.host, address.port);
}

Result<UniqueFd> Listen(Address& address) {
  addrinfo hints{}, *found = nullptr;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE;
  const std::string port = std::to_string(address.port), what = "cannot serve at " + TextOf(address);
  if (const int code = getaddrinfo(address.host.c_str(), port.c_str(), &hints, &found); code != 0)
    return Error(what + ": " + gai_strerror(code));
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> owner(found, freeaddrinfo);
  int code = 0;
  for (const addrinfo* at = found; at != nullptr; at = at->ai_next) {
    UniqueFd fd(socket(at->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    const int on = 1;
    if (fd.valid() && setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
        bind(fd.get(), at->ai_addr, at->ai_addrlen) == 0 && listen(fd.get(), kWaiting) == 0) {
      address.port = PortOf(fd.get());
      return fd;
    }
    code = errno;
  }
  return Error::FromErrno(what, code);
}

}  // namespace sonde::serve
