// Who gets what is served: a token that only the reader of sonde's terminal knows, and names of hosts that a
// page of others cannot have made up. Covered by tests/serve/access_test.cpp.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "serve/address.h"

namespace sonde::serve {

// The name of this machine; empty if there is none.
std::string NodeName();

// What a reader has to know, and whether the printed URL tells it.
struct Access {
  std::string token;
  bool shown = true;
};

// 128 random bits as 32 hexadecimal digits.
Result<std::string> MakeToken();
// That of a file, which the user keeps: what stands in its first line, 16 to 512 letters, digits and -._~ .
Result<std::string> ReadToken(const std::string& path);

// Takes the same time wherever they differ.
bool SameToken(std::string_view given, std::string_view token);

// Whether what a browser takes for the name of the server is one. A page of others may have its own name lead
// to this machine (DNS rebinding), and would be read then as if it were ours: an address, localhost and the
// names that this machine listens at are all that a request may be for. `header`: of Host, with a port or
// not.
bool IsOwnHost(std::string_view header, const Address& address);

// The token of "Bearer TOKEN"; empty if it is nothing of that kind.
std::string_view BearerToken(std::string_view header);

}  // namespace sonde::serve
