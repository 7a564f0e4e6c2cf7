// Addresses of code as text: the lines of stacks (cli-and-output.md 12.6) and symbols. Covered by
// tests/output/frames_test.cpp.
#pragma once

#include <string>

#include "output/text.h"
#include "output/value.h"

namespace sonde::output {

// One line of a stack as its mode has it, indented, without the newline. Names are escaped as `options` say;
// a compact line is not indented by spaces.
void AppendFrame(std::string& out, const Frame& frame, StackMode mode, TextOptions options);

// A newline, then a line for each frame.
void AppendStack(std::string& out, const Stack& stack, TextOptions options);

// The name without the offset; the address where there is none.
void AppendSymbol(std::string& out, const Symbol& symbol, TextOptions options);

// Negative, 0, positive: stacks and symbols in the order of their texts, line by line.
int Order(const Stack& a, const Stack& b);
int Order(const Symbol& a, const Symbol& b);

}  // namespace sonde::output
