// Addresses of code as text: the lines of stacks (cli-and-output.md 12.6). Covered by
// tests/output/frames_test.cpp.
#pragma once

#include <string>

#include "output/text.h"
#include "output/value.h"

namespace sonde::output {

// One line of a stack as its mode has it, indented, without the newline. Names are escaped as `options` say;
// a compact line is not indented by spaces.
void AppendFrame(std::string& out, const Frame& frame, StackMode mode, TextOptions options);

// Negative, 0, positive: in the order of the texts, line by line.
int Order(const Stack& a, const Stack& b);

}  // namespace sonde::output
