// Floating-point numbers as text. Leaves: AppendFloat. Covered by tests/base/float_text_test.cpp.
#pragma once

#include <string>

namespace sonde {

// As briefly as reads back to the same number; "inf", "-inf", "nan", "-nan". `single`: of a float.
void AppendFloat(std::string& out, double value, bool single);

}  // namespace sonde
