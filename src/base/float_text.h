// Floating-point numbers as text. Leaves: AppendFloat. Covered by tests/output/text_test.cpp and
// tests/base/json_stream_test.cpp.
#pragma once

#include <string>

namespace sonde {

// As briefly as reads back to the same number; "inf", "-inf", "nan", "-nan". `single`: of a float.
void AppendFloat(std::string& out, double value, bool single);

}  // namespace sonde
