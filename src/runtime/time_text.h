// Times as text: strftime(3) with parts of a second. Covered by tests/runtime/time_text_test.cpp and
// tests/run/times.test.
#pragma once

#include <cstddef>
#include <ctime>
#include <string>
#include <string_view>

namespace sonde::runtime {

// `time` (since 1970) in the local time zone, at most `most` - 1 bytes. Of the conversions %f (microseconds,
// six digits), %l (milliseconds, three) and %k (nanoseconds, nine) those in `own` are sonde's, which
// strftime(3) does not have or has for something else. Empty where nothing comes out or too much.
std::string TimeText(std::string_view format, const timespec& time, size_t most, std::string_view own);

}  // namespace sonde::runtime
