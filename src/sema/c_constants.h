// Numbers that have names in C. Covered by tests/golden/diag/names/*.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sonde::sema {

struct CConstant {
  int64_t value = 0;
  bool error = false;  // an errno, which system calls return below zero
};

// The number that the headers of the C library name so: EAGAIN, SIGKILL, O_CREAT.
std::optional<CConstant> FindCConstant(std::string_view name);

// The name of such a number that `name` nearly is; empty if there is none.
std::string NearCConstant(std::string_view name);

}  // namespace sonde::sema
