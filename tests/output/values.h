// Short ways to write values in tests.
#pragma once

#include "output/json_text.h"
#include "output/value.h"

namespace sonde::output {

inline Value Int(int64_t number) {
  return {number};
}
inline Value Unsigned(uint64_t number) {
  return {number};
}
inline Value Str(std::string text) {
  return {Text{std::move(text)}};
}
inline Value Buf(std::string bytes) {
  return {Bytes{std::move(bytes)}};
}
inline Value Tup(std::vector<Value> elements) {
  return {Tuple{std::move(elements)}};
}
inline Value Arr(std::vector<Value> elements) {
  return {Array{std::move(elements)}};
}
inline Value Name(std::string symbol) {
  return {Symbol{{.symbol = std::move(symbol)}}};
}
// A stack of functions, each at its start.
inline Value Trace(std::vector<std::string> symbols) {
  Stack stack;
  for (std::string& symbol : symbols)
    stack.frames.push_back({.symbol = std::move(symbol)});
  return {std::move(stack)};
}
// A histogram of powers of two.
inline Histogram Hist(std::vector<uint64_t> counts) {
  return {{.kind = Buckets::Kind::Log}, std::move(counts)};
}
// A value as JSON, and as the name of a member.
inline std::string Json(const Value& value) {
  std::string out;
  JsonStream json(out);
  WriteJson(json, value);
  return out;
}
inline std::string JsonKey(const Value& key) {
  std::string out;
  JsonStream json(out);
  json.StartObject();
  WriteJsonKey(json, key);
  return out.substr(1);
}

}  // namespace sonde::output
