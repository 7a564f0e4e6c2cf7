// Numbers with units. Leaves: what amount.h declares.
#include "base/amount.h"

#include <charconv>
#include <initializer_list>
#include <utility>

namespace sonde {
namespace {

std::optional<uint64_t> ParseAmount(std::string_view text,
                                    std::initializer_list<std::pair<std::string_view, uint64_t>> units) {
  uint64_t number = 0;
  const char* const behind = text.data() + text.size();
  const auto [end, code] = std::from_chars(text.data(), behind, number);
  if (code != std::errc() || number == 0) return std::nullopt;
  const std::string_view unit(end, static_cast<size_t>(behind - end));
  for (const auto& [name, factor] : units) {
    if (unit == name && number <= UINT64_MAX / factor) return number * factor;
  }
  return std::nullopt;
}

}  // namespace

std::optional<uint64_t> ParseTime(std::string_view text) {
  constexpr uint64_t kMs = 1000000, kSecond = 1000 * kMs;
  return ParseAmount(
      text, {{"ms", kMs}, {"s", kSecond}, {"", kSecond}, {"m", 60 * kSecond}, {"h", 3600 * kSecond}});
}

std::optional<uint64_t> ParseSize(std::string_view text) {
  constexpr uint64_t kKiB = 1024;
  return ParseAmount(text, {{"", 1}, {"K", kKiB}, {"M", kKiB * kKiB}, {"G", kKiB * kKiB * kKiB}});
}

std::optional<uint64_t> ParseCount(std::string_view text) {
  return ParseAmount(text, {{"", 1}});
}

}  // namespace sonde
