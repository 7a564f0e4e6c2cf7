// Automatons for patterns over bytes: globs (fnmatch(3)) and regular expressions (POSIX extended,
// regcomp(3)), made whole while compiling, so that matching is one table look-up for each byte. Covered by
// tests/base/automaton_test.cpp and tests/run/match.test.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace sonde {

struct Automaton {
  // States from which nothing changes any more: no text that begins so matches, every one does.
  static constexpr uint32_t kNever = 0;
  static constexpr uint32_t kAlways = 1;

  std::array<uint8_t, 256> classes{};  // of each byte; bytes of one class are never told apart
  uint32_t class_count = 0;
  uint32_t start = 0;
  std::vector<uint16_t> next;      // of state s and class c: next[s * class_count + c]
  std::vector<uint8_t> accepting;  // by state: 1 if a text may end there

  [[nodiscard]] uint32_t states() const { return static_cast<uint32_t>(accepting.size()); }
  // Whether a text (up to its NUL) matches.
  [[nodiscard]] bool Matches(std::string_view text) const;
};

// `*`, `?`, `[a-z]`, `[!a-z]`, `[[:digit:]]`, `\` in front of what is meant as it is: the whole text, as
// fnmatch(3) without flags in the C locale.
Result<Automaton> CompileGlob(std::string_view pattern);

// A POSIX extended regular expression, somewhere in the text, as regexec(3) in the C locale. Back references
// are none.
Result<Automaton> CompileRegex(std::string_view pattern);

}  // namespace sonde
