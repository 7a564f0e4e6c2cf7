// Formatting of times. Leaves: TimeText. Covered by tests/runtime/time_text_test.cpp.
#include "runtime/time_text.h"

#include <algorithm>

namespace sonde::runtime {
namespace {

constexpr size_t kDigits = 9;  // of nanoseconds

std::string Digits(long nanoseconds) {
  std::string digits = std::to_string(nanoseconds);
  digits.insert(0, kDigits - std::min(digits.size(), kDigits), '0');
  return digits;
}

// The format with the conversions in `own` replaced.
std::string Prepared(std::string_view format, long nanoseconds, std::string_view own) {
  std::string result;
  for (size_t at = 0; at < format.size(); ++at) {
    const bool conversion = format[at] == '%' && at + 1 < format.size();
    const char letter = conversion ? format[at + 1] : '\0';
    if (conversion && own.find(letter) != std::string_view::npos) {
      result += Digits(nanoseconds).substr(0, letter == 'f' ? 6 : letter == 'l' ? 3 : kDigits);
      ++at;
      continue;
    }
    result += format[at];
    if (conversion) result += format[++at];  // "%%f" is a percent sign and an f
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
