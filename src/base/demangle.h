// Demangle: names of C++, Rust and D as they were written, bounded. (Names of Go are as they were written.) A
// mangled name of 270 bytes can stand for one of gigabytes (each part repeats the one before twice), and
// names come from files of anybody. Covered by tests/base/demangle_test.cpp.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace sonde {

// Bytes of a demangled name; a longer one is as good as none.
inline constexpr size_t kLongestDemangled = 8192;

struct Demangled {
  // What the name stands for, of Rust without the hash of its crate; the mangled name itself when it is none
  // or too long.
  std::string text;
  bool too_long = false;
};

// Takes a few milliseconds at most, whatever the name.
Demangled Demangle(std::string_view mangled);

}  // namespace sonde
