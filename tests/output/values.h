// Short ways to write values in tests.
#pragma once

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

}  // namespace sonde::output
