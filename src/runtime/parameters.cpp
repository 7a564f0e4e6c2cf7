// Reading named parameters. Leaves: ReadParameters, SetCounts, NumberOf. Covered by
// tests/runtime/parameters_test.cpp.
#include "runtime/parameters.h"

#include <algorithm>
#include <cctype>
#include <cstring>
#include <optional>
#include <set>
#include <string_view>

#include "probes/number.h"

namespace sonde::runtime {
namespace {

using bundle::ParameterKind;
using bundle::ParameterMeta;

constexpr std::string_view kDashes = "--";
constexpr std::string_view kHelp = "help";

struct Word {
  std::string name;
  std::string value;
};

// A word without `=` is a switch.
Word Split(std::string_view text) {
  if (text.starts_with(kDashes)) text.remove_prefix(kDashes.size());
  const size_t equals = text.find('=');
  if (equals == std::string_view::npos) return {std::string(text), "true"};
  return {std::string(text.substr(0, equals)), std::string(text.substr(equals + 1))};
}

std::string Known(const std::vector<ParameterMeta>& known) {
  if (known.empty()) return "no custom program options defined.";
  std::vector<std::string> lines;
  for (const auto& parameter : known) {
    lines.push_back("\n--" + parameter.name);
    if (!parameter.description.empty()) lines.back() += ": " + parameter.description;
  }
  std::sort(lines.begin(), lines.end());
  std::string text = "expected program options:";
  for (const auto& line : lines)
    text += line;
  return text;
}

std::optional<bool> ParseBool(std::string_view text) {
  std::string word(text);
  for (char& c : word)
    c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  for (const auto* yes : {"1", "true", "yes", "on"}) {
    if (word == yes) return true;
  }
  for (const auto* no : {"0", "false", "no", "off"}) {
    if (word == no) return false;
  }
  return std::nullopt;
}

std::string Bytes(uint64_t word) {
  std::string bytes(sizeof word, '\0');
  std::memcpy(bytes.data(), &word, sizeof word);
  return bytes;
}

Error Wrong(const Word& word, const std::string& what) {
  return Error("program command line option --" + word.name + " " + what + " (value: " + word.value + ")");
}

Result<std::string> ReadInteger(const ParameterMeta& parameter, const Word& word, bool given) {
  if (!given)
    return Wrong(word, "expects an integer").Hint("the value stands behind =: --" + word.name + "=5");
  const auto number = ParseProbeNumber(word.value);
  if (!number) {
    const bool too_large = number.error().message.starts_with("overflow");
    return Wrong(word, too_large ? "value is out of range" : "invalid integer");
  }
  constexpr uint64_t kLargest = INT64_MAX;
  const bool is_signed = parameter.kind == ParameterKind::Signed;
  if (number->negative && number->value != 0 && !is_signed) return Wrong(word, "must not be negative");
  const bool fits =
      number->negative ? number->value <= kLargest + 1 : !is_signed || number->value <= kLargest;
  if (!fits) return Wrong(word, "value is out of range");
  return Bytes(number->negative ? 0 - number->value : number->value);
}

Result<std::string> ReadValue(const ParameterMeta& parameter, const Word& word, bool given) {
  switch (parameter.kind) {
    case ParameterKind::Bool: {
      const auto value = ParseBool(word.value);
      if (!value) return Wrong(word, "expects a boolean (e.g. 'true')");
      return Bytes(*value ? 1 : 0);
    }
    case ParameterKind::Unsigned:
    case ParameterKind::Signed:
      return ReadInteger(parameter, word, given);
    case ParameterKind::Text:
      break;
  }
  if (!given)
    return Wrong(word, "expects a string").Hint("the value stands behind =: --" + word.name + "=TEXT");
  if (word.value.size() >= parameter.size) {
    return Wrong(word, "is longer than " + std::to_string(parameter.size - 1) + " bytes");
  }
  std::string bytes = word.value;
  bytes.resize(parameter.size);
  return bytes;
}

}  // namespace

Result<std::vector<ParameterValue>> ReadParameters(const std::vector<ParameterMeta>& known,
                                                   const std::vector<std::string>& words) {
  const auto find = [&](const std::string& name) {
    return std::find_if(known.begin(), known.end(), [&](const auto& entry) { return entry.name == name; });
  };
  std::set<std::string> unknown;
  for (const auto& text : words) {
    const Word word = Split(text);
    if (find(word.name) != known.end()) continue;
    if (word.name == kHelp) return Error("").Hint(Known(known));
    unknown.insert(word.name);
  }
  if (!unknown.empty()) {
    std::string names;
    for (const auto& name : unknown)
      names += (names.empty() ? "--" : ", --") + name;
    return Error("unexpected program command line options: " + names).Hint(Known(known));
  }
  std::vector<ParameterValue> values;
  for (const auto& text : words) {
    const Word word = Split(text);
    const ParameterMeta& parameter = *find(word.name);
    auto bytes = ReadValue(parameter, word, text.find('=') != std::string::npos);
    if (!bytes) return bytes.TakeError();
    values.push_back({parameter.offset, std::move(*bytes)});
  }
  return values;
}

void SetCounts(bundle::Metadata& metadata, const std::vector<ParameterValue>& values) {
  const auto set = [&](int32_t parameter, uint32_t& count) {
    if (parameter < 0) return;
    const auto number = NumberOf(metadata.parameters[static_cast<size_t>(parameter)], values);
    if (number) count = static_cast<uint32_t>(std::min<uint64_t>(*number, UINT32_MAX));
  };
  for (bundle::EventMeta& event : metadata.events) {
    set(event.top_parameter, event.top);
    set(event.divisor_parameter, event.divisor);
  }
}

std::optional<uint64_t> NumberOf(const ParameterMeta& parameter, const std::vector<ParameterValue>& values) {
  std::optional<uint64_t> number;
  for (const ParameterValue& value : values) {
    if (value.offset != parameter.offset || value.bytes.size() != sizeof(uint64_t)) continue;
    number.emplace();
    std::memcpy(&*number, value.bytes.data(), sizeof(uint64_t));
  }
  return number;
}

}  // namespace sonde::runtime
