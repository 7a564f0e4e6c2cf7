// Leaves: NodeName, MakeToken, ReadToken, SameToken, IsOwnHost, BearerToken. Covered by
// tests/serve/access_test.cpp.
#include "serve/access.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <strings.h>
#include <sys/random.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstddef>

#include "base/unique_fd.h"

namespace sonde::serve {
namespace {

bool SameName(std::string_view a, std::string_view b) {
  return a.size() == b.size() && strncasecmp(a.data(), b.data(), a.size()) == 0;
}

bool IsAddress(const std::string& name) {
  in6_addr address{};
  return inet_pton(AF_INET, name.c_str(), &address) == 1 || inet_pton(AF_INET6, name.c_str(), &address) == 1;
}

bool IsLoopback(const std::string& name) {
  return name.starts_with("127.") || name == "::1" || SameName(name, "localhost");
}

// Nothing if it is not the name of a host with or without a port.
std::string NameOf(std::string_view header) {
  const size_t bracket = header.starts_with('[') ? header.find(']') : std::string_view::npos;
  if (header.starts_with('[') && bracket == std::string_view::npos) return "";
  const bool brackets = bracket != std::string_view::npos;
  const size_t end = brackets ? bracket + 1 : std::min(header.find(':'), header.size());
  const std::string_view port = header.substr(end);
  if (!port.empty() &&
      (port[0] != ':' || port.substr(1).find_first_not_of("0123456789") != std::string_view::npos))
    return "";
  return std::string(brackets ? header.substr(1, bracket - 1) : header.substr(0, end));
}

}  // namespace

std::string NodeName() {
  char name[HOST_NAME_MAX + 1] = {};
  return gethostname(name, sizeof name - 1) == 0 ? name : "";
}

Result<std::string> MakeToken() {
  constexpr char kDigits[] = "0123456789abcdef";
  unsigned char bytes[16];
  if (getrandom(bytes, sizeof bytes, 0) != sizeof bytes)
    return Error::FromErrno("cannot make a random token", errno);
  std::string token;
  for (const unsigned char byte : bytes) {
    token += kDigits[byte >> 4];
    token += kDigits[byte & 15];
  }
  return token;
}

Result<std::string> ReadToken(const std::string& path) {
  constexpr size_t kShortest = 16, kLongest = 512;
  constexpr std::string_view kUsable =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~";  // as it is in a URL
  const UniqueFd fd(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.valid()) return Error::FromErrno("--serve-token " + path, errno);
  char bytes[kLongest + 2];
  const ssize_t size = read(fd.get(), bytes, sizeof bytes);
  if (size < 0) return Error::FromErrno("--serve-token " + path, errno);
  std::string_view token(bytes, static_cast<size_t>(size));
  token = token.substr(0, token.find_first_of("\r\n"));
  if (token.size() < kShortest || token.size() > kLongest ||
      token.find_first_not_of(kUsable) != std::string_view::npos) {
    return Error("--serve-token " + path +
                 ": a token is 16 to 512 letters, digits and -._~ in the first line")
        .Hint("make one: head -c 16 /dev/urandom | od -An -tx1 | tr -d ' \\n' > FILE");
  }
  return std::string(token);
}

bool SameToken(std::string_view given, std::string_view token) {
  volatile unsigned differences = given.size() == token.size() ? 0 : 1;
  for (size_t i = 0; i < token.size(); ++i) {
    const unsigned char other = i < given.size() ? given[i] : 0;
    differences = differences | (static_cast<unsigned char>(token[i]) ^ other);
  }
  return differences == 0 && !token.empty();
}

bool IsOwnHost(std::string_view header, const Address& address) {
  const std::string name = NameOf(header);
  if (name.empty()) return false;
  if (IsAddress(name) || SameName(name, "localhost") || SameName(name, address.host)) return true;
  const std::string node = NodeName();
  return !IsLoopback(address.host) && !node.empty() && SameName(name, node);
}

std::string_view BearerToken(std::string_view header) {
  constexpr std::string_view kScheme = "Bearer ";
  if (header.size() < kScheme.size() || !SameName(header.substr(0, kScheme.size()), kScheme)) return "";
  return header.substr(kScheme.size());
}

}  // namespace sonde::serve
