// Formatting of times. Leaves: TimeText. Covered by tests/runtime/time_text_test.cpp.
#include "runtime/time_text.h"

#include <cstdio>

namespace sonde::runtime {
namespace {

// The format with the conversions in `own` replaced.
std::string Prepared(std::string_view format, long nanoseconds, std::string_view own) {
  char digits[16];
  std::snprintf(digits, sizeof(digits), "%09ld", nanoseconds);
  std::string result;
  for (size_t at = 0; at < format.size(); ++at) {
    result += format[at];
    if (format[at] != '%' || at + 1 == format.size()) continue;
    const char letter = format[++at];  // "%%f" is a percent sign and an f
    if (own.find(letter) == std::string_view::npos) {
      result += letter;
    } else {
      result.back() = digits[0];
      result.append(digits + 1, letter == 'f' ? 5 : letter == 'l' ? 2 : 8);
    }
  }
  return result;
}

}  // namespace

std::string TimeText(std::string_view format, const timespec& time, size_t most, std::string_view own) {
  tm parts{};
  localtime_r(&time.tv_sec, &parts);
  std::string text(most, '\0');
  text.resize(strftime(text.data(), most, Prepared(format, time.tv_nsec, own).c_str(), &parts));
  return text;
}

}  // namespace sonde::runtime
