// Frames and symbols as text, and the order of what is shown. Leaves: what frames.h declares, AppendText of
// Stack and Symbol. Covered by
// tests/output/frames_test.cpp.
#include "output/frames.h"

#include <algorithm>
#include <string_view>
#include <tuple>

namespace sonde::output {
namespace {

constexpr std::string_view kIndent = "        ";

void AppendAddress(std::string& out, uint64_t address) {
  out += "0x";
  AppendHex(out, address);
}

// vfs_read+5, or the address.
void AppendPlace(std::string& out, const Frame& frame, TextOptions options) {
  if (frame.symbol.empty()) return AppendAddress(out, frame.address);
  AppendTraced(out, frame.symbol, options);
  if (frame.inlined) return;
  out += '+';
  AppendInteger(out, frame.offset, false);
}

void AppendDefaultFrame(std::string& out, const Frame& frame, TextOptions options) {
  if (!options.compact) out += kIndent;
  if (frame.inlined) out += "[inlined] ";
  AppendPlace(out, frame, options);
  if (frame.file.empty()) return;
  out += '@';
  AppendTraced(out, frame.file, options);
  out += ':';
  AppendInteger(out, frame.line, false);
}

void AppendPerfFrame(std::string& out, const Frame& frame, TextOptions options) {
  out += '\t';
  AppendHex(out, frame.address);
  out += ' ';
  AppendPlace(out, frame, options);
  if (frame.space != AddressSpace::User) return;
  out += " (";
  if (frame.inlined) {
    out += "inlined";
  } else if (frame.module.empty()) {
    out += "[unknown]";
  } else {
    AppendTraced(out, frame.module, options);
  }
  out += ')';
}

bool SameLine(const Frame& a, const Frame& b) {
  const auto parts = [](const Frame& frame) {
    return std::tie(frame.address, frame.offset, frame.line, frame.inlined, frame.space, frame.symbol,
                    frame.module, frame.file);
  };
  return parts(a) == parts(b);
}

int OrderOfLines(const Frame& a, const Frame& b, StackMode mode) {
  if (SameLine(a, b)) return 0;
  std::string line, other;
  AppendFrame(line, a, mode, {});
  AppendFrame(other, b, mode, {});
  return line.compare(other);
}

void AppendUnwindFailure(std::string& out, TextOptions options) {
  if (!options.compact) out += kIndent;
  out += "<unwind failure>";
}

// The lines behind the frames that both stacks have.
std::string LineAt(const Stack& stack, size_t index) {
  std::string line;
  if (index < stack.frames.size()) {
    AppendFrame(line, stack.frames[index], stack.mode, {});
  } else if (stack.unwind_failed) {
    AppendUnwindFailure(line, {});
  }
  return line;
}

}  // namespace

void AppendFrame(std::string& out, const Frame& frame, StackMode mode, TextOptions options) {
  switch (mode) {
    case StackMode::Default:
      return AppendDefaultFrame(out, frame, options);
    case StackMode::Perf:
      return AppendPerfFrame(out, frame, options);
    case StackMode::Raw:
    case StackMode::BuildId:
      return AppendHex(out, frame.address);
  }
}

// A newline, then a line for each frame.
void AppendText(std::string& out, const Stack& stack, TextOptions options) {
  options = Nested(options);
  out += '\n';
  for (const Frame& frame : stack.frames) {
    AppendFrame(out, frame, stack.mode, options);
    out += '\n';
  }
  if (!stack.unwind_failed) return;
  AppendUnwindFailure(out, options);
  out += '\n';
}

// The name without the offset; the address where there is none.
void AppendText(std::string& out, const Symbol& symbol, TextOptions options) {
  const Frame& frame = symbol.frame;
  if (!frame.symbol.empty()) return AppendTraced(out, frame.symbol, Nested(options));
  if (frame.address == 0) {
    out += '0';
  } else {
    AppendAddress(out, frame.address);
  }
}

int Order(const Stack& a, const Stack& b) {
  const size_t both = std::min(a.frames.size(), b.frames.size());
  for (size_t i = 0; i < both; ++i) {
    if (const int order = OrderOfLines(a.frames[i], b.frames[i], a.mode); order != 0) return order;
  }
  return LineAt(a, both).compare(LineAt(b, both));
}

}  // namespace sonde::output
