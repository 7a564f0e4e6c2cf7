// Result<T>: a value, or an Error that says in words what was being attempted at each level.
// For what the machine refuses; errors in the user's program are Diagnostics.
// Covered by tests/base/result_test.cpp.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sonde {

// Why something failed. `message` is the outermost sentence; `causes` go from the outside in.
// `hints` say what the user can do instead.
struct Error {
  std::string message;
  std::vector<std::string> causes;
  std::vector<std::string> hints;
  int code = 0;  // errno of what FromErrno made

  explicit Error(std::string text);
  // Not inline: nearly every function that can fail has some of them.
  Error(const Error& other);
  Error(Error&& other) noexcept;
  Error& operator=(const Error& other);
  Error& operator=(Error&& other) noexcept;
  ~Error();

  // An error from errno-style codes: "TEXT: strerror(code)".
  static Error FromErrno(std::string_view text, int code);

  // Wraps this error: `outer` becomes the message and the old message the first cause.
  [[nodiscard]] Error While(std::string outer) &&;
  [[nodiscard]] Error Hint(std::string hint) &&;

  // One line: "message: cause: cause".
  [[nodiscard]] std::string Text() const;
};

template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : value_(std::move(value)) {}      // NOLINT(google-explicit-constructor)
  Result(Error error) : error_(std::move(error)) {}  // NOLINT(google-explicit-constructor)

  [[nodiscard]] bool ok() const { return value_.has_value(); }
  explicit operator bool() const { return ok(); }

  T& operator*() { return *value_; }
  const T& operator*() const { return *value_; }
  T* operator->() { return &*value_; }
  const T* operator->() const { return &*value_; }

  // Only valid when !ok().
  [[nodiscard]] const Error& error() const { return *error_; }
  // Moves the error out, to return it from a function with another value type.
  [[nodiscard]] Error TakeError() { return std::move(*error_); }

 private:
  std::optional<T> value_;
  std::optional<Error> error_;
};

// The result of an action without a value.
class [[nodiscard]] Status {
 public:
  Status() = default;
  Status(Error error) : error_(std::move(error)) {}  // NOLINT(google-explicit-constructor)
  static Status Ok() { return {}; }

  [[nodiscard]] bool ok() const { return !error_.has_value(); }
  explicit operator bool() const { return ok(); }
  [[nodiscard]] const Error& error() const { return *error_; }
  [[nodiscard]] Error TakeError() { return std::move(*error_); }

 private:
  std::optional<Error> error_;
};

}  // namespace sonde
