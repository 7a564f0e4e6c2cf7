// Error: composing sentences. Leaves: Error's members. Covered by tests/base/result_test.cpp.
#include "base/result.h"

#include <cstring>

namespace sonde {

Error::Error(std::string text) : message(std::move(text)) {}
Error::Error(const Error& other) = default;
Error::Error(Error&& other) noexcept = default;
Error& Error::operator=(const Error& other) = default;
Error& Error::operator=(Error&& other) noexcept = default;
Error::~Error() = default;

Error Error::FromErrno(std::string_view text, int code) {
  if (code < 0) code = -code;
  Error error(std::string(text) + ": " + std::strerror(code));
  error.code = code;
  return error;
}

Error Error::While(std::string outer) && {
  causes.insert(causes.begin(), std::move(message));
  message = std::move(outer);
  return std::move(*this);
}

Error Error::Hint(std::string hint) && {
  hints.push_back(std::move(hint));
  return std::move(*this);
}

std::string Error::Text() const {
  std::string text = message;
  for (const auto& cause : causes)
    text += ": " + cause;
  return text;
}

}  // namespace sonde
