// Small pieces of SVG that pictures share. Covered by tests/output/heat_svg_test.cpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace sonde::output {

// Text of an XML document, in elements and attributes: nothing in it is markup, what XML has no place for is
// replaced. `text` may be any bytes.
void AppendXml(std::string& out, std::string_view text);

// The first `most` characters of UTF-8, with an ellipsis as the last one if there were more.
std::string Shortened(std::string_view text, size_t most);
size_t Characters(std::string_view text);

// With one digit behind the point, where there is one.
void AppendTenths(std::string& out, double number);

// "1,234 samples", "1.23 ms", "4.5 MiB". `unit`: ns, us, ms, s, bytes, or a word for what is counted.
std::string AmountText(uint64_t value, std::string_view unit);
// "12.34 %"
std::string ShareText(uint64_t part, uint64_t whole);

}  // namespace sonde::output
