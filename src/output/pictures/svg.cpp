// Leaves: what svg.h declares. Covered by tests/output/heat_svg_test.cpp.
#include "output/pictures/svg.h"

#include <cmath>

#include "base/float_text.h"
#include "base/printable.h"
#include "base/utf8.h"
#include "output/pictures/embedded.h"

namespace sonde::output {
namespace {

// Three digits are enough to read.
std::string Scaled(double number, std::string_view unit) {
  constexpr double kTen = 10, kHundred = 100;
  std::string text = Rounded(number, number < kTen ? 2 : number < kHundred ? 1 : 0);
  if (text.find('.') != std::string::npos) {
    while (text.back() == '0')
      text.pop_back();
    if (text.back() == '.') text.pop_back();
  }
  return text + " " + std::string(unit);
}

struct Step {
  double size;
  std::string_view unit;
};
constexpr Step kTimes[] = {{1, "s"}, {1e-3, "ms"}, {1e-6, "µs"}, {1e-9, "ns"}};
constexpr Step kSizes[] = {{1 << 30, "GiB"}, {1 << 20, "MiB"}, {1 << 10, "KiB"}};

std::string TimeText(double seconds) {
  for (const Step& step : kTimes) {
    if (seconds >= step.size || &step == std::end(kTimes) - 1) return Scaled(seconds / step.size, step.unit);
  }
  return {};
}

std::string Grouped(uint64_t value) {
  constexpr size_t kGroup = 3;
  std::string text = std::to_string(value);
  for (size_t at = text.size(); at > kGroup;)
    text.insert(at -= kGroup, ",");
  return text;
}

}  // namespace

void AppendXml(std::string& out, std::string_view text) {
  std::string printable;
  AppendPrintable(printable, text, Newlines::Escape);
  for (size_t i = 0; i < printable.size(); ++i) {
    switch (printable[i]) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      case '\t':
        out += ' ';
        break;
      case '\xef':
        // U+FFFE and U+FFFF, which no XML may have.
        if (const std::string_view code = std::string_view(printable).substr(i, 3);
            code == "\xef\xbf\xbe" || code == "\xef\xbf\xbf") {
          out += "\xef\xbf\xbd";
          i += 2;
          break;
        }
        [[fallthrough]];
      default:
        out += printable[i];
    }
  }
}

size_t Characters(std::string_view text) {
  size_t count = 0;
  for (const char byte : text)
    count += IsInsideUtf8(byte) ? 0 : 1;
  return count;
}

std::string Shortened(std::string_view text, size_t most) {
  if (text.size() <= most || Characters(text) <= most) return std::string(text);
  size_t bytes = 0;
  for (size_t left = most - 1; bytes < text.size(); ++bytes) {
    if (!IsInsideUtf8(text[bytes]) && left-- == 0) break;
  }
  return std::string(text.substr(0, bytes)) + "…";
}

void AppendTenths(std::string& out, double number) {
  const auto tenths = static_cast<int64_t>(std::llround(number * 10));
  out += std::to_string(tenths / 10);
  if (tenths % 10 != 0) out += "." + std::to_string(tenths % 10);
}

std::string AmountText(uint64_t value, std::string_view unit) {
  for (const auto& [seconds, name] : {Step{1e-9, "ns"}, Step{1e-6, "us"}, Step{1e-3, "ms"}, Step{1, "s"}}) {
    if (name == unit) return TimeText(static_cast<double>(value) * seconds);
  }
  if (unit == "bytes") {
    for (const Step& step : kSizes) {
      const double number = static_cast<double>(value) / step.size;
      if (number >= 1) return Scaled(number, step.unit);
    }
  }
  return Grouped(value) + (unit.empty() ? "" : " " + std::string(unit));
}

std::string ShareText(uint64_t part, uint64_t whole) {
  constexpr double kPercent = 100;
  return Rounded(whole == 0 ? 0 : kPercent * static_cast<double>(part) / static_cast<double>(whole), 2) +
         " %";
}

std::string_view EmbeddedText(std::string_view name) {
  const EmbeddedFile* file = FindFile(EmbeddedFiles(), name);
  return file == nullptr ? std::string_view() : file->bytes;
}

}  // namespace sonde::output
