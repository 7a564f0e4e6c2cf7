// Texts of numbers: of errors, signals and system calls. Leaves: the tables of strerror, signal_name and
// syscall_name. Covered by tests/run/number-texts.test.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace sonde {

struct NumberText {
  uint32_t number;
  std::string_view text;
};

inline constexpr uint32_t kNumberTextSize = 64;  // of the strings that the functions give, bytes

inline constexpr NumberText kErrorTexts[] = {
#define TEXT(number, text) {number, text},
#include "defs/error_texts.def"
};

inline constexpr NumberText kSignalTexts[] = {
#define TEXT(number, text) {number, text},
#include "defs/signal_texts.def"
};

inline constexpr NumberText kSyscallNames[] = {
#define TEXT(number, text) {number, text},
#if defined(__x86_64__)
#include "defs/syscall_names_x86_64.def"
#else
#include "defs/syscall_names_arm64.def"
#endif
};

// One of the tables, and what is said of other numbers.
struct NumberTexts {
  std::span<const NumberText> rows;
  std::string_view otherwise;
};

inline constexpr NumberTexts kStrerror = {kErrorTexts, "Unknown error"};
inline constexpr NumberTexts kSignalName = {kSignalTexts, "N/A"};
inline constexpr NumberTexts kSyscallName = {kSyscallNames, "Unknown syscall"};

constexpr std::string_view TextOf(const NumberTexts& texts, uint64_t number) {
  for (const NumberText& row : texts.rows)
    if (row.number == number) return row.text;
  return texts.otherwise;
}

}  // namespace sonde
