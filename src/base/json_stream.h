// JsonStream: JSON in sonde's layout (cli-and-output.md 13): RapidJSON's writer with other spaces, and with
// sonde's rules for numbers and for bytes. Covered by tests/base/json_stream_test.cpp and
// tests/output/writer_test.cpp.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/rapidjson.h"

namespace sonde {

// What RapidJSON writes to: appends to a string.
class StringEnd {
 public:
  using Ch = char;
  explicit StringEnd(std::string& out) : out_(out) {}
  void Put(char c) { out_ += c; }
  void Flush() {}
  std::string& out() { return out_; }

 private:
  std::string& out_;
};

// Line: elements of arrays are separated by ",", members of objects by ", ". Indented: each has a line. A
// name and its value are separated by ": " in both.
enum class JsonLayout : uint8_t { Line, Indented };

class JsonStream : private rapidjson::Writer<StringEnd> {
 public:
  // Appends to `out`, which outlives it.
  explicit JsonStream(std::string& out, JsonLayout layout = JsonLayout::Line)
      : Writer(end_), end_(out), layout_(layout) {}
  // The next value stands by itself; the one before is complete.
  void Restart() { Reset(end_); }

  void StartObject();
  void Key(std::string_view name) { String(name); }
  void EndObject();
  void StartArray();
  void EndArray();

  void Null();
  void Bool(bool flag);
  // Bits of an int64 or a uint64. A string when a double could not hold the number.
  void Integer(uint64_t bits, bool is_signed);
  // As briefly as reads back; a string for infinity and what is no number. `single`: of a float.
  void Float(double value, bool single);
  // Valid UTF-8 passes unchanged; other bytes become U+FFFD, so that the line stays JSON.
  void String(std::string_view text);

  // Members of an object: a text, a number, an array whose elements `write` writes one by one.
  void Member(std::string_view name, std::string_view text) {
    Key(name);
    String(text);
  }
  void Member(std::string_view name, uint64_t bits, bool is_signed = false) {
    Key(name);
    Integer(bits, is_signed);
  }
  template <typename Range, typename Write>
  void Array(std::string_view name, const Range& range, Write write) {
    Key(name);
    StartArray();
    for (const auto& element : range)
      write(element);
    EndArray();
  }

 private:
  void Prefix(rapidjson::Type type);
  void BreakLine(size_t depth);
  void BreakLineBeforeEnd();

  StringEnd end_;
  JsonLayout layout_;
};

}  // namespace sonde
