// Signatures of functions: the texts in functions.def, taken apart while sonde is compiled; one that is
// malformed does not compile. Leaves: Signature, ParseSignature. Covered by tests/defs/signature_test.cpp.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <utility>

namespace sonde {

// What an argument must be. kParamWords has the spelling.
enum class ParamKind : uint8_t {
  Any,            // whatever the function's rule makes of it; not evaluated before
  Value,          // what can be copied
  Int,            // an integer
  Length,         // a number of bytes: an integer, not negative when it is known while compiling
  Address,        // an integer or a pointer
  SymbolAddress,  // the same, of something with a name; becomes a 64-bit integer
  Text,           // a string, an array of bytes, or what a pointer to bytes leads to; becomes a string
  TextLiteral,    // text that is known while compiling, however long
  CountLiteral,   // a number below 2^32 that is known while compiling
  Map,            // a whole map, with or without keys
  KeyedMap,       // a whole map with keys
  Key,            // a key of the map before it; becomes the map's key type
};

// What a call gives. kResultWords has the spelling.
enum class ResultKind : uint8_t {
  Any,
  Void,
  Bool,
  Int64,
  Uint64,
  String,
  Buffer,
  Stack,
  KernelSymbol,
  UserSymbol,
  Timestamp,
  Uint32,
  Inet,
  MacAddress,
  CgroupPath,
};

inline constexpr std::pair<std::string_view, ParamKind> kParamWords[] = {
    {"any", ParamKind::Any},
    {"value", ParamKind::Value},
    {"int", ParamKind::Int},
    {"length", ParamKind::Length},
    {"address", ParamKind::Address},
    {"symbol address", ParamKind::SymbolAddress},
    {"text", ParamKind::Text},
    {"text literal", ParamKind::TextLiteral},
    {"count literal", ParamKind::CountLiteral},
    {"map", ParamKind::Map},
    {"keyed map", ParamKind::KeyedMap},
    {"key", ParamKind::Key},
};

inline constexpr std::pair<std::string_view, ResultKind> kResultWords[] = {
    {"any", ResultKind::Any},
    {"void", ResultKind::Void},
    {"bool", ResultKind::Bool},
    {"int64", ResultKind::Int64},
    {"uint64", ResultKind::Uint64},
    {"string", ResultKind::String},
    {"buffer", ResultKind::Buffer},
    {"stack", ResultKind::Stack},
    {"ksym", ResultKind::KernelSymbol},
    {"usym", ResultKind::UserSymbol},
    {"timestamp", ResultKind::Timestamp},
    {"uint32", ResultKind::Uint32},
    {"inet", ResultKind::Inet},
    {"mac_address", ResultKind::MacAddress},
    {"cgroup_path_t", ResultKind::CgroupPath},
};

struct Param {
  ParamKind kind = ParamKind::Any;
  std::string_view name;
};

struct Signature {
  static constexpr uint32_t kMostParams = 4;
  static constexpr uint32_t kMostVariadic = 128;

  ResultKind result = ResultKind::Any;
  std::string_view name;
  std::array<Param, kMostParams> params{};
  uint32_t count = 0;     // of params
  uint32_t least = 0;     // arguments a call must have
  bool variadic = false;  // the last one may come any number of times, also never

  [[nodiscard]] constexpr uint32_t most() const { return variadic ? kMostVariadic : count; }
  // The parameter of the argument with that index, below most().
  [[nodiscard]] constexpr const Param& At(size_t argument) const {
    return params[argument < count ? argument : count - 1];
  }
};

namespace detail {

// Not constexpr: a signature that leads here is a compile error that names it.
inline void MalformedSignature(std::string_view /*text*/) {}

template <typename Kind, size_t kCount>
constexpr Kind Lookup(const std::pair<std::string_view, Kind> (&words)[kCount], std::string_view word) {
  for (const auto& [spelling, kind] : words)
    if (spelling == word) return kind;
  MalformedSignature(word);
  return {};
}

// "KIND NAME", split at the last blank.
constexpr std::pair<std::string_view, std::string_view> SplitName(std::string_view text) {
  const size_t blank = text.rfind(' ');
  if (blank == std::string_view::npos) MalformedSignature(text);
  return {text.substr(0, blank), text.substr(blank + 1)};
}

constexpr std::string_view kEllipsis = "...";

constexpr void AddParam(Signature& signature, std::string_view text) {
  if (signature.count == Signature::kMostParams || signature.variadic) MalformedSignature(text);
  const bool optional = text.front() == '[' && text.back() == ']';
  if (optional) text = text.substr(1, text.size() - 2);
  if (text.ends_with(kEllipsis)) {
    signature.variadic = true;
    text.remove_suffix(kEllipsis.size());
  }
  if (!optional && !signature.variadic && signature.least != signature.count) MalformedSignature(text);
  const auto [kind, name] = SplitName(text);
  signature.params[signature.count++] = {Lookup(kParamWords, kind), name};
  if (!optional && !signature.variadic) ++signature.least;
}

}  // namespace detail

// "RESULT NAME(KIND NAME, [KIND NAME], KIND NAME...)": brackets around what may be left out, dots behind what
// may come any number of times, also never.
constexpr Signature ParseSignature(std::string_view text) {
  Signature signature;
  const size_t open = text.find('(');
  if (open == std::string_view::npos || !text.ends_with(')')) detail::MalformedSignature(text);
  const auto [result, name] = detail::SplitName(text.substr(0, open));
  signature.result = detail::Lookup(kResultWords, result);
  signature.name = name;
  std::string_view rest = text.substr(open + 1, text.size() - open - 2);
  while (!rest.empty()) {
    const size_t end = rest.find(", ");
    detail::AddParam(signature, rest.substr(0, end));
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 2);
  }
  return signature;
}

}  // namespace sonde
