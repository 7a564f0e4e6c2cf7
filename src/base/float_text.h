// Floating-point numbers as text. Leaves: AppendFloat, Rounded. Covered by tests/base/float_text_test.cpp.
#pragma once

#include <string>

namespace sonde {

// As briefly as reads back to the same number; "inf", "-inf", "nan", "-nan". `single`: of a float.
void AppendFloat(std::string& out, double value, bool single);

// With so many digits behind the point: "2.50".
std::string Rounded(double value, int digits);

}  // namespace sonde
