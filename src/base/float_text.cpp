// Floating-point numbers as text. Leaves: AppendFloat. Covered by tests/output/text_test.cpp and
// tests/base/json_stream_test.cpp.
#include "base/float_text.h"

#include <charconv>

namespace sonde {

void AppendFloat(std::string& out, double value, bool single) {
  char digits[32];
  const auto end = single ? std::to_chars(digits, digits + sizeof(digits), static_cast<float>(value)).ptr
                          : std::to_chars(digits, digits + sizeof(digits), value).ptr;
  out.append(digits, static_cast<size_t>(end - digits));
}

}  // namespace sonde
