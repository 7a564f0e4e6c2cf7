// Where --serve listens. Covered by tests/serve/address_test.cpp.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/unique_fd.h"

namespace sonde::serve {

struct Address {
  std::string host = "127.0.0.1";  // without brackets
  uint16_t port = 0;               // 0: the system chooses
};

// ADDRESS:PORT, [ADDRESS]:PORT, :PORT, PORT, or nothing. What is left out is loopback, and a port that the
// system chooses: whoever wants others to see it has to say so.
Result<Address> ParseAddress(std::string_view text);

// "127.0.0.1:8080", "[::1]:8080".
std::string TextOf(const Address& address);
std::string HostAndPort(const std::string& host, uint16_t port);

// A socket that listens there without blocking; `address` gets the port.
Result<UniqueFd> Listen(Address& address);

}  // namespace sonde::serve
